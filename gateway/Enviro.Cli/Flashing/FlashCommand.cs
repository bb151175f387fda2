using System.CommandLine;
using System.Security.Cryptography;
using Enviro.Gateway;
using Spectre.Console;

namespace Enviro.Cli;

/// <summary><c>enviro node flash</c>.</summary>
internal static class FlashCommand
{
    private const string DefaultImage = "enviro-node.bin";
    private const int DefaultGatewayWaitS = 120;
    private const int DefaultBoardWaitS = 30;

    private static readonly string[] Boards = ["devkitc", "core2-aws"];

    internal static Command Create()
    {
        Options options = new();
        Command command = new(
            "flash",
            "Make boards nodes: interpreter and firmware, identity in the secure element, signed settings, self-test, and a reading that the gateway has kept. "
            + "Run it again after anything went wrong: it goes on where it stopped. Exit code 0 every board is ready, 1 a board was refused, 2 a board or this machine failed");
        options.AddTo(command);
        command.SetAction((parse, stop) => Task.Run(() => CommandRunner.Guard(() => Run(options.Read(parse), stop)), CancellationToken.None));
        return command;
    }

    private static int Run(Wishes wishes, CancellationToken stop)
    {
        if (FaultOf(wishes) is { } fault)
        {
            return CommandRunner.Fail(fault);
        }

        FlashOrder order = Check(wishes);
        if (wishes.IsDry)
        {
            foreach (string line in FlashPlan.Lines(order))
            {
                Console.WriteLine(line);
            }

            return ExitCode.Done;
        }

        using CertificateAuthority authority = CertificateAuthority.Open(order.Directory.FullName, ChipConfiguration.BuiltIn, TimeProvider.System);
        if (FaultOf(order) is { } missing)
        {
            return CommandRunner.Fail(missing);
        }

        using ProvisioningReport? report = wishes.Report is null ? null : new ProvisioningReport(wishes.Report.FullName, ProvisioningReport.BoardColumns);
        FlashBench bench = new(order, authority, ChipConfiguration.BuiltIn, Console.Error.WriteLine, stop);
        List<FlashedBoard> boards = [];
        foreach (FlashPlace place in order.Places.TakeWhile(_ => !stop.IsCancellationRequested))
        {
            FlashedBoard board = bench.Flash(place);
            report?.Add(board, DateTimeOffset.UtcNow);
            boards.Add(board);
            if (!wishes.IsJson)
            {
                FlashOutput.Print(board);
            }
        }

        if (wishes.IsJson)
        {
            FlashOutput.WriteJson(boards);
        }

        return boards.Count < order.Places.Length ? ExitCode.Usage : boards.Max(board => board.ExitCode);
    }

    private static string? FaultOf(Wishes wishes) =>
        wishes.Ports.Distinct(StringComparer.Ordinal).Count() != wishes.Ports.Length ? "--port names the same port twice."
        : wishes.Consoles.Length != 0 && wishes.Consoles.Length != wishes.Ports.Length ? "--console must be given as often as --port, in the same order, or not at all."
        : wishes.Settings.Length != 1 && wishes.Settings.Length != wishes.Ports.Length ? "--settings must be given once for all boards, or as often as --port, in the same order."
        : !Boards.Contains(wishes.Board, StringComparer.Ordinal) ? $"--board must be one of {string.Join(", ", Boards)}."
        : wishes.Address is { } text && !FlashTarget.TryParseAddress(text, out _) ? "--address must be 0x and hexadecimal digits, a multiple of 0x1000, such as 0x1E0000."
        : wishes.Address is null && FlashTarget.AddressOf(wishes.Target) is null
            ? $"The address of the target {wishes.Target} is not known. Look up the partition deploy in its partition table, and give it with --address 0x…; known are {FlashTarget.Known}."
        : wishes.GatewayWaitS is < 0 or > 86_400 ? "--gateway-wait must be 0 to 86400 seconds; 0 leaves out the live check."
        : wishes.BoardWaitS is < 1 or > 3_600 ? "--board-wait must be 1 to 3600 seconds."
        : null;

    // What would only be noticed when a board is half done.
    private static string? FaultOf(FlashOrder order)
    {
        string data = order.Directory.FullName;
        return !File.Exists(Path.Combine(data, GatewayOptions.ServiceKeyFileName))
            ? $"{Path.Combine(data, GatewayOptions.ServiceKeyFileName)} is not there: nodes know their gateway by it, which writes it when it starts. Start it once (enviro-gateway run --data {data}), or copy the file here."
            : order.GatewayWait > TimeSpan.Zero && !File.Exists(Path.Combine(data, "ledger.db"))
                ? $"{data} has no ledger: the live check needs the gateway's. Run this on the gateway's machine, or leave the live check out with --gateway-wait 0."
                : null;
    }

    private static FlashOrder Check(Wishes wishes)
    {
        string image = wishes.Image?.FullName ?? Path.Combine(AppContext.BaseDirectory, DefaultImage);
        uint address = wishes.Address is { } text && FlashTarget.TryParseAddress(text, out uint given) ? given : FlashTarget.AddressOf(wishes.Target)!.Value;
        SiteFile[] sites = [.. wishes.Settings.Select(file => LoadSite(file.FullName))];
        return new FlashOrder
        {
            Directory = wishes.Directory,
            Places =
            [
                .. wishes.Ports.Select((port, i) => new FlashPlace(
                    port, wishes.Consoles.Length == 0 ? port : wishes.Consoles[i], wishes.Settings[i % wishes.Settings.Length].ToString(), sites[i % sites.Length])),
            ],
            Target = wishes.Target,
            Address = address,
            Board = wishes.Board,
            Image = image,
            Digest = DigestOf(image, wishes.IsDry),
            InterpreterVersion = wishes.Version,
            InstallsNanoff = wishes.Installs,
            IsForced = wishes.IsForced,
            DiscardsWaiting = wishes.Discards,
            IsVerbose = wishes.IsVerbose,
            Labels = wishes.Label?.FullName ?? Path.Combine(wishes.Directory.ToString(), "labels"),
            BoardWait = TimeSpan.FromSeconds(wishes.BoardWaitS),
            GatewayWait = TimeSpan.FromSeconds(wishes.GatewayWaitS),
        };
    }

    private static SiteFile LoadSite(string path)
    {
        SiteFile site = SiteFile.Load(path);
        return site.Identity == SiteIdentity.SecureElement
            ? site
            : throw new GatewayConfigurationException($"{path}: a board with a shared key has no secure element to provision; give it its settings with `enviro node settings issue`.");
    }

    private static string DigestOf(string image, bool isDry)
    {
        if (!File.Exists(image))
        {
            return isDry ? "" : throw new GatewayConfigurationException($"There is no image {image}. Name it with --image; it is what building firmware/Enviro.Node.Esp32 leaves.");
        }

        byte[] content = File.ReadAllBytes(image);
        return content.Length switch
        {
            0 => throw new GatewayConfigurationException($"{image} is empty: build it anew."),
            > FlashTarget.DeployLength => throw new GatewayConfigurationException(
                $"{image} has {content.Length} bytes; the board's partition for it has {FlashTarget.DeployLength}. Is it the application's image, and built without symbols?"),
            _ => Convert.ToHexStringLower(SHA256.HashData(content)),
        };
    }

    private sealed record Wishes(
        DirectoryInfo Directory, string[] Ports, string[] Consoles, string Target, string? Address, string Board, FileInfo? Image, string? Version,
        FileInfo[] Settings, bool Installs, bool IsForced, bool Discards, DirectoryInfo? Label, FileInfo? Report, int GatewayWaitS, int BoardWaitS,
        bool IsDry, bool IsJson, bool IsVerbose);

    private sealed class Options
    {
        private readonly Argument<DirectoryInfo> _directory = new("DIR")
        {
            Description = "Data folder of the gateway, with the certificate authority; without it, the current folder",
            DefaultValueFactory = _ => new DirectoryInfo(Environment.CurrentDirectory),
        };

        private readonly Option<string[]> _ports = new("--port") { Description = "Serial port of the board. Give it several times for a tray of boards", Required = true, Arity = ArgumentArity.OneOrMore };
        private readonly Option<string[]> _consoles = new("--console") { Description = "Serial port of the board's console, where it is another one; once for each --port", Arity = ArgumentArity.ZeroOrMore };
        private readonly Option<string> _target = new("--target") { Description = $"nanoFramework's name of the board's interpreter: {FlashTarget.Known}, or another one with --address", Required = true };
        private readonly Option<string?> _address = new("--address") { Description = "Where the image goes, such as 0x1E0000, for a target that is not known" };
        private readonly Option<string> _board = new("--board") { Description = $"Board variant: {string.Join(" or ", Boards)}", DefaultValueFactory = _ => Boards[0] };
        private readonly Option<FileInfo?> _image = new("--image") { Description = $"Image of the firmware; without it, {DefaultImage} beside this program" };
        private readonly Option<string?> _version = new("--fwversion") { Description = "Version of the interpreter; without it, the newest" };
        private readonly Option<FileInfo[]> _settings = new("--settings") { Description = "The node's site.json (see `enviro node settings template`): once for all boards, or once for each --port", Required = true, Arity = ArgumentArity.OneOrMore };
        private readonly Option<bool> _installs = new("--install-nanoff") { Description = "Install nanoff, nanoFramework's flasher, if it is not there: dotnet tool install -g nanoff" };
        private readonly Option<bool> _isForced = new("--force") { Description = "Flash boards too that have this firmware already" };
        private readonly Option<bool> _discards = new("--discard-waiting") { Description = "Flash boards too on which readings wait for the gateway: they are lost" };
        private readonly Option<DirectoryInfo?> _label = new("--label") { Description = "Folder for the labels, SVG and PNG; without it, labels/ in the data folder" };
        private readonly Option<FileInfo?> _report = new("--report") { Description = "CSV file that gets a line for every board as soon as it is done" };
        private readonly Option<int> _gatewayWait = new("--gateway-wait") { Description = "Seconds until the gateway must have kept a reading; 0 leaves out the live check", DefaultValueFactory = _ => DefaultGatewayWaitS };
        private readonly Option<int> _boardWait = new("--board-wait") { Description = "Seconds a board may take to start", DefaultValueFactory = _ => DefaultBoardWaitS };
        private readonly Option<bool> _isDry = new("--dry-run") { Description = "Print the commands and the steps between them, and do nothing" };
        private readonly Option<bool> _json = LedgerCommands.JsonOption();
        private readonly Option<bool> _isVerbose = new("--verbose", "-v") { Description = "Show everything nanoff says" };

        internal void AddTo(Command command)
        {
            command.Add(_directory);
            Option[] options =
            [
                _ports, _consoles, _target, _address, _board, _image, _version, _settings, _installs, _isForced, _discards, _label, _report, _gatewayWait,
                _boardWait, _isDry, _json, _isVerbose,
            ];
            foreach (Option option in options)
            {
                command.Add(option);
            }
        }

        internal Wishes Read(ParseResult parse) => new(
            parse.GetRequiredValue(_directory), parse.GetRequiredValue(_ports), parse.GetValue(_consoles) ?? [], parse.GetRequiredValue(_target),
            parse.GetValue(_address), parse.GetRequiredValue(_board), parse.GetValue(_image), parse.GetValue(_version), parse.GetRequiredValue(_settings),
            parse.GetValue(_installs), parse.GetValue(_isForced), parse.GetValue(_discards), parse.GetValue(_label), parse.GetValue(_report),
            parse.GetValue(_gatewayWait), parse.GetValue(_boardWait), parse.GetValue(_isDry), parse.GetValue(_json), parse.GetValue(_isVerbose));
    }
}
