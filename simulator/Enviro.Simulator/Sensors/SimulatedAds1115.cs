namespace Enviro.Simulator;

/// <summary>
/// An ADS1115 at the level of its registers (SBAS444, §8.1): single conversions of an input against ground, full scale, the time a conversion takes. Inputs
/// against each other, continuous conversion and the comparator are not there.
/// </summary>
public sealed class SimulatedAds1115 : SimulatedSensor
{
    private const int InputCount = 4;

    private static readonly double[] s_fullScales = [6_144, 4_096, 2_048, 1_024, 512, 256, 256, 256];
    private static readonly int[] s_rates = [8, 16, 32, 64, 128, 250, 475, 860];

    private readonly Func<double>?[] _inputs = new Func<double>?[InputCount];
    private readonly ushort[] _registers = new ushort[4];
    private int _pointer;
    private long _doneMicroseconds;

    /// <summary>Connects a chip, its inputs open.</summary>
    /// <param name="world">The world's time, for faults that grow.</param>
    /// <param name="address">0x48 … 0x4B.</param>
    public SimulatedAds1115(ISimulatedWorld world, int address = 0x48)
        : base(world, address)
    {
        CutPower();
    }

    /// <summary>Connects an input, 0 … 3, to a voltage in mV.</summary>
    public void Connect(int input, Func<double> millivolts) => _inputs[input] = millivolts;

    /// <inheritdoc/>
    public override void CutPower()
    {
        _registers[0] = 0;
        _registers[1] = 0x8583;
        _registers[2] = 0x8000;
        _registers[3] = 0x7FFF;
        _pointer = 0;
        _doneMicroseconds = 0;
    }

    /// <inheritdoc/>
    protected override bool TryWrite(long nowMicroseconds, ReadOnlySpan<byte> bytes)
    {
        _pointer = bytes[0] & 3;
        if (bytes.Length < 3 || _pointer == 0)
        {
            return true;
        }

        ushort value = (ushort)((bytes[1] << 8) | bytes[2]);
        _registers[_pointer] = value;
        if (_pointer == 1 && (value & 0x8000) != 0)
        {
            _registers[0] = (ushort)Convert(value);
            _doneMicroseconds = nowMicroseconds + (1_000_000 / s_rates[(value >> 5) & 7]);
        }

        return true;
    }

    /// <inheritdoc/>
    protected override bool TryRead(long nowMicroseconds, Span<byte> bytes)
    {
        ushort value = _registers[_pointer];
        if (_pointer == 1)
        {
            value = (ushort)(nowMicroseconds < _doneMicroseconds ? value & 0x7FFF : value | 0x8000);
        }

        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(i % 2 == 0 ? value >> 8 : value);
        }

        return true;
    }

    private short Convert(ushort configuration)
    {
        int selection = (configuration >> 12) & 7;
        Func<double>? input = selection < InputCount ? null : _inputs[selection - InputCount];
        double millivolts = input is null ? 0 : Sense($"input {selection - InputCount}", input);
        double code = Math.Round(millivolts * 32_768 / s_fullScales[(configuration >> 9) & 7]);
        return (short)Math.Clamp(code, short.MinValue, short.MaxValue);
    }
}
