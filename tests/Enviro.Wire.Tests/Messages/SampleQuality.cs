namespace Enviro.Wire.Tests;

/// <summary>What was found about readings, made the way a node makes it.</summary>
internal static class SampleQuality
{
    /// <summary>Two flagged readings, and two sensors that gave less than they have, named in the wrong order.</summary>
    internal static ReadingQuality Some()
    {
        ReadingQuality quality = new();
        quality.Flag(3, ReadingQuality.Stuck);
        quality.Flag(0, ReadingQuality.OutOfRange);
        quality.Flag(0, ReadingQuality.RateOfChange);
        quality.AddMissing("sps30");
        quality.AddMissing("ph-1");
        return quality;
    }

    /// <summary>Everything that can be found at once.</summary>
    internal static ReadingQuality Most()
    {
        ReadingQuality quality = new();
        for (int i = 0; i < SenmlPack.MaxReadings; i++)
        {
            quality.Flag(i, ReadingQuality.AllOfReading);
        }

        for (int i = 0; i < ReadingQuality.MaxMissing; i++)
        {
            quality.AddMissing("a-sensor-with-0" + i);
        }

        return quality;
    }

    /// <summary>A header whose every field takes as many bytes as it can.</summary>
    internal static ReadingHeader LargestHeader()
    {
        ReadingHeader header = SampleMessage.Header();
        header.IssuedAt = uint.MaxValue;
        header.Boot = ReadingHeader.MaxBoot;
        header.Sequence = uint.MaxValue;
        header.Flags = ReadingFlags.All;
        header.Quality = Most();
        return header;
    }

    internal static string[] MissingOf(ReadingQuality quality) => [.. Enumerable.Range(0, quality.MissingCount).Select(quality.MissingAt)];

    internal static uint[] FlagsOf(ReadingQuality quality) => [.. Enumerable.Range(0, SenmlPack.MaxReadings).Select(quality.FlagsOf)];
}
