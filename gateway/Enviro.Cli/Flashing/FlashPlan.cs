namespace Enviro.Cli;

/// <summary>
/// What <c>enviro node flash --dry-run</c> prints: a shell script. Its commands are the ones that would be run, a line each; what this program does itself
/// between them is said in comments.
/// </summary>
internal static class FlashPlan
{
    /// <summary>The lines for all boards.</summary>
    internal static IEnumerable<string> Lines(FlashOrder order)
    {
        yield return "# find nanoff: on PATH, or in ~/.dotnet/tools";
        if (order.InstallsNanoff)
        {
            yield return $"command -v {NanoffCommand.Program} > /dev/null || {NanoffCommand.Quote("dotnet", Nanoff.InstallArguments)}";
        }

        foreach (string line in order.Places.SelectMany(place => Lines(order, place)))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Lines(FlashOrder order, FlashPlace place)
    {
        yield return $"# {place.Port}: ask the board, on its console {place.Console}: identify, outbox";
        yield return order.IsForced
            ? "#   with --force it is flashed whatever it answers"
            : "#   if it has this firmware already, go on with \"provision\"";
        yield return order.DiscardsWaiting
            ? "#   readings that wait there are lost (--discard-waiting)"
            : "#   if readings wait there, stop: --discard-waiting would lose them";
        yield return $"# {place.Port}: device details";
        yield return Call(NanoffCommand.Details(place));
        yield return $"# {place.Port}: firmware; this erases the board's files";
        yield return Call(NanoffCommand.Update(order, place));
        yield return $"# {place.Port}: files, {FlashFiles.BoardFile} and {FlashFiles.FirmwareFile}, from a folder that only you can enter";
        yield return "files=$(mktemp -d)";
        yield return $"printf %s {NanoffCommand.Quote(order.Board)} > \"$files/board\"";
        yield return $"sha256sum {NanoffCommand.Quote(order.Image)} | cut -c 1-64 | tr -d '\\n' > \"$files/firmware\"";
        yield return $"printf {NanoffCommand.Quote(FileList(place.Port))} \"$files\" \"$files\" > \"$files/files.json\"";
        yield return $"{NanoffCommand.Program} --filedeployment \"$files/files.json\"";
        yield return "rm -r \"$files\"";
        yield return $"# {place.Port}: image";
        yield return Call(NanoffCommand.Deploy(order, place));
        yield return $"# {place.Port}: wait for the board: identify on its console, for up to {order.BoardWait.TotalSeconds:0} s";
        yield return $"# {place.Port}: provision: the certificate authority of {order.Directory} answers what the board asks";
        yield return $"# {place.Port}: settings: sign {place.SettingsPath} for this node; settings-begin, settings-data, settings-apply; the board restarts";
        yield return $"# {place.Port}: self-test of every part of the board";
        yield return order.GatewayWait > TimeSpan.Zero
            ? $"# {place.Port}: live check: wait for up to {order.GatewayWait.TotalSeconds:0} s until the gateway has kept a reading that the node signed"
            : $"# {place.Port}: no live check (--gateway-wait 0)";
        yield return $"# {place.Port}: label, into {order.Labels}";
    }

    private static string Call(string[] arguments) => NanoffCommand.Quote(NanoffCommand.Program, arguments);

    // A format for printf: one backslash of the path is two in JSON and four here.
    private static string FileList(string port)
    {
        string escaped = System.Text.Json.JsonEncodedText.Encode(port).ToString().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "%%", StringComparison.Ordinal);
        return $$"""{"serialport":"{{escaped}}","files":[{{File(FlashFiles.BoardFile, "board")}},{{File(FlashFiles.FirmwareFile, "firmware")}}]}""";
    }

    private static string File(string destination, string name) =>
        $$"""{"DestinationFilePath":"{{destination.Replace("\\", "\\\\\\\\", StringComparison.Ordinal)}}","SourceFilePath":"%s/{{name}}"}""";
}
