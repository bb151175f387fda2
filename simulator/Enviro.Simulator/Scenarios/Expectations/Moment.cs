using System.Globalization;

namespace Enviro.Simulator;

/// <summary>Times and values as expectations and charts write them.</summary>
internal static class Moment
{
    private const double MinuteMs = 60_000;

    /// <summary>A time in UTC.</summary>
    internal static string Of(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A duration: minutes, or hours from two on, or days from four on.</summary>
    internal static string Span(double milliseconds)
    {
        double minutes = milliseconds / MinuteMs;
        return Math.Abs(minutes) switch
        {
            < 120 => string.Create(CultureInfo.InvariantCulture, $"{minutes:0.#} min"),
            < 5_760 => string.Create(CultureInfo.InvariantCulture, $"{minutes / 60:0.#} h"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{minutes / 1_440:0.#} d"),
        };
    }

    /// <summary>A value: four digits that count.</summary>
    internal static string Value(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}

/// <summary>A part of the scenario's time: from, to before.</summary>
internal readonly record struct Stretch(long FromMs, long ToMs)
{
    internal bool Has(long unixMs) => unixMs >= FromMs && unixMs < ToMs;

    /// <inheritdoc/>
    public override string ToString() => $"{Moment.Of(FromMs)} to {Moment.Of(ToMs)}";
}
