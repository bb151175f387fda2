namespace Enviro.Simulator;

/// <summary>Reads <c>faults</c> of a scenario.</summary>
internal sealed class FaultReader(ScenarioNames names)
{
    private const long SecondMs = 1_000;
    private const long HourMs = 3_600_000;
    private const long MonthMs = 744 * HourMs;
    private const int Million = 1_000_000;

    private Dictionary<string, Func<YamlItem, ScenarioFault>> Kinds => new()
    {
        ["radio-out"] = item => item.Members<ScenarioFault>(map => new RadioOut(names.Stations(map), names.Stretch(map))),
        ["power-out"] = item => item.Members<ScenarioFault>(map => new PowerOut(names.Stations(map), names.Stretch(map))),
        ["packets"] = item => item.Members<ScenarioFault>(ReadPackets),
        ["partitions"] = item => item.Members<ScenarioFault>(ReadPartitions),
        ["broker-restarts"] = item => item.Members<ScenarioFault>(map => new BrokerRestarts(map.Get("every").DurationMs(10 * 60 * SecondMs, MonthMs), names.Stretch(map))),
        ["sensor"] = item => item.Members<ScenarioFault>(ReadSensor),
        ["clock"] = item => item.Members<ScenarioFault>(ReadClock),
        ["random"] = item => new RandomFamilies(item.List(1, RandomFamilies.Names.Count).Aggregate(FaultKinds.None, (all, name) => all | name.OneOf(RandomFamilies.Names))),
    };

    /// <summary>Reads one fault.</summary>
    internal ScenarioFault Read(YamlItem item) => item.Only(Kinds, "fault");

    private PacketTrouble ReadPackets(YamlMap map)
    {
        int Share(string key) => (int)((map.Find(key)?.Measure(MeasureUnit.Percent, 0, 0.9) ?? 0) * Million);
        return new PacketTrouble(new PacketFaults(Share("lost"), Share("duplicated"), Share("corrupted"), Share("overtaken"), Share("replayed")), names.Stretch(map));
    }

    private Partitions ReadPartitions(YamlMap map)
    {
        long shortest = map.Get("shortest").DurationMs(SecondMs, MonthMs);
        return new Partitions(
            names.Stations(map), map.Get("every").DurationMs(10 * 60 * SecondMs, MonthMs), shortest, map.Get("longest").DurationMs(shortest, MonthMs), names.Stretch(map));
    }

    private SensorTrouble ReadSensor(YamlMap map)
    {
        Station station = names.Station(map.Get("station"));
        YamlItem sensor = map.Get("sensor");
        if (!station.Sensors.Any(one => one.Name == sensor.Text()))
        {
            throw sensor.Refuse($"'{sensor.Text()}' is no sensor of {station.Name}; it has {string.Join(", ", station.Sensors.Select(one => one.Name))}");
        }

        Stretch when = names.Stretch(map);
        long? every = map.Find("every")?.DurationMs(station.IntervalS * SecondMs, MonthMs);
        YamlItem? lasts = map.Find("for");
        if (lasts is not null && every is null)
        {
            throw lasts.Refuse("how long each lasts is said with 'every' only; otherwise it lasts from 'from' to 'to'");
        }

        long forMs = lasts?.DurationMs(SecondMs, every!.Value) ?? station.IntervalS * SecondMs;
        return new SensorTrouble(station, sensor.Text(), map.Get("fault").OneOf(SensorTrouble.Kinds), when, every, forMs);
    }

    private ClockWrong ReadClock(YamlMap map)
    {
        Station station = names.Station(map.Get("station"));
        YamlItem? ahead = map.Find("ahead");
        YamlItem? behind = map.Find("behind");
        if (ahead is null == behind is null)
        {
            throw map.Self.Refuse("a wrong clock is 'ahead' or 'behind'");
        }

        long by = (ahead ?? behind!).DurationMs(SecondMs, MonthMs);
        return new ClockWrong(station, ahead is null ? -by : by, names.Time(map.Get("at")));
    }
}
