using Enviro.Devices.Atecc608;
using Enviro.Node;

namespace Enviro.Simulator;

/// <summary>
/// An ATECC608B that answers command packets byte for byte, with real P-256 keys, on a <see cref="SimulatedI2cBus"/> in virtual time
/// (ATECC608B DS40002239; behaviour of commands and zones as in the ATECC508A data sheet DS20005927). Where the public data sheets
/// leave a rule open, it takes the stricter reading: what works here must work on the chip.
/// </summary>
/// <remarks>
/// This file is the chip as the bus sees it: sleep, idle, awake, busy, watchdog. The commands are in the other parts, one for each
/// group, found through one table by opcode; an opcode not in the table gets a parse error.
/// </remarks>
public sealed partial class SimulatedAtecc608 : ISimulatedI2cDevice
{
    private const int WakeMicroseconds = 1500;
    private const int ShortWatchdogMicroseconds = 1_300_000;
    private const int LongWatchdogMicroseconds = 10_000_000;
    private const int ShortestCommandMicroseconds = 100;

    // As the vendor's host library expects it; the last two bytes are not the packet's CRC.
    private static readonly byte[] SelfTestFailed = [0x04, 0x07, 0xC4, 0x40];

    private readonly Atecc608Eeprom _eeprom;
    private Atecc608Volatile _volatile = new();
    private PowerState _state = PowerState.Asleep;
    private long _busyUntil;
    private long _watchdogAt;
    private byte[] _output = [];
    private int _outputIndex;

    // The registers that only a loss of power clears.
    private bool _poweredUp;
    private bool _persistentLatch;
    private bool _secureBootProhibited;

    private SimulatedAtecc608(Atecc608Eeprom eeprom)
    {
        _eeprom = eeprom;
        Address = ConfiguredAddress;
    }

    private enum PowerState
    {
        Asleep,
        Idle,
        Awake,
    }

    /// <inheritdoc/>
    public int Address { get; private set; }

    /// <summary>Time a command takes, in percent of the longest time the data sheet gives for it.</summary>
    public int ExecutionTimePercent { get; set; } = 80;

    /// <summary>
    /// Whether it signs by a table of nonces, in microseconds instead of about a millisecond: for fleets, whose keys protect nothing.
    /// Otherwise nonces are those of RFC 6979.
    /// </summary>
    public bool FastSigning { get; set; }

    /// <summary>Whether waking ends in the response for a failed self-test, 04 07 C4 40.</summary>
    public bool WakeSelfTestFails { get; set; }

    /// <summary>Commands executed since power was applied, refused ones included.</summary>
    public int CommandCount { get; private set; }

    /// <summary>A chip as it leaves the factory: unlocked, without keys; serial number and randomness follow from the seed.</summary>
    public static SimulatedAtecc608 FactoryFresh(ulong seed)
    {
        return new SimulatedAtecc608(Atecc608Eeprom.FactoryFresh(seed));
    }

    /// <summary>A chip powered up again from a <see cref="Snapshot"/>; anything else throws <see cref="InvalidDataException"/>.</summary>
    public static SimulatedAtecc608 Restore(byte[] snapshot)
    {
        return new SimulatedAtecc608(Atecc608Eeprom.Restore(snapshot));
    }

    /// <summary>Everything the chip keeps without power, private keys included.</summary>
    public byte[] Snapshot()
    {
        return _eeprom.Snapshot();
    }

    /// <inheritdoc/>
    /// <remarks>Asleep after it, with nothing volatile left: registers, persistent latch and failed self-tests included.</remarks>
    public void CutPower()
    {
        Sleep();
        _busyUntil = 0;
        _poweredUp = false;
        _persistentLatch = false;
        _secureBootProhibited = false;
        _failedTests = 0;
    }

    /// <inheritdoc/>
    public void GeneralCall(long nowMicroseconds)
    {
        Settle(nowMicroseconds);
        if (_state == PowerState.Awake)
        {
            return;
        }

        // Idle keeps its registers across the wake pulse, sleep has lost them already.
        _state = PowerState.Awake;
        _busyUntil = nowMicroseconds + WakeMicroseconds;
        bool longWatchdog = (ChipMode & ConfigurationZone.ChipModeLongWatchdog) != 0;
        _watchdogAt = nowMicroseconds + (longWatchdog ? LongWatchdogMicroseconds : ShortWatchdogMicroseconds);
        Answer([(byte)Atecc608Status.AfterWake]);
        if (!PassesPowerOnTest() || WakeSelfTestFails)
        {
            SelfTestFailed.CopyTo(_output, 0);
        }
    }

    /// <inheritdoc/>
    public I2cStatus Write(long nowMicroseconds, ReadOnlySpan<byte> bytes)
    {
        if (!IsListening(nowMicroseconds))
        {
            return I2cStatus.NotAcknowledged;
        }

        if (bytes.IsEmpty)
        {
            return I2cStatus.Ok;
        }

        switch (bytes[0])
        {
            case Packet.WordAddressReset:
                _outputIndex = 0;
                break;
            case Packet.WordAddressSleep:
                Sleep();
                break;
            case Packet.WordAddressIdle:
                _state = PowerState.Idle;
                break;
            case Packet.WordAddressCommand:
                Receive(nowMicroseconds, bytes[1..]);
                break;
        }

        return I2cStatus.Ok;
    }

    /// <inheritdoc/>
    public I2cStatus Read(long nowMicroseconds, Span<byte> bytes)
    {
        if (!IsListening(nowMicroseconds))
        {
            return I2cStatus.NotAcknowledged;
        }

        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = _outputIndex < _output.Length ? _output[_outputIndex++] : (byte)0xFF;
        }

        return I2cStatus.Ok;
    }

    // With ChipOptions' POST the first wake after power-up takes as long as all self-tests, and tells how they went.
    private bool PassesPowerOnTest()
    {
        bool test = !_poweredUp && (ChipOptions & ConfigurationZone.ChipOptionsSelfTest) != 0;
        _poweredUp = true;
        if (!test)
        {
            return true;
        }

        _busyUntil += ExecutionMicroseconds(Opcode.SelfTest);
        return RunTests(CommandMode.SelfTestAll) == 0;
    }

    private long ExecutionMicroseconds(byte opcode)
    {
        Atecc608ClockDivider divider = (Atecc608ClockDivider)(ChipMode & ConfigurationZone.ChipModeClockDividerMask);
        return ExecutionTime.LongestMs(opcode, divider) * 10L * ExecutionTimePercent;
    }

    private bool IsListening(long now)
    {
        Settle(now);
        return IsI2cEnabled && _state == PowerState.Awake && now >= _busyUntil;
    }

    private void Settle(long now)
    {
        if (_state == PowerState.Awake && now >= _watchdogAt)
        {
            Sleep();
        }
    }

    private void Sleep()
    {
        _state = PowerState.Asleep;
        _volatile = new Atecc608Volatile();
        _output = [];
        _outputIndex = 0;
        Address = ConfiguredAddress;
    }

    private void Receive(long now, ReadOnlySpan<byte> packet)
    {
        _busyUntil = now + ShortestCommandMicroseconds;
        if (packet.Length < Packet.CommandOverhead || !Packet.IsIntact(packet.ToArray(), packet.Length))
        {
            Answer([(byte)Atecc608Status.CommunicationError]);
            return;
        }

        Command command = new(packet[1], packet[2], packet[3] | (packet[4] << 8), packet[5..^2].ToArray());
        long end = now + ExecutionMicroseconds(command.Opcode);
        if (end > _watchdogAt)
        {
            Answer([(byte)Atecc608Status.WatchdogAboutToExpire]);
            return;
        }

        // What the command changes in EEPROM counts from here on: a power cut before the answer does not undo it.
        CommandCount++;
        _busyUntil = end;
        Answer(Execute(command));
    }

    private void Answer(byte[] content)
    {
        _output = [(byte)(content.Length + Packet.ResponseOverhead), .. content, 0, 0];
        Packet.PutCrc(_output, _output.Length - 2, Packet.Crc16(_output, 0, _output.Length - 2));
        _outputIndex = 0;
    }
}
