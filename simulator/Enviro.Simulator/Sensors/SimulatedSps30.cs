namespace Enviro.Simulator;

/// <summary>
/// An SPS30 at the level of its I2C commands (data sheet, §6): start, stop, data-ready, values as floating-point numbers, reset. Values come each second
/// of the bus; they become true as the world's half-minute of start-up passes.
/// </summary>
public sealed class SimulatedSps30 : SimulatedSensor
{
    private const int Start = 0x0010;
    private const int Stop = 0x0104;
    private const int DataReady = 0x0202;
    private const int Values = 0x0300;
    private const int Reset = 0xD304;
    private const int FloatFormat = 0x0300;
    private const long SampleMicroseconds = 1_000_000;
    private const double StartUpMs = 30_000;

    private static readonly string[] s_masses = ["pm1", "pm25", "pm4", "pm10"];

    private int _command = -1;
    private bool _isMeasuring;
    private long _startedMicroseconds;
    private long _startedMs;
    private long _taken;

    /// <summary>Connects a sensor.</summary>
    public SimulatedSps30(ISimulatedWorld world)
        : base(world, 0x69)
    {
    }

    /// <summary>Whether its fan turns.</summary>
    public bool IsMeasuring => _isMeasuring;

    /// <inheritdoc/>
    public override void CutPower()
    {
        _isMeasuring = false;
        _command = -1;
    }

    /// <inheritdoc/>
    protected override bool TryWrite(long nowMicroseconds, ReadOnlySpan<byte> bytes)
    {
        int command = SensirionWords.CommandOf(bytes);
        switch (command)
        {
            case Start when _isMeasuring:
                return true;
            case Start when SensirionWords.ArgumentOf(bytes) == FloatFormat:
                _isMeasuring = true;
                _startedMicroseconds = nowMicroseconds;
                _startedMs = WorldMs;
                _taken = 0;
                return true;
            case Stop or Reset:
                CutPower();
                return true;
            case DataReady or Values:
                _command = command;
                return true;
            default:
                return false;
        }
    }

    /// <inheritdoc/>
    protected override bool TryRead(long nowMicroseconds, Span<byte> bytes)
    {
        bool hasWrongChecksums = Fault == SensorFault.CrcErrors;
        long made = _isMeasuring ? (nowMicroseconds - _startedMicroseconds) / SampleMicroseconds : 0;
        switch (_command)
        {
            case DataReady:
                SensirionWords.Fill(bytes, [(ushort)(made > _taken ? 1 : 0)], hasWrongChecksums);
                return true;
            case Values:
                SensirionWords.Fill(bytes, made > 0 ? Measure() : new ushort[20], hasWrongChecksums);
                _taken = made;
                return true;
            default:
                return false;
        }
    }

    private ushort[] Measure()
    {
        // While the fan gathers speed too few particles come by.
        double share = Math.Min(1, (WorldMs - _startedMs) / StartUpMs);
        ushort[] words = new ushort[20];
        for (int i = 0; i < s_masses.Length; i++)
        {
            Put(words, i, Math.Max(0, Sense(s_masses[i]) * share));
        }

        // Number concentrations follow the masses roughly; nobody reads them here. The typical size of particles is never 0.
        for (int i = 4; i < 9; i++)
        {
            Put(words, i, Sense("pm25") * share * 7);
        }

        Put(words, 9, 0.55);
        return words;
    }

    private static void Put(ushort[] words, int index, double value)
    {
        uint bits = BitConverter.SingleToUInt32Bits((float)value);
        words[2 * index] = (ushort)(bits >> 16);
        words[(2 * index) + 1] = (ushort)bits;
    }
}
