using System.Globalization;
using Enviro.Devices.Atecc608;
using Enviro.Simulator;

namespace Enviro.Devices.Tests;

/// <summary>A chip as it is served, in a time that the test moves, and the packets to send it.</summary>
internal sealed class Served
{
    private readonly HandTime _time = new();

    public Served()
    {
        Chip = new ServedChip(SimulatedAtecc608.FactoryFresh(1), null, _time);
        Protocol = new KitProtocol(Chip);
    }

    public ServedChip Chip { get; }

    public KitProtocol Protocol { get; }

    public static byte[] Info { get; } = Command(Opcode.Info, CommandMode.InfoRevision, 0);

    public static byte[] State { get; } = Command(Opcode.Info, CommandMode.InfoState, 0);

    public static byte[] LoadTempKey { get; } = Command(Opcode.Nonce, CommandMode.NonceFixed, 0, Bench.Sequence(32));

    /// <summary>A command packet, count … CRC.</summary>
    public static byte[] Command(byte opcode, byte param1, int param2, params byte[] content)
    {
        byte[] frame = new byte[1 + Packet.CommandOverhead + content.Length];
        Packet.PutHeader(frame, opcode, param1, param2);
        content.CopyTo(frame, 6);
        Packet.Finish(frame, content.Length);
        return frame[1..];
    }

    /// <summary>What locks the configuration zone as it is, whatever it holds.</summary>
    public static byte[] LockConfiguration { get; } =
        Command(Opcode.Lock, CommandMode.LockConfiguration | CommandMode.LockIgnoreSummary, 0);

    /// <summary>What reads the word with the lock bytes.</summary>
    public static byte[] ReadLocks { get; } =
        Command(Opcode.Read, Zone.Configuration, Zone.WordAddress(ConfigurationZone.UserExtraOffset));

    public string? Ask(string line) => Protocol.Answer(line);

    public string? Talk(byte[] packet) => Ask(string.Create(CultureInfo.InvariantCulture, $"e:t({Convert.ToHexString(packet)})"));

    /// <summary>Whether TempKey holds something.</summary>
    public bool HasTempKey()
    {
        Assert.Equal("00(04113343)", Ask("e:w()"));
        string answer = Talk(State)!;
        Assert.StartsWith("00(07", answer, StringComparison.Ordinal);
        return IsTempKeyValid(answer);
    }

    /// <summary>Bit 15 of the state in the kit's answer to <see cref="State"/>: TempKey is valid.</summary>
    public static bool IsTempKeyValid(string answer)
    {
        byte[] response = Convert.FromHexString(answer[3..answer.IndexOf(')', StringComparison.Ordinal)]);
        return ((response[3] | response[4]) & 0x80) != 0;
    }

    public void Pass(TimeSpan time) => _time.Now += time;

    private sealed class HandTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
