using Enviro.Node;
using Enviro.Wire;

namespace Enviro.Devices.Bme280;

/// <summary>
/// Temperature, relative humidity and air pressure by a BME280, as the data sheet advises for weather (§3.5.1): one measurement a reading, each quantity
/// once, no filter, asleep in between.
/// </summary>
public sealed class Bme280Sensor : ISensor
{
    /// <summary>7-bit address with SDO to ground.</summary>
    public const int FirstAddress = 0x76;

    /// <summary>7-bit address with SDO to supply.</summary>
    public const int SecondAddress = 0x77;

    // Longest time of one measurement of all three, once each: 1.25 + 2.3 + (2.3 + 0.575) + (2.3 + 0.575) ms (§9.1).
    private const int MeasureMicroseconds = 9_300;
    private const int PollMicroseconds = 1_000;
    private const int Polls = 10;
    private const int Attempts = 3;

    private readonly II2cBus _bus;
    private readonly I2cRegisters _registers;
    private readonly string _temperatureName;
    private readonly string _humidityName;
    private readonly string _pressureName;
    private readonly byte[] _values = new byte[Bme280Registers.ValuesLength];
    private Bme280Calibration? _calibration;

    // Fastest changes a minute and equal values in a row: see the README. Where humidity is held at its end it may stay there for days.
    private readonly ReadingLimits _temperatureLimits = new ReadingLimits(-4_000, 8_500, 300, 0);
    private readonly ReadingLimits _humidityLimits = new ReadingLimits(0, 10_000, 1_000, 20);
    private readonly ReadingLimits _humidityEndLimits = new ReadingLimits(0, 10_000, 1_000, 0);
    private readonly ReadingLimits _pressureLimits = new ReadingLimits(30_000, 110_000, 200, 20);

    /// <summary>Creates a driver; nothing is sent yet.</summary>
    /// <param name="bus">The bus.</param>
    /// <param name="channel">0 for address 0x76, 1 for 0x77.</param>
    public Bme280Sensor(II2cBus bus, int channel)
    {
        _bus = bus;
        _registers = new I2cRegisters(bus, channel == 0 ? FirstAddress : SecondAddress, 1);
        Name = SensorNames.At("bme280", channel);
        _temperatureName = SensorNames.At("temp", channel);
        _humidityName = SensorNames.At("humidity", channel);
        _pressureName = SensorNames.At("pressure", channel);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int MaxReadings => 3;

    /// <inheritdoc/>
    public ReadingLimits? LimitsOf(Reading reading)
    {
        if (reading.Name == _temperatureName)
        {
            return _temperatureLimits;
        }

        if (reading.Name == _pressureName)
        {
            return _pressureLimits;
        }

        bool isHeld = reading.Mantissa == 0 || reading.Mantissa == 10_000;
        return reading.Name != _humidityName ? null : isHeld ? _humidityEndLimits : _humidityLimits;
    }

    /// <inheritdoc/>
    public SensorStatus Read(Reading[] readings, ref int count)
    {
        if (_calibration == null && !TryReadCalibration())
        {
            return SensorStatus.Fault;
        }

        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (TryMeasure())
            {
                return Convert(readings, ref count);
            }
        }

        // Whoever comes back after this may be another chip.
        _calibration = null;
        return SensorStatus.Fault;
    }

    /// <summary>
    /// Nothing on this bus has a checksum, and a wrong trimming value would falsify everything from now on: they are read twice and must be the same.
    /// </summary>
    private bool TryReadCalibration()
    {
        byte[] once = new byte[Bme280Calibration.FirstLength + Bme280Calibration.SecondLength];
        byte[] again = new byte[once.Length];
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (!_registers.TryRead(Bme280Registers.Id, _values, 0, 1) || _values[0] != Bme280Registers.ChipId || !IsIdle())
            {
                continue;
            }

            if (TryReadCalibration(once) && TryReadCalibration(again) && AreEqual(once, again))
            {
                Bme280Calibration calibration = new Bme280Calibration(once);
                _calibration = calibration.IsPlausible ? calibration : null;
                return calibration.IsPlausible;
            }
        }

        return false;
    }

    private bool TryReadCalibration(byte[] target)
    {
        return _registers.TryRead(Bme280Registers.FirstCalibration, target, 0, Bme280Calibration.FirstLength)
            && _registers.TryRead(Bme280Registers.SecondCalibration, target, Bme280Calibration.FirstLength, Bme280Calibration.SecondLength);
    }

    private bool TryMeasure()
    {
        // Written each time: a chip that lost its supply in between has forgotten them, and would leave humidity out.
        if (!_registers.TryWrite(Bme280Registers.Configuration, 0)
            || !_registers.TryWrite(Bme280Registers.ControlHumidity, Bme280Registers.HumidityOnce)
            || !_registers.TryWrite(Bme280Registers.ControlMeasure, Bme280Registers.MeasureOnce))
        {
            return false;
        }

        _bus.Wait(MeasureMicroseconds);
        return IsIdle() && _registers.TryRead(Bme280Registers.Values, _values, 0, Bme280Registers.ValuesLength);
    }

    private bool IsIdle()
    {
        for (int poll = 0; poll < Polls; poll++)
        {
            if (!_registers.TryRead(Bme280Registers.Status, _values, 0, 1))
            {
                return false;
            }

            if ((_values[0] & Bme280Registers.Busy) == 0)
            {
                return true;
            }

            _bus.Wait(PollMicroseconds);
        }

        return false;
    }

    private SensorStatus Convert(Reading[] readings, ref int count)
    {
        int pressure = (_values[0] << 12) | (_values[1] << 4) | (_values[2] >> 4);
        int temperature = (_values[3] << 12) | (_values[4] << 4) | (_values[5] >> 4);
        int humidity = (_values[6] << 8) | _values[7];
        if (temperature == Bme280Registers.Skipped20)
        {
            // Without temperature there is no compensation of the others.
            return SensorStatus.Fault;
        }

        int before = count;
        int fine = _calibration!.FineTemperature(temperature);
        readings[count++] = new Reading(_temperatureName, "Cel", Bme280Calibration.Temperature(fine), -2);
        if (humidity != Bme280Registers.Skipped16)
        {
            readings[count++] = new Reading(_humidityName, "%RH", ((_calibration.Humidity(humidity, fine) * 100L) + 512) >> 10, -2);
        }

        if (pressure != Bme280Registers.Skipped20 && _calibration.TryPressure(pressure, fine, out long pascals))
        {
            // Whole pascals are hundredths of a hectopascal.
            readings[count++] = new Reading(_pressureName, "hPa", (pascals + 128) >> 8, -2);
        }

        return count - before == MaxReadings ? SensorStatus.Measured : SensorStatus.Fault;
    }

    private static bool AreEqual(byte[] one, byte[] other)
    {
        for (int i = 0; i < one.Length; i++)
        {
            if (one[i] != other[i])
            {
                return false;
            }
        }

        return true;
    }
}
