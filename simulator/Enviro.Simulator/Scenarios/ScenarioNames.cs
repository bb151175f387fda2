namespace Enviro.Simulator;

/// <summary>What the parts of a scenario's file refer to: its stations, their quantities, its time.</summary>
internal sealed class ScenarioNames(IReadOnlyList<Station> stations, Stretch whole)
{
    /// <summary>The scenario's time.</summary>
    internal Stretch Whole => whole;

    /// <summary>All stations.</summary>
    internal IReadOnlyList<Station> All => stations;

    /// <summary>A station by its name.</summary>
    internal Station Station(YamlItem item)
    {
        string name = item.Text();
        return stations.FirstOrDefault(station => station.Name == name)
            ?? throw item.Refuse($"'{name}' is no station here; there are {string.Join(", ", stations.Select(station => station.Name))}");
    }

    /// <summary><c>station</c> or <c>stations</c> of a map; all where neither is there.</summary>
    internal IReadOnlyList<Station> Stations(YamlMap map)
    {
        YamlItem? one = map.Find("station");
        YamlItem? several = map.Find("stations");
        if (one is not null && several is not null)
        {
            throw several.Refuse("either 'station' or 'stations' is there, not both");
        }

        return one is not null ? [Station(one)] : several is not null ? [.. several.List(1, stations.Count).Select(Station)] : stations;
    }

    /// <summary><c>quantity</c> of a map, which all these stations measure, and its unit.</summary>
    internal static (string Quantity, string Unit) Quantity(YamlMap map, IEnumerable<Station> of)
    {
        YamlItem item = map.Get("quantity");
        string name = item.Text();
        string unit = "";
        foreach (Station station in of)
        {
            (string found, unit) = station.Quantities.FirstOrDefault(quantity => quantity.Quantity == name);
            if (found is null)
            {
                throw item.Refuse($"'{name}' is not measured at {station.Name}; it measures {string.Join(", ", station.Quantities.Select(quantity => quantity.Quantity))}");
            }
        }

        return (name, unit);
    }

    /// <summary>A time within the scenario.</summary>
    internal long Time(YamlItem item)
    {
        long time = item.Time();
        return time >= whole.FromMs && time <= whole.ToMs ? time : throw item.Refuse($"'{item.Text()}' is not within the scenario: {whole}");
    }

    /// <summary><c>from</c> and <c>to</c> of a map; the scenario's begin and end where they are not there.</summary>
    internal Stretch Stretch(YamlMap map)
    {
        YamlItem? from = map.Find("from");
        YamlItem? to = map.Find("to");
        Stretch stretch = new(from is null ? whole.FromMs : Time(from), to is null ? whole.ToMs : Time(to));
        return stretch.FromMs < stretch.ToMs ? stretch : throw (to ?? from)!.Refuse("'to' is not after 'from'");
    }
}
