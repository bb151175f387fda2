using OxyPlot;
using OxyPlot.Series;

namespace Enviro.Simulator;

/// <summary>What came of each station's messages, a lane for each: in time, late, flagged, or none at all.</summary>
internal sealed class ChartLanes
{
    private const double BarThickness = 7;
    private const double HoleThickness = 1.6;
    private const double HoleAfterIntervals = 1.5;

    private readonly LineSeries _inTime = NewBar("in time", ChartStyle.InTime, BarThickness);
    private readonly LineSeries _late = NewBar("sent late", ChartStyle.Late, BarThickness);
    private readonly LineSeries _flagged = NewBar("flagged", ChartStyle.Flagged, BarThickness);
    private readonly LineSeries _hole = NewBar("no reading", OxyColors.Black, HoleThickness);

    /// <summary>Adds a station's lane.</summary>
    /// <param name="lane">Its place, from the top.</param>
    /// <param name="station">The station.</param>
    /// <param name="messages">Its messages in order of their time.</param>
    /// <param name="isFlagged">Whether a message is flagged for what the chart shows.</param>
    /// <param name="whole">The chart's time.</param>
    internal void Add(int lane, Station station, IReadOnlyList<LedgerMessage> messages, Func<LedgerMessage, bool> isFlagged, Stretch whole)
    {
        long intervalMs = station.IntervalS * 1_000L;
        long covered = whole.FromMs;
        foreach (LedgerMessage message in messages)
        {
            if (IsHole(covered, message.MeasuredMs, station))
            {
                Draw(_hole, lane, covered, message.MeasuredMs);
            }

            covered = Math.Min(message.MeasuredMs + intervalMs, whole.ToMs);
            Draw(isFlagged(message) ? _flagged : message.IsLate ? _late : _inTime, lane, message.MeasuredMs, covered);
        }

        if (IsHole(covered, whole.ToMs, station))
        {
            Draw(_hole, lane, covered, whole.ToMs);
        }
    }

    /// <summary>Puts what there is into a chart, what is rare on top.</summary>
    internal void AddTo(PlotModel model)
    {
        foreach (LineSeries series in new[] { _inTime, _late, _flagged, _hole }.Where(series => series.Points.Count > 0))
        {
            model.Series.Add(series);
        }
    }

    /// <summary>Whether so much time without a message is a hole: covered is until when the last one holds.</summary>
    private static bool IsHole(long covered, long next, Station station) => next - covered > (HoleAfterIntervals - 1) * station.IntervalS * 1_000;

    private static void Draw(LineSeries series, int lane, long fromMs, long toMs)
    {
        double from = ChartStyle.ToAxis(fromMs);
        DataPoint end = new(ChartStyle.ToAxis(toMs), lane);
        int last = series.Points.Count - 2;

        // One bar for neighbours: the file stays small.
        if (last >= 0 && series.Points[last].Y.Equals(lane) && Math.Abs(series.Points[last].X - from) < 1e-7)
        {
            series.Points[last] = end;
            return;
        }

        series.Points.Add(new DataPoint(from, lane));
        series.Points.Add(end);
        series.Points.Add(DataPoint.Undefined);
    }

    private static LineSeries NewBar(string title, OxyColor colour, double thickness) => new()
    {
        Title = title,
        YAxisKey = ChartStyle.LaneAxis,
        Color = colour,
        StrokeThickness = thickness,
        LineJoin = LineJoin.Miter,
    };
}
