namespace Enviro.Simulator;

/// <summary>A kind of sensor as a scenario sees it: what of a world it needs, and which readings it gives.</summary>
internal sealed record SensorKind(string Kind, IReadOnlyList<string> Needs, IReadOnlyList<(string Quantity, string Unit)> Gives)
{
    /// <summary>The kinds of the firmware's catalogue.</summary>
    internal static IReadOnlyList<SensorKind> All { get; } =
    [
        new("bme280", ["temp", "humidity", "pressure"], [("temp", "Cel"), ("humidity", "%RH"), ("pressure", "hPa")]),
        new("sps30", ["pm1", "pm25", "pm4", "pm10"], [("pm1", "ug/m3"), ("pm25", "ug/m3"), ("pm4", "ug/m3"), ("pm10", "ug/m3")]),
        new("scd4x", ["co2", "temp", "humidity"], [("co2", "ppm"), ("co2-temp", "Cel"), ("co2-humidity", "%RH")]),
        new("noise", ["noise"], [("noise", "dB")]),
        new("ph", ["ph"], [("ph", "pH")]),
        new("conductivity", ["conductivity"], [("conductivity", "S/m")]),
    ];

    /// <summary>Whether it is a voltage on an input of an ADS1115.</summary>
    internal bool IsAnalogue => Needs.Count == 1;
}

/// <summary>A sensor of a station: its kind and, where it is analogue, its input.</summary>
internal sealed record StationSensorKind(SensorKind Kind, int Channel)
{
    /// <summary>Its name, as in messages: the kind, with the channel behind a hyphen but for the first.</summary>
    internal string Name => Channel == 0 ? Kind.Kind : $"{Kind.Kind}-{Channel}";

    /// <summary>Its readings by name and unit, as in messages.</summary>
    internal IEnumerable<(string Quantity, string Unit)> Gives => Kind.IsAnalogue ? [(Name, Kind.Gives[0].Unit)] : Kind.Gives;

    /// <summary>Reads a name such as <c>conductivity-1</c>.</summary>
    internal static StationSensorKind Read(YamlItem item)
    {
        string text = item.Text();
        int hyphen = text.LastIndexOf('-');
        string kind = hyphen < 0 ? text : text[..hyphen];
        SensorKind? found = SensorKind.All.FirstOrDefault(one => one.Kind == kind);
        if (found is null)
        {
            throw item.Refuse($"'{text}' is no sensor; there are {string.Join(", ", SensorKind.All.Select(one => one.Kind))}");
        }

        if (hyphen < 0)
        {
            return new StationSensorKind(found, 0);
        }

        return found.IsAnalogue && text[(hyphen + 1)..] is ['1' or '2' or '3'] channel
            ? new StationSensorKind(found, channel[0] - '0')
            : throw item.Refuse($"'{text}' is no sensor: only noise, ph and conductivity have an input behind a hyphen, 1 to 3; without it they are on input 0");
    }
}
