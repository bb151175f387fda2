using System.Text.Json;
using Enviro.Verification;
using Enviro.Wire;
using Spectre.Console;

namespace Enviro.Cli;

/// <summary>What a node's checks at the source found, for people and for scripts; nothing is written where they found nothing.</summary>
internal static class QualityView
{
    private static readonly (uint Flag, string Words, string Name)[] Flags =
    [
        (ReadingQuality.OutOfRange, "out of range", "outOfRange"),
        (ReadingQuality.RateOfChange, "changed too fast", "rateOfChange"),
        (ReadingQuality.Stuck, "stuck", "stuck"),
    ];

    /// <summary>The flags of one reading in words, behind its value; empty where it has none.</summary>
    internal static string Describe(ReadingQuality? quality, int index) =>
        quality is null || quality.FlagsOf(index) == 0
            ? ""
            : $"   flagged {string.Join(", ", from flag in Flags where (quality.FlagsOf(index) & flag.Flag) != 0 select flag.Words)}";

    /// <summary>The line that names the sensors that gave less than they have.</summary>
    internal static void WriteMissing(IAnsiConsole console, ReadingQuality? quality)
    {
        if (quality is { MissingCount: > 0 })
        {
            console.MarkupLineInterpolated($"   missing sensors: {string.Join(", ", MissingOf(quality))}");
        }
    }

    internal static void WriteMissing(Utf8JsonWriter writer, ReadingQuality? quality)
    {
        if (quality is { MissingCount: > 0 })
        {
            WriteArray(writer, "missingSensors", MissingOf(quality));
        }
    }

    internal static void WriteFlags(Utf8JsonWriter writer, ReadingQuality? quality, int index)
    {
        if (quality is not null && quality.FlagsOf(index) != 0)
        {
            WriteArray(writer, "quality", from flag in Flags where (quality.FlagsOf(index) & flag.Flag) != 0 select flag.Name);
        }
    }

    /// <summary>The lines of a verdict that count them.</summary>
    internal static void Write(IAnsiConsole console, SourceQuality quality)
    {
        if (quality.FlaggedReadings > 0)
        {
            console.MarkupLineInterpolated(
                $"{quality.FlaggedReadings} readings flagged at the source: {quality.OutOfRange} out of range, {quality.RateOfChange} changed too fast, {quality.Stuck} stuck");
        }

        if (quality.MissingSensors > 0)
        {
            console.MarkupLineInterpolated($"{quality.MissingSensors} times a sensor gave less than it has");
        }
    }

    internal static void Write(Utf8JsonWriter writer, SourceQuality quality)
    {
        writer.WriteStartObject("quality");
        writer.WriteNumber("flaggedReadings", quality.FlaggedReadings);
        writer.WriteNumber("outOfRange", quality.OutOfRange);
        writer.WriteNumber("rateOfChange", quality.RateOfChange);
        writer.WriteNumber("stuck", quality.Stuck);
        writer.WriteNumber("missingSensors", quality.MissingSensors);
        writer.WriteEndObject();
    }

    private static IEnumerable<string> MissingOf(ReadingQuality quality) => Enumerable.Range(0, quality.MissingCount).Select(quality.MissingAt);

    private static void WriteArray(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
