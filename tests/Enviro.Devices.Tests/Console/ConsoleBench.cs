using Enviro.Devices.Atecc608;
using Enviro.Node;
using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Devices.Tests;

/// <summary>A board with a simulated chip and the node's whole program, a cable, and a host with the deployment's authority.</summary>
internal sealed class ConsoleBench : ISensorSource, IDisposable
{
    private readonly VirtualClock _clock = new();
    private readonly SimulatedBoard _board;

    internal ConsoleBench(ProvisioningBench? chip = null)
    {
        Chip = chip ?? new ProvisioningBench();
        _board = new SimulatedBoard(BoardGeometry.Flash4Megabytes, _clock, this, (_, _) => throw new InvalidOperationException("There are no settings."))
        {
            Element = new Atecc608SecureElement(Chip.NewDevice()),
            Console = Cable,
            Provisioner = new ChipProvisioner(Chip.Bus),
        };
        _board.PowerOn();
        RunFor(3_000);
    }

    internal ProvisioningBench Chip { get; }

    internal ConsoleCable Cable { get; } = new();

    internal string ProvisionLine => $"provision {ConsoleWord.OfBytes(Chip.Table.Bytes)} {ConsoleWord.OfBytes(Chip.Table.Mask)}";

    internal int WatchdogResets => _board.WatchdogResets;

    internal void RunFor(long durationMs) => _board.RunUntil(_clock.UnixMs + durationMs);

    /// <summary>Says a line and lets the board answer it.</summary>
    internal List<string> Ask(string line)
    {
        Cable.Send(line);
        RunFor(1_500);
        return Cable.Heard;
    }

    /// <summary>Has the chip provisioned by a host with an authority, and gives how it ended.</summary>
    internal string Provision(IDeviceAuthority? authority = null)
    {
        Cable.Plug();
        Cable.Host = line => AnswerOf(authority ?? Chip.Authority, line);
        Ask(ProvisionLine);
        return Cable.Heard[^1];
    }

    /// <summary>What the host answers to a question of the board's; null to anything else.</summary>
    internal static string? AnswerOf(IDeviceAuthority authority, string line)
    {
        string[] words = line.Split(' ');
        if (words[0] != "?")
        {
            return null;
        }

        byte[][] parts = [.. words[2..].Select(word => Convert.FromHexString(word))];
        return words[1] switch
        {
            "nonce" => $"= {ConsoleWord.OfBytes(authority.CreateNonce())}",
            "find" => Say(authority.Find(parts[0], parts[1], parts[2])) ?? "= -",
            "certify" => Say(authority.Certify(new DeviceBirth(parts[0], parts[1], parts[2], parts[3], new ChipQuote(parts[4], parts[5], parts[6], parts[7]))))
                ?? $"! {authority.Refusal}",
            "accept" => authority.Accepts(parts[0], parts[1], new ChipQuote(parts[2], parts[3], parts[4], parts[5])) ? "= yes" : $"! {authority.Refusal}",
            _ => throw new InvalidOperationException(line),
        };
    }

    /// <summary>The chip is finished, with one key and one certificate.</summary>
    internal void RequireFinished(string context)
    {
        Atecc608Provisioner check = Chip.Prepare();
        Assert.True(check.Run() == ProvisioningOutcome.AlreadyProvisioned, context + ": " + check.Detail);
        Chip.RequireFinished(check, context);
    }

    public bool TryCreate(SensorSettings settings, out ISensor? sensor)
    {
        sensor = null;
        return false;
    }

    public void Dispose()
    {
        _board.Dispose();
        Chip.Dispose();
    }

    private static string? Say(IssuedDevice? issued) =>
        issued is null ? null : $"= {ConsoleWord.OfBytes(issued.Certificate.Encode())} {ConsoleWord.OfBytes(issued.Issuer.Encode())}";
}
