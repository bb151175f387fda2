namespace Enviro.Simulator;

/// <summary>
/// A BME280 at the level of its registers (BST-BME280-DS002, §5): forced mode, oversampling none or once or more, the time a measurement takes, trimming
/// values. Normal mode and the filter are not there.
/// </summary>
public sealed class SimulatedBme280 : SimulatedSensor
{
    private const int ControlHumidity = 0xF2;
    private const int Status = 0xF3;
    private const int ControlMeasure = 0xF4;
    private const int Values = 0xF7;
    private const int Reset = 0xE0;

    private readonly byte[] _registers = new byte[256];
    private readonly Bme280Trimming _trimming;
    private int _pointer;
    private int _humidityOversampling;
    private long _doneMicroseconds;

    /// <summary>Connects a chip.</summary>
    /// <param name="world">What it measures.</param>
    /// <param name="address">0x76 or 0x77.</param>
    /// <param name="trimming">Its trimming values; null for usual ones.</param>
    public SimulatedBme280(ISimulatedWorld world, int address = 0x76, Bme280Trimming? trimming = null)
        : base(world, address)
    {
        _trimming = trimming ?? new Bme280Trimming();
        CutPower();
    }

    /// <inheritdoc/>
    public override void CutPower()
    {
        Array.Clear(_registers);
        _registers[0xD0] = 0x60;
        _trimming.WriteTo(_registers);
        PutValues(0x80000, 0x80000, 0x8000);
        _pointer = 0;
        _humidityOversampling = 0;
        _doneMicroseconds = 0;
    }

    /// <inheritdoc/>
    protected override bool TryWrite(long nowMicroseconds, ReadOnlySpan<byte> bytes)
    {
        _pointer = bytes[0];

        // Register and value by turns: writing does not go on by itself (§6.2.1).
        for (int i = 0; i + 1 < bytes.Length; i += 2)
        {
            Write(nowMicroseconds, bytes[i], bytes[i + 1]);
        }

        return true;
    }

    /// <inheritdoc/>
    protected override bool TryRead(long nowMicroseconds, Span<byte> bytes)
    {
        bool isMeasuring = nowMicroseconds < _doneMicroseconds;
        _registers[Status] = (byte)(isMeasuring ? 0x08 : 0);
        if (!isMeasuring)
        {
            _registers[ControlMeasure] &= 0xFC;
        }

        foreach (ref byte value in bytes)
        {
            value = _registers[_pointer];
            _pointer = (_pointer + 1) & 0xFF;
        }

        return true;
    }

    private void Write(long nowMicroseconds, int register, byte value)
    {
        if (register == Reset && value == 0xB6)
        {
            CutPower();
        }
        else if (register is ControlHumidity or 0xF5)
        {
            _registers[register] = value;
        }
        else if (register == ControlMeasure)
        {
            _registers[register] = value;
            _humidityOversampling = _registers[ControlHumidity] & 7;
            if ((value & 3) is 1 or 2)
            {
                Measure(nowMicroseconds, value);
            }
        }
    }

    private void Measure(long nowMicroseconds, byte control)
    {
        int ofTemperature = Samples(control >> 5);
        int ofPressure = Samples((control >> 2) & 7);
        int ofHumidity = Samples(_humidityOversampling);

        // Typical time of a measurement (§9.1).
        int microseconds = 1_000 + (2_000 * ofTemperature) + (ofPressure > 0 ? (2_000 * ofPressure) + 500 : 0) + (ofHumidity > 0 ? (2_000 * ofHumidity) + 500 : 0);
        _doneMicroseconds = nowMicroseconds + microseconds;

        // Without temperature the chip still measures the others, at whatever temperature there is.
        int temperature = _trimming.RawTemperature(Sense("temp"));
        int pressure = _trimming.RawPressure(Sense("pressure") * 100, temperature);
        int humidity = _trimming.RawHumidity(Sense("humidity"), temperature);
        PutValues(ofPressure > 0 ? pressure : 0x80000, ofTemperature > 0 ? temperature : 0x80000, ofHumidity > 0 ? humidity : 0x8000);
    }

    private void PutValues(int pressure, int temperature, int humidity)
    {
        _registers[Values] = (byte)(pressure >> 12);
        _registers[Values + 1] = (byte)(pressure >> 4);
        _registers[Values + 2] = (byte)(pressure << 4);
        _registers[Values + 3] = (byte)(temperature >> 12);
        _registers[Values + 4] = (byte)(temperature >> 4);
        _registers[Values + 5] = (byte)(temperature << 4);
        _registers[Values + 6] = (byte)(humidity >> 8);
        _registers[Values + 7] = (byte)humidity;
    }

    private static int Samples(int oversampling) => oversampling == 0 ? 0 : 1 << (Math.Min(oversampling, 5) - 1);
}
