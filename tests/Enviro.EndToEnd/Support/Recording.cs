using System.Globalization;

namespace Enviro.EndToEnd;

/// <summary>One measured value as text: what went in and what came out are compared letter by letter.</summary>
internal readonly record struct Measured(string Station, string Time, string Name, string Unit, string Value);

/// <summary>Recorded measurements as the demo replays them, read here without the product's own reader.</summary>
internal static class Recording
{
    internal const int SmallStations = 3;
    internal const int SmallHours = 6;

    /// <summary>Row in which a station measured nothing at all.</summary>
    private const string EmptyRow = "Changping,2017-02-01T03:00:00+08:00,,,,,";

    private static readonly Dictionary<string, string> Units = new()
    {
        ["ugm3"] = "ug/m3",
        ["c"] = "Cel",
        ["hpa"] = "hPa",
        ["mm"] = "mm",
        ["ms"] = "m/s",
    };

    /// <summary>The recorded month beside the repository, where it is there.</summary>
    internal static string? FindMonth()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "shared", "data", "beijing-air-2017-02.csv");
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    /// <summary>Three stations and six hours with what a reader may get wrong: holes, an empty row, negative values, zeros at the end.</summary>
    internal static void WriteSmall(string path) => File.WriteAllText(path, $"""
        station,time,pm25_ugm3,temp_c,pressure_hpa,rain_mm,wind_ms
        Aotizhongxin,2017-02-01T00:00:00+08:00,5,-0.40,1029.4,0,2.3
        Aotizhongxin,2017-02-01T01:00:00+08:00,,-0.4,1030.10,0.0,
        Aotizhongxin,2017-02-01T02:00:00+08:00,7,-1.900,,0.00,1.5
        Aotizhongxin,2017-02-01T03:00:00+08:00,120,0.0,1031.6,,1.8
        Aotizhongxin,2017-02-01T04:00:00+08:00,6.0,,,,
        Aotizhongxin,2017-02-01T05:00:00+08:00,0,-22.5,999.9,12.35,0.05
        Changping,2017-02-01T00:00:00+08:00,3,1.0,1028,0,10
        Changping,2017-02-01T01:00:00+08:00,3,1.00,1028.0,0,10.0
        Changping,2017-02-01T02:00:00+08:00,,,1028.00,,
        {EmptyRow}
        Changping,2017-02-01T04:00:00+08:00,100,-10,1000,100,100
        Changping,2017-02-01T05:00:00+08:00,999,-0.05,1100.5,0.1,0.10
        Dingling,2017-02-01T00:00:00+08:00,12,-3.7,1027.25,0,4.4
        Dingling,2017-02-01T01:00:00+08:00,12,-3.7,1027.25,0,4.4
        Dingling,2017-02-01T02:00:00+08:00,14,-3.70,1027.3,0,4.40
        Dingling,2017-02-01T03:00:00+08:00,,-4,,0,
        Dingling,2017-02-01T04:00:00+08:00,16.125,-4.0,1027.5,0,3.9
        Dingling,2017-02-01T05:00:00+08:00,17,,1027.75,0.2,3

        """);

    /// <summary>Every value of the first <paramref name="stations"/> stations in the first <paramref name="hours"/> hours.</summary>
    internal static HashSet<Measured> Read(string path, int stations, int hours)
    {
        string[][] rows = [.. File.ReadAllLines(path).Where(line => line.Length > 0).Select(line => line.Split(','))];
        string[] columns = rows[0];
        string[][] values = rows[1..];
        HashSet<string> taken = [.. values.Select(row => row[0]).Distinct().Take(stations)];
        DateTimeOffset end = values.Min(row => TimeOf(row[1])).AddHours(hours);
        HashSet<Measured> measured = [];
        foreach (string[] row in values.Where(row => taken.Contains(row[0]) && TimeOf(row[1]) < end))
        {
            for (int i = 2; i < row.Length; i++)
            {
                if (row[i].Length > 0)
                {
                    string[] column = columns[i].Split('_');
                    string time = TimeOf(row[1]).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
                    Assert.True(measured.Add(new Measured(row[0], time, column[0], Units[column[1]], row[i])));
                }
            }
        }

        return measured;
    }

    private static DateTimeOffset TimeOf(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
