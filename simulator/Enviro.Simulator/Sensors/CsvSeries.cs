using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>What one station measured, row by row in ascending time.</summary>
public sealed class CsvSeries
{
    private readonly List<long> _times = [];
    private readonly List<Reading[]> _rows = [];

    internal CsvSeries(string station)
    {
        Station = station;
    }

    /// <summary>Name of the station.</summary>
    public string Station { get; }

    /// <summary>Number of rows, those without a measured field included.</summary>
    public int RowCount => _rows.Count;

    /// <summary>Number of rows with at least one measured field: the messages a node makes of them.</summary>
    public int MeasuredRowCount => _rows.Count(row => row.Length > 0);

    /// <summary>Time of the first row, Unix ms.</summary>
    public long FirstUnixMs => _times[0];

    /// <summary>Time of the last row, Unix ms.</summary>
    public long LastUnixMs => _times[^1];

    /// <summary>
    /// Smallest time between two rows in ms, an hour when there is one row only. A node replays each row once when this is its interval.
    /// </summary>
    public long StepMs { get; private set; } = 3_600_000;

    /// <summary>Most readings in one row.</summary>
    public int MaxReadings => _rows.Max(row => row.Length);

    /// <summary>Names and units of its readings, in the order in which they first come.</summary>
    internal IEnumerable<(string Quantity, string Unit)> Quantities => _rows.SelectMany(row => row).Select(reading => (reading.Name, reading.Unit)).Distinct();

    internal void Add(long unixMs, Reading[] readings)
    {
        if (_times.Count > 0)
        {
            long step = unixMs - _times[^1];
            if (step <= 0)
            {
                throw new FormatException($"station {Station} has a row of this time or a later one already");
            }

            StepMs = _times.Count == 1 ? step : Math.Min(StepMs, step);
        }

        _times.Add(unixMs);
        _rows.Add(readings);
    }

    internal CsvSeries Before(long endUnixMs)
    {
        CsvSeries part = new(Station);
        for (int i = 0; i < _times.Count && _times[i] < endUnixMs; i++)
        {
            part.Add(_times[i], _rows[i]);
        }

        part.StepMs = StepMs;
        return part;
    }

    /// <summary>Gives the row that holds at a time, from its own time on for one step; empty when there is none.</summary>
    internal Reading[] RowAt(long unixMs)
    {
        int index = _times.BinarySearch(unixMs);
        index = index >= 0 ? index : ~index - 1;
        return index >= 0 && unixMs - _times[index] < StepMs ? _rows[index] : [];
    }
}
