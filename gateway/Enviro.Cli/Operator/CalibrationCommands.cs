using System.CommandLine;
using System.Globalization;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Wire;
using Spectre.Console;

namespace Enviro.Cli;

/// <summary>The commands under <c>enviro calibration</c>.</summary>
internal static class CalibrationCommands
{
    internal static Command Create() => new("calibration", "Enter and look at calibrations: corrected = raw × gain + offset, and raw readings stay what they are") { Add(), List() };

    private static Command Add()
    {
        Argument<DirectoryInfo> directory = LedgerCommands.Directory();
        Option<string> node = new("--node") { Description = "The node: URN, short address or thumbprint", Required = true };
        Option<string> quantity = new("--quantity") { Description = "SenML name of the quantity, such as pm2.5", Required = true };
        Option<string> who = new("--who") { Description = "Who calibrated", Required = true };
        Option<string> instrument = new("--instrument") { Description = "The instrument compared with: type and serial number", Required = true };
        Option<string> reference = new("--reference") { Description = "What that is traceable to, such as the number of its certificate", Required = true };
        Option<string> offset = new("--offset") { Description = "Added after the gain, such as -0.40", DefaultValueFactory = _ => "0" };
        Option<string> gain = new("--gain") { Description = "Readings are multiplied with it, such as 1.03", DefaultValueFactory = _ => "1" };
        Option<string> from = new("--from") { Description = "First time it applies to, such as 2026-01-31T00:00:00Z", Required = true };
        Option<string?> to = new("--to") { Description = "First time it no longer applies to; without it, until another does" };
        Command command = new("add", "Enter a calibration of one quantity of a node") { directory, node, quantity, who, instrument, reference, offset, gain, from, to };
        command.SetAction(parse => Add(
            parse.GetRequiredValue(directory),
            new Entered(
                parse.GetRequiredValue(node), parse.GetRequiredValue(quantity), parse.GetRequiredValue(who), parse.GetRequiredValue(instrument),
                parse.GetRequiredValue(reference), parse.GetRequiredValue(offset), parse.GetRequiredValue(gain), parse.GetRequiredValue(from), parse.GetValue(to))));
        return command;
    }

    private static Command List()
    {
        Argument<DirectoryInfo> directory = LedgerCommands.Directory();
        Option<bool> json = LedgerCommands.JsonOption();
        Option<string?> node = new("--node") { Description = "Only those of this node: URN, short address or thumbprint" };
        Command command = new("list", "List the calibrations in the order they were entered") { directory, node, json };
        command.SetAction(parse => List(parse.GetRequiredValue(directory), parse.GetValue(node), parse.GetValue(json)));
        return command;
    }

    private static int Add(DirectoryInfo directory, Entered entered)
    {
        long toMs = 0;
        if (!SenmlPack.IsValidName(entered.Quantity)
            || !new[] { entered.Who, entered.Instrument, entered.Reference }.All(text => OperatorCommand.Fits(text, Calibration.MaxNameLength)))
        {
            return CommandRunner.Fail($"--quantity must be a SenML name; --who, --instrument and --reference must have 1 to {Calibration.MaxNameLength} bytes.");
        }

        if (!ExactDecimal.TryParse(entered.Offset, out ExactDecimal offset) || !ExactDecimal.TryParse(entered.Gain, out ExactDecimal gain) || gain.Mantissa.Sign <= 0)
        {
            return CommandRunner.Fail("--offset and --gain must be numbers such as -0.40, the gain above 0.");
        }

        if (!TryParseTime(entered.From, out long fromMs) || (entered.To is not null && !TryParseTime(entered.To, out toMs)) || (toMs != 0 && toMs <= fromMs))
        {
            return CommandRunner.Fail("--from and --to must be times with their zone, such as 2026-01-31T00:00:00Z, and --to later than --from.");
        }

        return OperatorCommand.Run(directory, desk =>
        {
            if (NodeName.Find(entered.Node, desk.State) is not NodeRecord node)
            {
                return OperatorCommand.Decision.Refuse(NodeName.Unknown(entered.Node));
            }

            byte[] message = new Calibration
            {
                Urn = node.Urn,
                Quantity = entered.Quantity,
                Who = entered.Who,
                Instrument = entered.Instrument,
                Reference = entered.Reference,
                Offset = offset,
                Gain = gain,
                ValidFromMs = fromMs,
                ValidToMs = toMs,
                AtMs = desk.NowMs,
                ChainId = desk.State.ChainId,
            }.Sign(desk.Key);
            return new OperatorCommand.Decision(EntryKind.Calibration, message, $"Calibrated {entered.Quantity} of {node.Urn}, times {gain} plus {offset}");
        });
    }

    private static int List(DirectoryInfo directory, string? name, bool json) => CommandRunner.WithLedger(directory, store =>
    {
        LedgerState state = LedgerState.Fold(store);
        NodeRecord? node = name is null ? null : NodeName.Find(name, state);
        if (name is not null && node is null)
        {
            return CommandRunner.Refuse(NodeName.Unknown(name));
        }

        Calibration[] calibrations = [.. state.Calibrations.All.Where(made => node is null || made.Urn == node.Urn)];
        if (json)
        {
            WriteJson(calibrations);
            return ExitCode.Done;
        }

        if (calibrations.Length == 0)
        {
            AnsiConsole.WriteLine("no calibration");
            return ExitCode.Done;
        }

        Table table = new Table().Border(TableBorder.Simple).AddColumns("node", "quantity", "gain", "offset", "from", "to", "who", "instrument", "reference");
        foreach (Calibration made in calibrations)
        {
            table.AddRow(
                Markup.Escape(made.Urn), Markup.Escape(made.Quantity), made.Gain.ToString(), made.Offset.ToString(), Text.Time(made.ValidFromMs),
                made.ValidToMs == 0 ? "open" : Text.Time(made.ValidToMs), Markup.Escape(made.Who), Markup.Escape(made.Instrument), Markup.Escape(made.Reference));
        }

        AnsiConsole.Write(table);
        return ExitCode.Done;
    });

    private static void WriteJson(IReadOnlyList<Calibration> calibrations) => Json.Write(writer =>
    {
        writer.WriteStartArray();
        foreach (Calibration made in calibrations)
        {
            writer.WriteStartObject();
            writer.WriteString("urn", made.Urn);
            writer.WriteString("quantity", made.Quantity);
            writer.WriteString("gain", made.Gain.ToString());
            writer.WriteString("offset", made.Offset.ToString());
            writer.WriteTime("from", made.ValidFromMs);
            writer.WriteTime("to", made.ValidToMs);
            writer.WriteString("who", made.Who);
            writer.WriteString("instrument", made.Instrument);
            writer.WriteString("reference", made.Reference);
            writer.WriteTime("at", made.AtMs);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    // A time without a zone would mean another moment on another machine.
    private static bool TryParseTime(string text, out long unixMs)
    {
        string[] formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFK", "yyyy-MM-dd'T'HH:mmK"];
        bool parses = DateTimeOffset.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset time)
            && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > "yyyy-MM-dd".Length);
        unixMs = time.ToUnixTimeMilliseconds();
        return parses && unixMs >= 0;
    }

    private sealed record Entered(string Node, string Quantity, string Who, string Instrument, string Reference, string Offset, string Gain, string From, string? To);
}
