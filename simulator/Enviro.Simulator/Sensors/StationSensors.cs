using Enviro.Devices;
using Enviro.Node;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>
/// A station's sensors: the firmware's own drivers on simulated chips that measure a world, on one bus. When the node has started again its drivers are new
/// and its chips were without power.
/// </summary>
internal sealed class StationSensors
{
    // The probes' curves, a thousandth of a volt and the value's last digit: electrodes at 25 °C, 59 mV for each pH; a cell with 1 mV for each 0.001 S/m.
    private static readonly int[] PhMillivolts = [1_087, 1_913];
    private static readonly int[] PhHundredths = [1_400, 0];
    private static readonly int[] CellMillivolts = [0, 2_000];
    private static readonly int[] CellLastDigits = [0, 20_000];

    private readonly IReadOnlyList<StationSensorKind> _kinds;
    private readonly VirtualClock _clock;
    private readonly SimulatedI2cBus _bus = new();
    private readonly Dictionary<string, SimulatedSensor> _chips = [];
    private readonly long _startMs;
    private ISensor[] _drivers;
    private object? _run;

    internal StationSensors(IReadOnlyList<StationSensorKind> kinds, ISimulatedWorld world, VirtualClock clock)
    {
        _kinds = kinds;
        _clock = clock;
        _startMs = world.UnixMs;
        foreach (StationSensorKind kind in kinds)
        {
            _chips[kind.Name] = Connect(kind, world);
        }

        foreach (SimulatedSensor chip in _chips.Values.Distinct())
        {
            _bus.Attach(chip);
        }

        _drivers = MakeDrivers();
        Ports = [.. kinds.Select((_, i) => new Port(this, i))];
    }

    /// <summary>What the node measures with.</summary>
    internal ISensor[] Ports { get; }

    /// <summary>Tells one run of the node's program from the next; null while nobody can tell.</summary>
    internal Func<object?>? RunOfNode { get; set; }

    /// <summary>Sets what is wrong with the chip behind a sensor.</summary>
    internal void SetFault(string sensor, SensorFault fault) => _chips[sensor].Fault = fault;

    private SimulatedSensor Connect(StationSensorKind kind, ISimulatedWorld world)
    {
        switch (kind.Kind.Kind)
        {
            case "bme280":
                return new SimulatedBme280(world);
            case "sps30":
                return new SimulatedSps30(world);
            case "scd4x":
                return new SimulatedScd4x(world);
            default:
                SimulatedAds1115 converter = _chips.Values.OfType<SimulatedAds1115>().FirstOrDefault() ?? new SimulatedAds1115(world);
                converter.Connect(kind.Channel, ModuleOf(kind.Kind.Kind, world).Millivolts);
                return converter;
        }
    }

    private static SimulatedModule ModuleOf(string kind, ISimulatedWorld world) => kind switch
    {
        "noise" => new SimulatedModule(world, kind, [30, 130], [600, 2_600]),
        "ph" => new SimulatedModule(world, kind, [0, 14], [1_913, 1_087]),
        _ => new SimulatedModule(world, kind, [0, 2], [0, 2_000]),
    };

    private ISensor[] MakeDrivers()
    {
        SensorCatalog catalog = new(_bus, () => _clock.UnixMs);
        return [.. _kinds.Select(kind => catalog.TryCreate(SettingsOf(kind), out ISensor? sensor)
            ? sensor!
            : throw new SimulationException($"The firmware has no sensor {kind.Name}."))];
    }

    private static SensorSettings SettingsOf(StationSensorKind kind) => kind.Kind.Kind switch
    {
        "ph" => new SensorSettings("ph", kind.Channel, PhMillivolts, PhHundredths),
        "conductivity" => new SensorSettings("conductivity", kind.Channel, CellMillivolts, CellLastDigits),
        string other => new SensorSettings(other, kind.Channel, [], []),
    };

    /// <summary>What has happened since the last reading: time on the bus, and whether the node was without power.</summary>
    private void CatchUp()
    {
        long dueMicroseconds = (_clock.UnixMs - _startMs) * 1_000;
        if (dueMicroseconds > _bus.NowMicroseconds)
        {
            _bus.Advance(dueMicroseconds - _bus.NowMicroseconds);
        }

        object? run = RunOfNode?.Invoke();
        if (ReferenceEquals(run, _run))
        {
            return;
        }

        if (_run is not null)
        {
            foreach (SimulatedSensor chip in _chips.Values)
            {
                chip.CutPower();
            }

            _drivers = MakeDrivers();
        }

        _run = run;
    }

    /// <summary>One sensor as the node has it, over all its restarts.</summary>
    private sealed class Port(StationSensors station, int place) : ISensor
    {
        public string Name => station._drivers[place].Name;

        public int MaxReadings => station._drivers[place].MaxReadings;

        public ReadingLimits? LimitsOf(Reading reading) => station._drivers[place].LimitsOf(reading);

        public SensorStatus Read(Reading[] readings, ref int count)
        {
            station.CatchUp();
            return station._drivers[place].Read(readings, ref count);
        }
    }
}
