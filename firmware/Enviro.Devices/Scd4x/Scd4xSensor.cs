using Enviro.Node;
using Enviro.Wire;

namespace Enviro.Devices.Scd4x;

/// <summary>
/// Carbon dioxide by an SCD41 or SCD40, with the temperature and humidity inside it. An SCD41 measures when it is asked, which takes 5 s; an SCD40 cannot,
/// so it measures each 5 s all the time.
/// </summary>
public sealed class Scd4xSensor : ISensor
{
    /// <summary>7-bit address, fixed.</summary>
    public const int Address = 0x62;

    private const int CommandMicroseconds = 1_000;
    private const int StopMicroseconds = 500_000;
    private const int PowerUpMicroseconds = 30_000;
    private const int MeasureMicroseconds = 5_000_000;
    private const int PollMicroseconds = 100_000;
    private const int PollsWhenDue = 5;
    private const int PollsOfAPeriod = 55;
    private const int Attempts = 2;
    private const int Unknown = -1;

    // CO2 in ppm: the specified range, down by the accuracy at its lower end: 400 − (50 + 5 % of 400) and 400 − (40 + 5 % of 400) ppm. No fastest change: a
    // breath brings any. Equal values: repeatability is ±10 ppm (§1.1).
    private readonly ReadingLimits _co2LimitsScd40 = new ReadingLimits(330, 2_000, 0, 20);
    private readonly ReadingLimits _co2LimitsScd41 = new ReadingLimits(340, 5_000, 0, 20);
    private readonly ReadingLimits _temperatureLimits = new ReadingLimits(-1_000, 6_000, 0, 0);
    private readonly ReadingLimits _humidityLimits = new ReadingLimits(0, 10_000, 0, 0);

    private readonly II2cBus _bus;
    private readonly SensirionLink _link;
    private int _variant = Unknown;

    /// <summary>Creates a driver; nothing is sent yet.</summary>
    public Scd4xSensor(II2cBus bus)
    {
        _bus = bus;
        _link = new SensirionLink(bus, Address, 3);
    }

    /// <inheritdoc/>
    public string Name => "scd4x";

    /// <inheritdoc/>
    public int MaxReadings => 3;

    private bool MeasuresOnce => _variant == Scd4xCommands.Scd41 || _variant == Scd4xCommands.Scd43;

    /// <inheritdoc/>
    public ReadingLimits? LimitsOf(Reading reading) => reading.Name switch
    {
        "co2" => MeasuresOnce ? _co2LimitsScd41 : _co2LimitsScd40,
        "co2-temp" => _temperatureLimits,
        "co2-humidity" => _humidityLimits,
        _ => null,
    };

    /// <inheritdoc/>
    public SensorStatus Read(Reading[] readings, ref int count)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (_variant == Unknown && !TryBegin())
            {
                continue;
            }

            if (TryMeasure())
            {
                return Store(readings, ref count);
            }
        }

        _variant = Unknown;
        return SensorStatus.Fault;
    }

    /// <summary>
    /// Finds out which chip this is. One that measures periodically since before the board's restart answers no such question and is stopped first.
    /// </summary>
    private bool TryBegin()
    {
        _bus.Wait(PowerUpMicroseconds);
        if (!_link.TrySend(Scd4xCommands.StopPeriodic) && !_link.MayHaveArrived)
        {
            return false;
        }

        _bus.Wait(StopMicroseconds);
        if (!_link.TryFetch(Scd4xCommands.Variant, CommandMicroseconds, 1))
        {
            return false;
        }

        _variant = _link.Word(0) >> 12;
        return MeasuresOnce || TryStartPeriodic();
    }

    private bool TryStartPeriodic()
    {
        if (_link.TrySend(Scd4xCommands.StartPeriodic))
        {
            return true;
        }

        _variant = Unknown;
        return false;
    }

    private bool TryMeasure()
    {
        if (MeasuresOnce)
        {
            if (!_link.TrySend(Scd4xCommands.MeasureOnce) && !_link.MayHaveArrived)
            {
                return false;
            }

            _bus.Wait(MeasureMicroseconds);
        }

        // Data that were damaged on their way are gone: only the next measurement can replace them.
        if (TryAwait(MeasuresOnce ? PollsWhenDue : PollsOfAPeriod) && _link.TryFetchOnce(Scd4xCommands.Measurement, CommandMicroseconds, 3))
        {
            return true;
        }

        // An SCD40 without data in a whole period may have lost its supply, and with it the command to measure.
        if (!MeasuresOnce)
        {
            _variant = Unknown;
        }

        return false;
    }

    private bool TryAwait(int polls)
    {
        for (int poll = 0; poll < polls; poll++)
        {
            if (!_link.TryFetch(Scd4xCommands.DataReady, CommandMicroseconds, 1))
            {
                return false;
            }

            if ((_link.Word(0) & 0x07FF) != 0)
            {
                return true;
            }

            _bus.Wait(PollMicroseconds);
        }

        return false;
    }

    private SensorStatus Store(Reading[] readings, ref int count)
    {
        int co2 = _link.Word(0);
        if (co2 != 0)
        {
            readings[count++] = new Reading("co2", "ppm", co2, 0);
        }

        readings[count++] = new Reading("co2-temp", "Cel", Scd4xCommands.Temperature(_link.Word(1)), -2);
        readings[count++] = new Reading("co2-humidity", "%RH", Scd4xCommands.Humidity(_link.Word(2)), -2);

        // There is no air without carbon dioxide: 0 is what the chip gives where it has not measured it.
        return co2 != 0 ? SensorStatus.Measured : SensorStatus.Fault;
    }
}
