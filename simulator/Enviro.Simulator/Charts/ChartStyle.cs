using System.Globalization;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;

namespace Enviro.Simulator;

/// <summary>How charts look: colours that people with any colour vision can tell apart (Okabe and Ito 2008), axes with units and dates.</summary>
internal static class ChartStyle
{
    /// <summary>Key of the axis of values.</summary>
    internal const string ValueAxis = "value";

    /// <summary>Key of the axis of lanes, one for each station.</summary>
    internal const string LaneAxis = "lanes";

    /// <summary>Where lanes end and values begin, as a share of the height.</summary>
    private const double LanesEnd = 0.24;
    private const double ValuesBegin = 0.29;
    private const double DayMs = 86_400_000;

    /// <summary>What is flagged.</summary>
    internal static readonly OxyColor Flagged = OxyColor.FromRgb(0xC0, 0x00, 0x20);

    /// <summary>What came late.</summary>
    internal static readonly OxyColor Late = OxyColor.FromRgb(0xE6, 0x9F, 0x00);

    /// <summary>What came in time.</summary>
    internal static readonly OxyColor InTime = OxyColor.FromRgb(0xC4, 0xCB, 0xD2);

    /// <summary>What the world does.</summary>
    internal static readonly OxyColor Shade = OxyColor.FromRgb(0xF0, 0xF1, 0xF3);

    /// <summary>Lines that help the eye.</summary>
    internal static readonly OxyColor Faint = OxyColor.FromRgb(0xE2, 0xE4, 0xE7);

    private static readonly OxyColor[] Colours =
    [
        OxyColor.FromRgb(0x00, 0x72, 0xB2), OxyColor.FromRgb(0xD5, 0x5E, 0x00), OxyColor.FromRgb(0x00, 0x9E, 0x73),
        OxyColor.FromRgb(0xCC, 0x79, 0xA7), OxyColor.FromRgb(0x33, 0x33, 0x33), OxyColor.FromRgb(0x56, 0xB4, 0xE9),
    ];

    /// <summary>A station's colour and line; from the seventh on the colours come again, dashed.</summary>
    internal static (OxyColor Colour, LineStyle Line) Of(Station station) =>
        (Colours[station.Index % Colours.Length], station.Index < Colours.Length ? LineStyle.Solid : LineStyle.Dash);

    /// <summary>An empty chart.</summary>
    internal static PlotModel NewModel(string title, string subtitle)
    {
        PlotModel model = new()
        {
            Title = title,
            Subtitle = subtitle,
            Culture = CultureInfo.InvariantCulture,
            DefaultFont = "Arial",
            TitleFontSize = 15,
            SubtitleFontSize = 11,
            Background = OxyColors.White,
            PlotAreaBorderColor = OxyColor.FromRgb(0x88, 0x8C, 0x92),
            Padding = new OxyThickness(8, 8, 16, 8),
        };
        model.Legends.Add(new Legend
        {
            LegendPlacement = LegendPlacement.Outside,
            LegendPosition = LegendPosition.BottomCenter,
            LegendOrientation = LegendOrientation.Horizontal,
            LegendFontSize = 11,
            LegendItemSpacing = 22,
            LegendSymbolLength = 20,
        });
        return model;
    }

    /// <summary>Time along the bottom: hours of days, or days of a month.</summary>
    internal static Axis TimeAxis(long startMs, long endMs)
    {
        double days = (endMs - startMs) / DayMs;
        double step = days switch { <= 1 => 1 / 8.0, <= 2 => 0.25, <= 4 => 0.5, <= 14 => 1, _ => 3 };
        return new DateTimeAxis
        {
            Position = AxisPosition.Bottom,
            Minimum = ToAxis(startMs),
            Maximum = ToAxis(endMs),
            MajorStep = step,
            IntervalType = DateTimeIntervalType.Manual,
            MinorTickSize = 0,
            MajorGridlineStyle = LineStyle.Solid,
            MajorGridlineColor = Faint,
            FontSize = 11,
            LabelFormatter = Label,
            Title = $"{DateTimeOffset.FromUnixTimeMilliseconds(startMs).Year}, UTC",
        };
    }

    /// <summary>Values along the left, above the lanes.</summary>
    internal static LinearAxis NewValueAxis(string title, double least, double most)
    {
        double margin = Math.Max((most - least) * 0.06, 1e-6);
        return new LinearAxis
        {
            Key = ValueAxis,
            Position = AxisPosition.Left,
            StartPosition = ValuesBegin,
            EndPosition = 1,
            Minimum = least >= 0 && least < (most - least) * 0.3 ? 0 : least - margin,
            Maximum = most + margin,
            MajorGridlineStyle = LineStyle.Solid,
            MajorGridlineColor = Faint,
            MinorTickSize = 0,
            FontSize = 11,
            Title = title,
            AxisTitleDistance = 14,
        };
    }

    /// <summary>One lane for each station, the first on top.</summary>
    internal static LinearAxis NewLaneAxis(IReadOnlyList<Station> stations) => new()
    {
        Key = LaneAxis,
        Position = AxisPosition.Left,
        StartPosition = LanesEnd,
        EndPosition = 0,
        Minimum = -0.6,
        Maximum = stations.Count - 0.4,
        MajorStep = 1,
        MinorTickSize = 0,
        TickStyle = TickStyle.None,
        FontSize = 11,
        LabelFormatter = place => place >= 0 && place < stations.Count && Math.Abs(place - Math.Round(place)) < 1e-6 ? stations[(int)Math.Round(place)].Name : "",
    };

    /// <summary>A time as the axis has it.</summary>
    internal static double ToAxis(long unixMs) => DateTimeAxis.ToDouble(DateTimeOffset.FromUnixTimeMilliseconds(unixMs).UtcDateTime);

    /// <summary>A unit as people write it.</summary>
    internal static string Pretty(string unit) => unit switch
    {
        "ug/m3" => "µg/m³",
        "Cel" => "°C",
        "%RH" => "% RH",
        "pH" => "pH",
        _ => unit,
    };

    private static string Label(double value)
    {
        // A step of a third of a day is no binary fraction: midnight may be a hair before.
        DateTime time = DateTimeAxis.ToDateTime(value, TimeSpan.FromMinutes(1));
        return time.TimeOfDay == TimeSpan.Zero ? time.ToString("d MMM", CultureInfo.InvariantCulture) : time.ToString("HH:mm", CultureInfo.InvariantCulture);
    }
}
