using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>Reads a scenario's file, strictly: what is not known, has a wrong unit or is out of range is refused with its place.</summary>
internal static class ScenarioReader
{
    /// <summary>Most stations of a scenario.</summary>
    internal const int MaxStations = 50;

    private const int MaxInterval = 86_400;
    private const int MaxExpectations = 100;
    private const int MaxFaults = 200;

    // The chips were certified the day before.
    private static readonly long EarliestMs = SimulationPlan.StartMs;
    private static readonly long LatestMs = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <summary>Reads a file.</summary>
    internal static Scenario Load(string path)
    {
        try
        {
            return Parse(path, File.ReadAllText(path), Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ScenarioException($"{path}: {failure.Message}", failure);
        }
    }

    /// <summary>Reads a file's text.</summary>
    /// <param name="file">Its name, for errors.</param>
    /// <param name="text">Its text.</param>
    /// <param name="folder">Where the files it names are.</param>
    internal static Scenario Parse(string file, string text, string folder)
    {
        YamlMap map = YamlMap.Load(file, text);
        YamlItem start = map.Get("start");
        long startMs = start.Time();
        if (startMs < EarliestMs || startMs > LatestMs)
        {
            throw start.Refuse($"a scenario starts from {Moment.Of(EarliestMs)} on and before {Moment.Of(LatestMs)}");
        }

        int hours = (int)map.Get("hours").Whole(1, SimulationPlan.MaxHours);
        World world = ReadWorld(map.Get("world").Map(), startMs, hours, folder);
        IReadOnlyList<Station> stations = ReadStations(map, world);
        ScenarioNames names = new(stations, new Stretch(startMs, startMs + (hours * 3_600_000L)));
        FaultReader faults = new(names);
        ExpectationReader expectations = new(names, world);
        Scenario scenario = new()
        {
            Name = ReadName(map.Get("name")),
            Shows = map.Get("shows").Text(400),
            StartMs = startMs,
            Hours = hours,
            Seed = (ulong)(map.Find("seed")?.Whole(0, long.MaxValue) ?? 1),
            World = world,
            Stations = stations,
            Faults = [.. (map.Find("faults")?.List(0, MaxFaults) ?? []).Select(faults.Read)],
            Expectations = [.. map.Get("expect").List(1, MaxExpectations).Select(expectations.Read)],
            Charts = [.. (map.Find("charts")?.List(1, 32) ?? []).Select(item => ReadChart(item, stations))],
        };
        map.Close();
        return scenario;
    }

    private static string ReadName(YamlItem item)
    {
        string name = item.Text(32);
        return name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-') ? name : throw item.Refuse($"'{name}': a name is of a-z, 0-9 and -");
    }

    private static World ReadWorld(YamlMap map, long startMs, int hours, string folder)
    {
        Dictionary<string, Func<World>> kinds = new()
        {
            ["valley"] = () => ValleyWorld.Read(map),
            ["city"] = () => CityWorld.Read(map),
            ["river"] = () => RiverWorld.Read(map),
            ["replay"] = () => ReadReplay(map.Get("csv"), startMs, hours, folder),
        };
        World world = map.Get("kind").OneOf(kinds)();
        map.Close();
        return world;
    }

    private static ReplayWorld ReadReplay(YamlItem item, long startMs, int hours, string folder)
    {
        try
        {
            return new ReplayWorld(CsvReplay.Load(Path.Combine(folder, item.Text()), hours), startMs);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw item.Refuse(failure.Message);
        }
    }

    private static List<Station> ReadStations(YamlMap map, World world)
    {
        YamlItem? list = map.Find("stations");
        if (world is ReplayWorld replay)
        {
            return list is null ? [.. replay.Recording.Series.Select(StationOf)] : throw list.Refuse("a replay's stations are those of the recording: leave 'stations' out");
        }

        IReadOnlyList<YamlItem> items = (list ?? map.Get("stations")).List(1, MaxStations);
        List<Station> stations = [];
        foreach (YamlItem item in items)
        {
            Station station = ReadStation(item, stations.Count, world);
            stations.Add(stations.Exists(other => other.Name == station.Name) ? throw item.Refuse($"two stations are called '{station.Name}'") : station);
        }

        return stations;
    }

    private static Station ReadStation(YamlItem item, int index, World world)
    {
        YamlMap map = item.Map();
        string name = map.Get("name").Text(SettingsDocument.MaxSiteLength);
        YamlMap place = map.Get("place").Map();
        StationPlace where = world.ReadPlace(place);
        place.Close();
        YamlItem interval = map.Get("interval");
        long intervalMs = interval.DurationMs(1_000, MaxInterval * 1_000L);
        IReadOnlyList<StationSensorKind> sensors = ReadSensors(map.Get("sensors"), world);
        Station station = new()
        {
            Index = index,
            Name = name,
            Place = where,
            Sensors = sensors,
            Quantities = [.. sensors.SelectMany(sensor => sensor.Gives)],
            IntervalS = intervalMs % 1_000 == 0 ? (int)(intervalMs / 1_000) : throw interval.Refuse("an interval is whole seconds"),
            HasBattery = map.Find("supply")?.OneOf(new Dictionary<string, bool> { ["mains"] = false, ["battery"] = true }) ?? false,
        };
        map.Close();
        return station;
    }

    private static List<StationSensorKind> ReadSensors(YamlItem item, World world)
    {
        List<StationSensorKind> sensors = [];
        foreach (YamlItem one in item.List(1, 8))
        {
            StationSensorKind sensor = StationSensorKind.Read(one);
            if (sensor.Kind.Needs.FirstOrDefault(need => !world.Quantities.Contains(need)) is { } missing)
            {
                throw one.Refuse($"this world has no {missing} for a {sensor.Kind.Kind} to measure; it has {string.Join(", ", world.Quantities)}");
            }

            if (sensors.Exists(other => other.Name == sensor.Name || (other.Kind.IsAnalogue && sensor.Kind.IsAnalogue && other.Channel == sensor.Channel)))
            {
                throw one.Refuse($"'{sensor.Name}' is on the input of another sensor: {sensor.Kind.Kind}-1 is on the second input");
            }

            sensors.Add(sensor);
        }

        return sensors;
    }

    private static Station StationOf(CsvSeries series, int index) => new()
    {
        Index = index,
        Name = series.Station,
        Place = new StationPlace(),
        Sensors = [],
        Quantities = [.. series.Quantities],
        IntervalS = (int)Math.Clamp(series.StepMs / 1_000, 1, MaxInterval),
    };

    private static string ReadChart(YamlItem item, IReadOnlyList<Station> stations)
    {
        string quantity = item.Text();
        return quantity == ReadingChart.Delay || stations.Any(station => station.Quantities.Any(one => one.Quantity == quantity))
            ? quantity
            : throw item.Refuse($"'{quantity}' is measured at no station");
    }
}
