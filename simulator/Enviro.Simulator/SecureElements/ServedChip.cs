using Enviro.Devices.Atecc608;
using Enviro.Node;

namespace Enviro.Simulator;

/// <summary>
/// A simulated secure element for hosts outside this process, one transfer at a time. The chip lives in real time, and its clock leaps
/// by what a command takes: nobody waits for an execution, yet watchdog, idle and sleep come when they would.
/// </summary>
internal sealed class ServedChip
{
    private const int WakeMicroseconds = 1500;
    private const int PollMicroseconds = 1000;
    private const int LongestResponse = 256;

    private readonly Lock _gate = new();
    private readonly SimulatedAtecc608 _chip;
    private readonly ChipSnapshotFile? _file;
    private readonly TimeProvider _time;
    private readonly long _start;
    private long _leaptMicroseconds;

    /// <summary>Serves <paramref name="chip"/>, and keeps what it remembers without power in <paramref name="file"/>, if given.</summary>
    internal ServedChip(SimulatedAtecc608 chip, ChipSnapshotFile? file, TimeProvider time)
    {
        _chip = chip;
        _file = file;
        _time = time;
        _start = time.GetTimestamp();
        SerialNumber = ReadSerialNumber(chip);
        file?.Save(chip.Snapshot());
    }

    /// <summary>The 9 bytes of the serial number.</summary>
    internal byte[] SerialNumber { get; }

    /// <summary>The 7-bit address the chip answers to now.</summary>
    internal int Address
    {
        get
        {
            lock (_gate)
            {
                return _chip.Address;
            }
        }
    }

    private long Now => (long)_time.GetElapsedTime(_start).TotalMicroseconds + _leaptMicroseconds;

    /// <summary>Gives a wake pulse and reads 4 bytes, after the time that waking takes; null when the chip does not acknowledge.</summary>
    internal byte[]? Wake()
    {
        lock (_gate)
        {
            _chip.GeneralCall(Now);
            _leaptMicroseconds += WakeMicroseconds;
            byte[] response = new byte[Packet.StatusResponseLength];
            return _chip.Read(Now, response) == I2cStatus.Ok ? response : null;
        }
    }

    /// <summary>Writes a word address alone: sleep or idle; false when the chip does not acknowledge.</summary>
    internal bool Leave(byte wordAddress)
    {
        lock (_gate)
        {
            return _chip.Write(Now, [wordAddress]) == I2cStatus.Ok;
        }
    }

    /// <summary>
    /// Writes a command packet, count … CRC, and reads the response packet; null when the chip does not acknowledge, as when it sleeps.
    /// What the command changed for good is durable before the response is returned.
    /// </summary>
    /// <exception cref="ServeException">The snapshot cannot be saved.</exception>
    internal byte[]? Talk(byte[] packet) => Exchange([Packet.WordAddressCommand, .. packet]);

    /// <summary>Rewinds the chip's output buffer and reads it again; null when the chip does not acknowledge or has no response.</summary>
    internal byte[]? ReadAgain() => Exchange([Packet.WordAddressReset]);

    private byte[]? Exchange(byte[] bytes)
    {
        lock (_gate)
        {
            if (_chip.Write(Now, bytes) != I2cStatus.Ok)
            {
                return null;
            }

            byte[] output = new byte[LongestResponse];
            long giveUpAt = Now + (2L * 1000 * ExecutionTime.LongestMs(0, Atecc608ClockDivider.M2));
            while (_chip.Read(Now, output) != I2cStatus.Ok)
            {
                if (Now > giveUpAt)
                {
                    return null;
                }

                _leaptMicroseconds += PollMicroseconds;
            }

            // The commit point: a host that has heard of a locked zone must find it locked after whatever happens to this process.
            _file?.Save(_chip.Snapshot());
            int count = output[0];
            return count is >= Packet.StatusResponseLength and < LongestResponse - 1 ? output[..count] : null;
        }
    }

    private static byte[] ReadSerialNumber(SimulatedAtecc608 chip)
    {
        SimulatedI2cBus bus = new();
        bus.Attach(chip);
        byte[] configuration = new byte[ConfigurationZone.Length];
        bool read = new Atecc608Device(bus, chip.Address, Atecc608ClockDivider.M2).TryReadConfiguration(configuration);
        chip.CutPower();
        return read ? [.. configuration[..4], .. configuration[8..13]] : throw new ServeException("The simulated chip does not tell its serial number.");
    }
}

/// <summary>The chip cannot be served, or no longer; the message says why and what to do.</summary>
internal sealed class ServeException(string message, Exception? innerException = null) : Exception(message, innerException);
