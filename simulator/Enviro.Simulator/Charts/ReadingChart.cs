using System.Globalization;
using System.Text;
using Enviro.Wire;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Enviro.Simulator;

/// <summary>One quantity of a scenario over time, a line for each station as the ledger has it, and below what came of each station's messages.</summary>
internal sealed class ReadingChart
{
    /// <summary>A quantity of its own: how late each message came.</summary>
    internal const string Delay = "delay";

    private const double Width = 1_000;
    private const double Height = 560;
    private const double LeastMargin = 62;
    private const double LetterWidth = 7;
    private const double HoleAfterIntervals = 1.5;
    private const double HourMs = 3_600_000;
    private const int NamedHoleIntervals = 6;

    private readonly ScenarioOutcome _outcome;
    private readonly string _quantity;
    private readonly string _unit;
    private readonly IReadOnlyList<Station> _stations;
    private readonly Stretch _whole;

    private ReadingChart(ScenarioOutcome outcome, string quantity)
    {
        _outcome = outcome;
        _quantity = quantity;
        _whole = new Stretch(outcome.Scenario.StartMs, outcome.Scenario.EndMs);
        _stations = [.. outcome.Scenario.Stations.Where(station => quantity == Delay || station.Quantities.Any(one => one.Quantity == quantity))];
        _unit = quantity == Delay ? "h" : _stations[0].Quantities.First(one => one.Quantity == quantity).Unit;
    }

    /// <summary>Draws the quantities a scenario names, or all, into files <c>scenario-quantity.svg</c>; returns their paths.</summary>
    internal static IReadOnlyList<string> WriteAll(ScenarioOutcome outcome, DirectoryInfo folder)
    {
        folder.Create();
        List<string> paths = [];
        IEnumerable<string> quantities = outcome.Scenario.Charts.Count > 0
            ? outcome.Scenario.Charts
            : outcome.Scenario.Stations.SelectMany(station => station.Quantities).Select(one => one.Quantity).Distinct();
        foreach (string quantity in quantities)
        {
            string path = Path.Combine(folder.FullName, $"{outcome.Scenario.Name}-{string.Concat(quantity.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'))}.svg");
            File.WriteAllText(path, ToSvg(outcome, quantity));
            paths.Add(path);
        }

        return paths;
    }

    /// <summary>Draws one quantity.</summary>
    internal static string ToSvg(ScenarioOutcome outcome, string quantity)
    {
        PlotModel model = new ReadingChart(outcome, quantity).Draw();
        using MemoryStream buffer = new();
        SvgExporter exporter = new() { Width = Width, Height = Height, UseVerticalTextAlignmentWorkaround = true, TextMeasurer = new WideText(Width, Height) };
        exporter.Export(model, buffer);
        return Encoding.UTF8.GetString(buffer.ToArray()).TrimEnd() + "\n";
    }

    private PlotModel Draw()
    {
        PlotModel model = ChartStyle.NewModel(
            $"{_outcome.Scenario.Name}: {(_quantity == Delay ? "how late each message came" : _quantity)}",
            string.Create(CultureInfo.InvariantCulture, $"as the ledger has it; seed {_outcome.Seed}"));

        // Names of stations are longer than numbers of values: the margin is theirs.
        model.PlotMargins = new OxyThickness(Math.Max(LeastMargin, LetterWidth * _stations.Max(station => station.Name.Length)), double.NaN, double.NaN, double.NaN);
        (double least, double most) = Range();
        model.Axes.Add(ChartStyle.TimeAxis(_whole.FromMs, _whole.ToMs));
        LinearAxis values = ChartStyle.NewValueAxis(_quantity == Delay ? "delay, h" : $"{_quantity}, {ChartStyle.Pretty(_unit)}", least, most);
        model.Axes.Add(values);
        model.Axes.Add(ChartStyle.NewLaneAxis(_stations));
        if (_quantity != Delay)
        {
            AddMarks(model);
        }

        ScatterSeries flagged = NewFlagged();
        ChartLanes lanes = new();
        for (int i = 0; i < _stations.Count; i++)
        {
            AddStation(model, _stations[i], flagged, values);
            lanes.Add(i, _stations[i], _outcome.Readings.Of(_stations[i]), IsFlagged, _whole);
        }

        AddLimits(model);
        if (flagged.Points.Count > 0)
        {
            model.Series.Add(flagged);
        }

        lanes.AddTo(model);
        return model;
    }

    /// <summary>What the world did and the chart's reader must know: shaded behind the lines.</summary>
    private void AddMarks(PlotModel model)
    {
        bool isFirst = true;
        foreach ((Stretch stretch, string what) in _outcome.Scenario.World.Marks(_whole))
        {
            model.Annotations.Add(new RectangleAnnotation
            {
                MinimumX = ChartStyle.ToAxis(Math.Max(stretch.FromMs, _whole.FromMs)),
                MaximumX = ChartStyle.ToAxis(Math.Min(stretch.ToMs, _whole.ToMs)),
                YAxisKey = ChartStyle.ValueAxis,
                Fill = ChartStyle.Shade,
                Layer = AnnotationLayer.BelowAxes,
                Text = isFirst ? what : null,
                TextHorizontalAlignment = HorizontalAlignment.Left,
                TextVerticalAlignment = VerticalAlignment.Top,
                TextPosition = new DataPoint(ChartStyle.ToAxis(stretch.FromMs), model.Axes[1].Maximum - ((model.Axes[1].Maximum - model.Axes[1].Minimum) * 0.04)),
                TextColor = OxyColor.FromRgb(0x66, 0x6B, 0x72),
                FontSize = 10,
            });
            isFirst = false;
        }
    }

    private void AddStation(PlotModel model, Station station, ScatterSeries flagged, LinearAxis values)
    {
        (OxyColor colour, LineStyle style) = ChartStyle.Of(station);
        LineSeries line = new() { Title = station.Name, Color = colour, LineStyle = style, StrokeThickness = 1.4, YAxisKey = ChartStyle.ValueAxis };
        double edge = (values.Maximum - values.Minimum) * 0.015;
        long before = long.MinValue;
        foreach (LedgerReading reading in SeriesOf(station))
        {
            if (before != long.MinValue && reading.TimeMs - before > HoleAfterIntervals * station.IntervalS * 1_000)
            {
                line.Points.Add(DataPoint.Undefined);
                AddHole(model, station, before, reading.TimeMs);
            }

            before = reading.TimeMs;
            DataPoint point = new(ChartStyle.ToAxis(reading.TimeMs), reading.Value);
            line.Points.Add(point);
            if (reading.Quality != 0)
            {
                // One beyond the axis is shown at its edge.
                flagged.Points.Add(new ScatterPoint(point.X, Math.Clamp(point.Y, values.Minimum + edge, values.Maximum - edge)));
            }
        }

        model.Series.Add(line);
    }

    /// <summary>A hole in the colour of its station, where it is long enough to be read about.</summary>
    private static void AddHole(PlotModel model, Station station, long fromMs, long toMs)
    {
        if (toMs - fromMs < NamedHoleIntervals * station.IntervalS * 1_000L)
        {
            return;
        }

        OxyColor colour = ChartStyle.Of(station).Colour;
        model.Annotations.Add(new RectangleAnnotation
        {
            MinimumX = ChartStyle.ToAxis(fromMs),
            MaximumX = ChartStyle.ToAxis(toMs),
            YAxisKey = ChartStyle.ValueAxis,
            Fill = OxyColor.FromAColor(0x1C, colour),
            Layer = AnnotationLayer.BelowSeries,
            Text = $"{station.Name}: no reading",
            TextVerticalAlignment = VerticalAlignment.Top,
            TextPosition = new DataPoint(ChartStyle.ToAxis((fromMs + toMs) / 2), model.Axes[1].Maximum),
            TextColor = colour,
            FontSize = 10,
        });
    }

    /// <summary>Limits that the scenario expects peaks to be above or below of, each over its stretch of time.</summary>
    private void AddLimits(PlotModel model)
    {
        foreach (PeakExpectation peak in _outcome.Scenario.Expectations.OfType<PeakExpectation>().Where(peak => peak.Quantity == _quantity))
        {
            OxyColor colour = peak.Stations.Count == 1 ? ChartStyle.Of(peak.Stations[0]).Colour : OxyColor.FromRgb(0x77, 0x7B, 0x80);
            foreach (double limit in new[] { peak.Above, peak.Below }.OfType<double>())
            {
                LineSeries line = new() { Color = colour, LineStyle = LineStyle.Dash, StrokeThickness = 1, YAxisKey = ChartStyle.ValueAxis };
                foreach (Stretch stretch in peak.StretchesOf(_outcome.Scenario))
                {
                    line.Points.Add(new DataPoint(ChartStyle.ToAxis(stretch.FromMs), limit));
                    line.Points.Add(new DataPoint(ChartStyle.ToAxis(stretch.ToMs), limit));
                    line.Points.Add(DataPoint.Undefined);
                }

                model.Series.Add(line);
            }
        }
    }

    private IReadOnlyList<LedgerReading> SeriesOf(Station station) => _quantity == Delay
        ? [.. _outcome.Readings.Of(station).Select(message => new LedgerReading(message.MeasuredMs, message.DelayMs / HourMs, 0))]
        : _outcome.Readings.Of(station, _quantity);

    private bool IsFlagged(LedgerMessage message)
    {
        for (int i = 0; i < message.Readings.Count; i++)
        {
            if (message.Readings[i].Name == _quantity && message.Header.Quality is { } quality && quality.FlagsOf(i) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Least and greatest value that nothing is wrong with by the checks, or that is stuck: a wild one must not flatten all others.</summary>
    private (double Least, double Most) Range()
    {
        double[] values = [.. _stations.SelectMany(SeriesOf).Where(reading => (reading.Quality & (ReadingQuality.OutOfRange | ReadingQuality.RateOfChange)) == 0).Select(reading => reading.Value)];
        return values.Length == 0 ? (0, 1) : (values.Min(), values.Max());
    }

    private static ScatterSeries NewFlagged() => new()
    {
        Title = "flagged value",
        MarkerType = MarkerType.Cross,
        MarkerSize = 3.5,
        MarkerStroke = ChartStyle.Flagged,
        MarkerStrokeThickness = 1.3,
        YAxisKey = ChartStyle.ValueAxis,
    };
}
