using Spectre.Console;

namespace Enviro.Cli;

/// <summary>What became of boards, for people and for scripts.</summary>
internal static class FlashOutput
{
    internal static void Print(FlashedBoard board)
    {
        if (!board.IsReady)
        {
            Console.Error.WriteLine($"{board.Port}: {board.Result} at \"{board.Step}\": {board.Detail.TrimEnd('\n')}");
            return;
        }

        AnsiConsole.MarkupLineInterpolated($"{board.Port}: {board.Result}{(board.Result == "unchecked" ? " (no live check was made)" : "")}");
        AnsiConsole.MarkupLineInterpolated($"  node       {board.Urn}");
        AnsiConsole.MarkupLineInterpolated($"  address    {board.ShortAddress}");
        AnsiConsole.MarkupLineInterpolated($"  thumbprint {board.Thumbprint}");
        AnsiConsole.MarkupLineInterpolated($"  settings   {board.SettingsVersion}");
        if (board.Entry is { } entry)
        {
            AnsiConsole.MarkupLineInterpolated($"  reading    entry {entry} of the ledger");
        }

        AnsiConsole.MarkupLineInterpolated($"  label      {board.LabelSvg}");
        AnsiConsole.MarkupLineInterpolated($"             {board.LabelPng}");
    }

    internal static void WriteJson(IEnumerable<FlashedBoard> boards) => Json.Write(writer =>
    {
        writer.WriteStartArray();
        foreach (FlashedBoard board in boards)
        {
            writer.WriteStartObject();
            writer.WriteString("port", board.Port);
            writer.WriteString("result", board.Result);
            writer.WriteString("step", board.Step);
            writer.WriteString("detail", board.Detail);
            writer.WriteBoolean("flashed", board.IsFlashed);
            writer.WriteString("provisioning", board.Provisioning);
            writer.WriteString("serial", board.SerialNumber);
            writer.WriteString("urn", board.Urn);
            writer.WriteString("address", board.ShortAddress);
            writer.WriteString("thumbprint", board.Thumbprint);
            writer.WriteNumber("settingsVersion", board.SettingsVersion);
            writer.WriteNumberOrNull("entry", board.Entry);
            writer.WriteString("labelSvg", board.LabelSvg);
            writer.WriteString("labelPng", board.LabelPng);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });
}
