using System.CommandLine;
using System.Text;
using System.Text.Json;

namespace Enviro.Simulator;

/// <summary><c>enviro-sim board</c>.</summary>
internal static class BoardCommand
{
    internal static Command Create() => new("board", "A whole simulated board for programs outside the simulator") { CreateServe() };

    private static Command CreateServe()
    {
        Option<string> pty = new("--pty")
        {
            Description = "Serve the board's console on a pseudo-terminal, and make this symbolic link to it",
            Required = true,
            HelpName = "LINK",
        };
        Option<string> board = new("--board")
        {
            Description = $"Board variant: {BoardOptions.DevKitC} (blank secure element), {BoardOptions.Core2} (one that its vendor provisioned)",
            DefaultValueFactory = _ => BoardOptions.DevKitC,
            HelpName = "VARIANT",
        };
        Option<ulong> seed = new("--seed")
        {
            Description = "A new chip's serial number and keys follow from it, and what there is to measure",
            DefaultValueFactory = _ => 1,
            HelpName = "N",
        };
        Option<string?> state = new("--state")
        {
            Description = "Folder that keeps flash and secure element, keys included, over the process: made if it is not there",
            HelpName = "FOLDER",
        };
        Option<int?> port = new("--gateway-port") { Description = "The gateway is on this port of 127.0.0.1, whatever the board's settings say", HelpName = "PORT" };
        Option<string?> vendorRoot = new("--vendor-root")
        {
            Description = $"With --board {BoardOptions.Core2}: the test vendor's root certificate is written to this file when the chip is new",
            HelpName = "FILE",
        };
        Option<bool> json = new("--json") { Description = "Say where the board is served as one line of JSON" };
        Command serve = new("serve", "Serve a board in real time until Ctrl-C, which unplugs it. Exit code 0 stopped, 2 could not serve")
        {
            pty, board, seed, state, port, vendorRoot, json,
        };

        serve.SetAction(parse => Run(new BoardOptions(
            parse.GetValue(pty)!,
            parse.GetValue(board)!,
            parse.GetValue(seed),
            parse.GetValue(state),
            parse.GetValue(port),
            parse.GetValue(vendorRoot),
            parse.GetValue(json))));
        return serve;
    }

    private static int Run(BoardOptions options)
    {
        if (options.FindMistake() is string mistake)
        {
            Console.Error.WriteLine(mistake);
            return 2;
        }

        return ServeRun.UntilSignal(ended => Serve(options, ended.Token));
    }

    private static void Serve(BoardOptions options, CancellationToken stop)
    {
        using BoardState state = BoardState.Open(options.State);
        using BoardTerminal terminal = BoardTerminal.Open(options.Link);
        using ServedBoard board = new(options, state, terminal, TimeProvider.System);
        string serialNumber = Convert.ToHexString(board.SerialNumber);
        Console.WriteLine(options.Json ? ToJson(options, terminal, serialNumber) : ToText(options, terminal, serialNumber));
        board.Run(stop);
    }

    private static string ToText(BoardOptions options, BoardTerminal terminal, string serialNumber) =>
        $"{options.Variant}, simulated, secure element {serialNumber}\nconsole: {terminal.Path} ({options.Link})\nCtrl-C ends it.";

    private static string ToJson(BoardOptions options, BoardTerminal terminal, string serialNumber)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter writer = new(bytes))
        {
            writer.WriteStartObject();
            writer.WriteString("board", options.Variant);
            writer.WriteString("serialNumber", serialNumber);
            writer.WriteString("pty", terminal.Path);
            writer.WriteString("link", Path.GetFullPath(options.Link));
            writer.WriteString("state", options.State is null ? null : Path.GetFullPath(options.State));
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
