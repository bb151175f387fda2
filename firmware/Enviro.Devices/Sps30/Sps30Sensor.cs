using Enviro.Node;
using Enviro.Wire;

namespace Enviro.Devices.Sps30;

/// <summary>
/// Particulate matter by an SPS30: mass of particles up to 1, 2.5, 4 and 10 µm. The sensor draws air with a fan and measures once a second as long as it
/// has its supply; a reading takes its latest values.
/// </summary>
/// <remarks>
/// The first attempt starts the fan and gives nothing, which is no fault; what follows within the start-up time is not taken either. A sensor that was
/// measuring already, because the board alone was restarted or slept, is read at once.
/// </remarks>
public sealed class Sps30Sensor : ISensor
{
    /// <summary>7-bit address, fixed.</summary>
    public const int Address = 0x69;

    /// <summary>Longest start-up time in ms, by the data sheet in air of few particles (§1.1).</summary>
    public const int StartUpMs = 30_000;

    // New values come each second ± 4 % (§1.1).
    private const int PollMicroseconds = 50_000;
    private const int Polls = 22;
    private const int Attempts = 3;
    private const int StartMicroseconds = 20_000;
    private const int NoWait = 0;

    // In tenths of 1 µg/m³. Range of mass concentration 0 to 1,000 µg/m³. No fastest change: smoke brings any within seconds. Equal values: a count of
    // particles fluctuates, but in the cleanest air it may be 0.0 for long.
    private const int CleanAirTenths = 10;

    private static readonly string[] s_names = ["pm1", "pm25", "pm4", "pm10"];

    private readonly II2cBus _bus;
    private readonly Uptime _uptime;
    private readonly SensirionLink _link;
    private readonly long[] _tenths = new long[4];
    private readonly ReadingLimits _limits = new ReadingLimits(0, 10_000, 0, 30);
    private readonly ReadingLimits _cleanAirLimits = new ReadingLimits(0, 10_000, 0, 0);
    private bool _isKnown;
    private bool _isWarm;
    private long _startedMs;

    /// <summary>Creates a driver; nothing is sent yet.</summary>
    public Sps30Sensor(II2cBus bus, Uptime uptime)
    {
        _bus = bus;
        _uptime = uptime;
        _link = new SensirionLink(bus, Address, Sps30Commands.ValueWords);
    }

    /// <inheritdoc/>
    public string Name => "sps30";

    /// <inheritdoc/>
    public int MaxReadings => 4;

    /// <inheritdoc/>
    public ReadingLimits? LimitsOf(Reading reading)
    {
        for (int i = 0; i < s_names.Length; i++)
        {
            if (reading.Name == s_names[i])
            {
                return reading.Mantissa < CleanAirTenths ? _cleanAirLimits : _limits;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public SensorStatus Read(Reading[] readings, ref int count)
    {
        if (_isKnown && !_isWarm)
        {
            if (_uptime() - _startedMs < StartUpMs)
            {
                return SensorStatus.Absent;
            }

            _isWarm = true;
        }

        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (!TryAwaitValues(out bool isAnswering))
            {
                return isAnswering ? Start() : SensorStatus.Fault;
            }

            if (_link.TryFetchOnce(Sps30Commands.Values, NoWait, Sps30Commands.ValueWords))
            {
                return HasValues() ? Store(readings, ref count) : Start();
            }
        }

        return SensorStatus.Fault;
    }

    private bool TryAwaitValues(out bool isAnswering)
    {
        isAnswering = false;
        for (int poll = 0; poll < Polls; poll++)
        {
            if (!_link.TryFetch(Sps30Commands.DataReady, NoWait, 1))
            {
                isAnswering = false;
                return false;
            }

            isAnswering = true;
            if ((_link.Word(0) & 1) != 0)
            {
                return true;
            }

            _bus.Wait(PollMicroseconds);
        }

        return false;
    }

    /// <summary>
    /// Starts a sensor that does not measure. At first that is how it is; later it has lost its supply or was reset, and its readings are missing for a fault.
    /// </summary>
    private SensorStatus Start()
    {
        bool isFirst = !_isKnown;
        if (!_link.TrySend(Sps30Commands.Start, Sps30Commands.FloatFormat))
        {
            return SensorStatus.Fault;
        }

        _bus.Wait(StartMicroseconds);
        _isKnown = true;
        _isWarm = false;
        _startedMs = _uptime();
        return isFirst ? SensorStatus.Absent : SensorStatus.Fault;
    }

    // Before it was ever started the sensor may call zeros ready; while it measures its typical particle size at least is more than that.
    private bool HasValues()
    {
        for (int i = 0; i < Sps30Commands.ValueWords; i++)
        {
            if (_link.Word(i) != 0)
            {
                return true;
            }
        }

        return false;
    }

    private SensorStatus Store(Reading[] readings, ref int count)
    {
        _isKnown = true;
        _isWarm = true;
        int before = count;
        for (int i = 0; i < s_names.Length; i++)
        {
            if (Sps30Commands.TryGetTenths(_link.Word(2 * i), _link.Word((2 * i) + 1), out _tenths[i]))
            {
                readings[count++] = new Reading(s_names[i], "ug/m3", _tenths[i], -1);
            }
        }

        return count - before == MaxReadings ? SensorStatus.Measured : SensorStatus.Fault;
    }
}
