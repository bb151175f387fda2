using System.Globalization;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>
/// Recorded measurements: a file with a header <c>station,time,&lt;name&gt;_&lt;unit&gt;…</c> and one row for each station and time. An
/// empty field is a reading that was not taken. Digits are kept as written: -0.40 stays −40 × 10⁻².
/// </summary>
public sealed class CsvReplay
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:sszzz";

    private static readonly Dictionary<string, string> Units = new()
    {
        ["ugm3"] = "ug/m3",
        ["c"] = "Cel",
        ["hpa"] = "hPa",
        ["mm"] = "mm",
        ["ms"] = "m/s",
        ["rh"] = "%RH",
        ["deg"] = "deg",
    };

    private CsvReplay(IReadOnlyList<CsvSeries> series, long firstUnixMs)
    {
        Series = series;
        FirstUnixMs = firstUnixMs;
    }

    /// <summary>One series a station, in the order of their first rows.</summary>
    public IReadOnlyList<CsvSeries> Series { get; }

    /// <summary>Earliest time of the file, Unix ms.</summary>
    public long FirstUnixMs { get; }

    /// <summary>Latest time of the rows taken, Unix ms.</summary>
    public long LastUnixMs => Series.Max(series => series.LastUnixMs);

    /// <summary>
    /// Reads a file; raises <see cref="InvalidDataException"/> naming file and line for the first thing that is wrong with it.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="hours">Takes only rows less than so many hours after the earliest; null for all.</param>
    public static CsvReplay Load(string path, int? hours = null) => Parse(path, File.ReadLines(path), hours);

    /// <summary>Reads the lines of a file as <see cref="Load"/> does; <paramref name="source"/> names it in errors.</summary>
    public static CsvReplay Parse(string source, IEnumerable<string> lines, int? hours = null)
    {
        Dictionary<string, CsvSeries> byStation = [];
        List<CsvSeries> series = [];
        Column[]? columns = null;
        int number = 0;
        foreach (string line in lines)
        {
            number++;
            try
            {
                string[] fields = line.TrimEnd('\r').Split(',');
                if (columns == null)
                {
                    columns = ParseHeader(fields);
                    continue;
                }

                AddRow(fields, columns, byStation, series);
            }
            catch (FormatException wrong)
            {
                throw new InvalidDataException($"{source}, line {number}: {wrong.Message}", wrong);
            }
        }

        if (series.Count == 0)
        {
            throw new InvalidDataException($"{source}: no rows; expected a header and at least one row");
        }

        long first = series.Min(one => one.FirstUnixMs);
        if (hours is int window)
        {
            long end = first + (window * 3_600_000L);
            series = [.. series.Select(one => one.Before(end)).Where(one => one.RowCount > 0)];
        }

        return series.Count > 0
            ? new CsvReplay(series, first)
            : throw new InvalidDataException($"{source}: no rows within {hours} hours of the first");
    }

    /// <summary>Parses a decimal number into its digits and power of ten, exactly; raises <see cref="FormatException"/>.</summary>
    internal static (long Mantissa, int Exponent) ParseDecimal(string text)
    {
        string digits = text.StartsWith('-') ? text[1..] : text;
        int point = digits.IndexOf('.', StringComparison.Ordinal);
        string all = point < 0 ? digits : digits.Remove(point, 1);
        bool valid = all.Length is > 0 and <= 18 && all.All(char.IsAsciiDigit) && point != 0 && point != digits.Length - 1;
        if (!valid)
        {
            throw new FormatException($"'{text}' is not a decimal number of at most 18 digits");
        }

        long mantissa = long.Parse(all, CultureInfo.InvariantCulture);
        return (digits == text ? mantissa : -mantissa, point < 0 ? 0 : point - digits.Length + 1);
    }

    private static Column[] ParseHeader(string[] fields)
    {
        if (fields.Length < 3 || fields[0] != "station" || fields[1] != "time")
        {
            throw new FormatException("the header must be station,time and at least one column <name>_<unit>");
        }

        if (fields.Length - 2 > SenmlPack.MaxReadings)
        {
            throw new FormatException($"more than {SenmlPack.MaxReadings} columns of readings");
        }

        Column[] columns = [.. fields.Skip(2).Select(ParseColumn)];
        return columns.DistinctBy(column => column.Name).Count() == columns.Length
            ? columns
            : throw new FormatException("two columns have the same name");
    }

    private static Column ParseColumn(string field)
    {
        int split = field.LastIndexOf('_');
        if (split < 1 || !Units.TryGetValue(field[(split + 1)..], out string? unit))
        {
            throw new FormatException($"column '{field}' does not end in a known unit: _{string.Join(", _", Units.Keys)}");
        }

        string name = field[..split];
        return name.Length <= SenmlPack.MaxNameLength && SenmlPack.IsValidName(name)
            ? new Column(name, unit)
            : throw new FormatException($"'{name}' is not a SenML name (RFC 8428 §4.5.1)");
    }

    private static void AddRow(string[] fields, Column[] columns, Dictionary<string, CsvSeries> byStation, List<CsvSeries> series)
    {
        if (fields.Length != columns.Length + 2)
        {
            throw new FormatException($"{fields.Length} fields instead of {columns.Length + 2}");
        }

        if (fields[0].Length == 0)
        {
            throw new FormatException("no station");
        }

        if (!DateTimeOffset.TryParseExact(fields[1], TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset time))
        {
            throw new FormatException($"'{fields[1]}' is not a time with offset such as 2017-02-01T00:00:00+08:00");
        }

        List<Reading> readings = [];
        for (int i = 0; i < columns.Length; i++)
        {
            if (fields[i + 2].Length > 0)
            {
                (long mantissa, int exponent) = ParseDecimal(fields[i + 2]);
                readings.Add(new Reading(columns[i].Name, columns[i].Unit, mantissa, exponent));
            }
        }

        if (!byStation.TryGetValue(fields[0], out CsvSeries? station))
        {
            station = new CsvSeries(fields[0]);
            byStation.Add(fields[0], station);
            series.Add(station);
        }

        station.Add(time.ToUnixTimeMilliseconds(), [.. readings]);
    }

    private sealed record Column(string Name, string Unit);
}
