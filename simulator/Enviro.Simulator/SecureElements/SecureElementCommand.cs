using System.CommandLine;
using System.Text;
using System.Text.Json;

namespace Enviro.Simulator;

/// <summary><c>enviro-sim secure-element</c>.</summary>
internal static class SecureElementCommand
{
    internal static Command Create() =>
        new("secure-element", "A simulated ATECC608B for programs outside the simulator") { CreateServe() };

    private static Command CreateServe()
    {
        Option<string?> pty = new("--pty")
        {
            Description = "Serve the Kit Protocol on a pseudo-terminal, and make this symbolic link to it if one is named",
            Arity = ArgumentArity.ZeroOrOne,
            HelpName = "LINK",
        };
        Option<int?> tcp = new("--tcp") { Description = "Serve raw packets on this port of 127.0.0.1; 0 takes a free one and prints it", HelpName = "PORT" };
        Option<ulong> seed = new("--seed") { Description = "A new chip's serial number and keys follow from it", DefaultValueFactory = _ => 1, HelpName = "N" };
        Option<string?> snapshot = new("--snapshot") { Description = "File that keeps the chip, locks and keys included: loaded if it exists, saved after every change", HelpName = "FILE" };
        Option<string?> vendorRoot = new("--vendor-root")
        {
            Description = "A new chip is one that its vendor provisioned and locked, at address 0x35; the test vendor's root certificate is written to this file",
            HelpName = "FILE",
        };
        Option<bool> json = new("--json") { Description = "Say where the chip is served as one line of JSON" };
        Command serve = new("serve", "Serve a factory-fresh chip, or the one in --snapshot, until Ctrl-C. Exit code 0 stopped, 2 could not serve")
        {
            pty, tcp, seed, snapshot, vendorRoot, json,
        };

        // Not asynchronous in the library's sense: it would race the command's own exit code against one of the signal's.
        serve.SetAction(parse => Run(new SecureElementOptions(
            parse.GetResult(pty) is not null,
            parse.GetValue(pty),
            parse.GetValue(tcp),
            parse.GetValue(seed),
            parse.GetValue(snapshot),
            parse.GetValue(vendorRoot),
            parse.GetValue(json))));
        return serve;
    }

    private static int Run(SecureElementOptions options)
    {
        if (options.FindMistake() is string mistake)
        {
            Console.Error.WriteLine(mistake);
            return 2;
        }

        return ServeRun.UntilSignal(ended => ServeAsync(options, ended).GetAwaiter().GetResult());
    }

    private static async Task ServeAsync(SecureElementOptions options, CancellationTokenSource ended)
    {
        using ChipSnapshotFile? file = options.Snapshot is null ? null : ChipSnapshotFile.Claim(options.Snapshot);
        ServedChip chip = new(file?.Load() ?? MakeChip(options), file, TimeProvider.System);
        using KitTerminal? terminal = options.WithTerminal ? KitTerminal.Open(chip, options.Link) : null;
        using RawPacketServer? server = options.Port is int port ? RawPacketServer.Listen(chip, port) : null;
        Console.WriteLine(options.Json ? ToJson(options, chip, terminal, server) : ToText(options, chip, terminal, server));

        List<Task> services = [];
        if (terminal is not null)
        {
            services.Add(Task.Factory.StartNew(() => terminal.Serve(ended.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        }

        if (server is not null)
        {
            services.Add(server.ServeAsync(ended.Token));
        }

        // One that fails takes the other with it: it is the same chip.
        await Task.WhenAny(services).ConfigureAwait(false);

        // This may still run inside the signal's own Cancel(), whose source must not be disposed under it.
        await Task.Yield();
        await ended.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(services).ConfigureAwait(false);
    }

    private static SimulatedAtecc608 MakeChip(SecureElementOptions options) =>
        options.VendorRoot is null ? SimulatedAtecc608.FactoryFresh(options.Seed) : VendorChip.Make(options.Seed, options.VendorRoot);

    private static string ToText(SecureElementOptions options, ServedChip chip, KitTerminal? terminal, RawPacketServer? server)
    {
        StringBuilder text = new($"ATECC608B, simulated, serial number {Convert.ToHexString(chip.SerialNumber)}");
        if (terminal is not null)
        {
            text.Append($"\nKit Protocol: {terminal.Path}{(options.Link is null ? "" : $" ({options.Link})")}");
        }

        if (server is not null)
        {
            text.Append($"\nraw packets: 127.0.0.1:{server.Port}");
        }

        return text.Append("\nCtrl-C ends it.").ToString();
    }

    private static string ToJson(SecureElementOptions options, ServedChip chip, KitTerminal? terminal, RawPacketServer? server)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter writer = new(bytes))
        {
            writer.WriteStartObject();
            writer.WriteString("serialNumber", Convert.ToHexString(chip.SerialNumber));
            WriteOrNull(writer, "pty", terminal?.Path);
            WriteOrNull(writer, "link", options.Link is null ? null : Path.GetFullPath(options.Link));
            WriteOrNull(writer, "tcp", server is null ? null : $"127.0.0.1:{server.Port}");
            WriteOrNull(writer, "snapshot", options.Snapshot is null ? null : Path.GetFullPath(options.Snapshot));
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void WriteOrNull(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is null)
        {
            writer.WriteNull(name);
        }
        else
        {
            writer.WriteString(name, value);
        }
    }
}
