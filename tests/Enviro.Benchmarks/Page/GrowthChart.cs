using System.Globalization;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace Enviro.Benchmarks;

/// <summary>A chart of how something grows with something else, both axes logarithmic: tenfold is the same distance everywhere, and a slope is a power.</summary>
internal sealed class GrowthChart
{
    private const int Width = 760;
    private const int Height = 420;

    // Told apart by people who see colours differently (Okabe and Ito), and by their marks.
    private static readonly (OxyColor Colour, MarkerType Mark)[] s_styles =
    [
        (OxyColor.FromRgb(0x00, 0x72, 0xB2), MarkerType.Circle),
        (OxyColor.FromRgb(0xD5, 0x5E, 0x00), MarkerType.Square),
        (OxyColor.FromRgb(0x00, 0x9E, 0x73), MarkerType.Triangle),
    ];

    private readonly string _across;
    private readonly string _up;
    private readonly List<(string Name, List<DataPoint> Points)> _lines = [];

    /// <param name="title">What is shown.</param>
    /// <param name="across">What grows, with its unit.</param>
    /// <param name="up">What is measured, with its unit.</param>
    internal GrowthChart(string title, string across, string up)
    {
        Title = title;
        _across = across;
        _up = up;
    }

    internal string Title { get; }

    /// <summary>Adds a line; points without a value are left out.</summary>
    internal GrowthChart Add(string name, IEnumerable<(double Across, double? Up)> points)
    {
        _lines.Add((name, [.. points.Where(point => point.Up > 0).Select(point => new DataPoint(point.Across, point.Up!.Value))]));
        return this;
    }

    /// <summary>The chart as an SVG file.</summary>
    internal string ToSvg()
    {
        PlotModel model = new()
        {
            Title = Title,
            TitleFontSize = 15,
            TitleFontWeight = FontWeights.Bold,
            DefaultFont = "Arial, Helvetica, 'DejaVu Sans', sans-serif",
            DefaultFontSize = 12,
            Background = OxyColors.White,
            PlotAreaBorderColor = OxyColors.Gray,
            Padding = new OxyThickness(8, 8, 28, 8),
        };
        DataPoint[] all = [.. _lines.SelectMany(line => line.Points)];
        model.Axes.Add(AxisAcross(_across, all.Select(point => point.X)));
        model.Axes.Add(AxisUp(_up, all.Select(point => point.Y)));
        model.Legends.Add(new Legend
        {
            LegendPosition = LegendPosition.BottomCenter,
            LegendPlacement = LegendPlacement.Outside,
            LegendOrientation = LegendOrientation.Horizontal,
            LegendBorderThickness = 0,
            LegendItemSpacing = 24,
        });
        for (int i = 0; i < _lines.Count; i++)
        {
            (OxyColor colour, MarkerType mark) = s_styles[i];
            LineSeries series = new() { Title = _lines[i].Name, Color = colour, StrokeThickness = 2, MarkerType = mark, MarkerSize = 4.5, MarkerFill = colour };
            series.Points.AddRange(_lines[i].Points);
            model.Series.Add(series);
        }

        // The workaround: not every viewer of SVG knows dominant-baseline.
        SvgExporter exporter = new() { Width = Width, Height = Height, IsDocument = true, UseVerticalTextAlignmentWorkaround = true, TextMeasurer = new WideTextMeasurer() };
        return exporter.ExportToString(model).ReplaceLineEndings("\n");
    }

    /// <summary>An axis as far as the points go and a little further, with a line and a label at each power of ten.</summary>
    private static LogarithmicAxis AxisAcross(string title, IEnumerable<double> values)
    {
        double[] ends = [values.Min(), values.Max()];
        LogarithmicAxis axis = Axis(AxisPosition.Bottom, title, ends[0] / 1.5, ends[1] * 1.5);
        axis.MajorGridlineStyle = LineStyle.None;
        axis.MinorGridlineStyle = LineStyle.None;
        axis.TickStyle = TickStyle.None;
        axis.ExtraGridlines = [.. Enumerable.Range((int)Math.Ceiling(Math.Log10(axis.Minimum)), 12).Select(power => Math.Pow(10, power)).Where(at => at <= axis.Maximum)];
        axis.ExtraGridlineColor = axis.MajorGridlineColor;
        axis.LabelFormatter = value => Math.Abs(Math.Log10(value) - Math.Round(Math.Log10(value))) < 1e-6 ? LabelOf(value) : "";
        return axis;
    }

    /// <summary>An axis over whole powers of ten.</summary>
    private static LogarithmicAxis AxisUp(string title, IEnumerable<double> values) =>
        Axis(AxisPosition.Left, title, Math.Pow(10, Math.Floor(Math.Log10(values.Min()))), Math.Pow(10, Math.Ceiling(Math.Log10(values.Max() * 1.01))));

    private static LogarithmicAxis Axis(AxisPosition position, string title, double least, double most) => new()
    {
        Position = position,
        Title = title,
        AxisTitleDistance = 10,
        Minimum = least,
        Maximum = most,
        MajorGridlineStyle = LineStyle.Solid,
        MajorGridlineColor = OxyColor.FromRgb(0xD0, 0xD0, 0xD0),
        MinorGridlineStyle = LineStyle.Solid,
        MinorGridlineColor = OxyColor.FromRgb(0xF0, 0xF0, 0xF0),
        MinorTickSize = 0,
        LabelFormatter = LabelOf,
    };

    private static string LabelOf(double value) => value.ToString(value >= 1 ? "#,0" : "0.#####", CultureInfo.InvariantCulture);
}
