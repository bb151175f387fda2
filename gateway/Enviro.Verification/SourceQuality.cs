using Enviro.Wire;

namespace Enviro.Verification;

/// <summary>What the nodes' own checks found, over all reading messages that were counted. A flagged reading is signed and kept like any other.</summary>
public sealed class SourceQuality
{
    /// <summary>Readings with a flag, of whatever kind.</summary>
    public long FlaggedReadings { get; private set; }

    /// <summary>Readings outside what their sensor can measure.</summary>
    public long OutOfRange { get; private set; }

    /// <summary>Readings that changed faster than what is measured can change.</summary>
    public long RateOfChange { get; private set; }

    /// <summary>Readings that were the same for longer than noise allows.</summary>
    public long Stuck { get; private set; }

    /// <summary>How often a sensor gave less than it has; several of one message count each.</summary>
    public long MissingSensors { get; private set; }

    internal void Add(ReadingQuality? quality)
    {
        if (quality is null)
        {
            return;
        }

        FlaggedReadings += quality.FlaggedCount;
        MissingSensors += quality.MissingCount;
        for (int i = 0; i < SenmlPack.MaxReadings; i++)
        {
            uint flags = quality.FlagsOf(i);
            OutOfRange += (flags & ReadingQuality.OutOfRange) != 0 ? 1 : 0;
            RateOfChange += (flags & ReadingQuality.RateOfChange) != 0 ? 1 : 0;
            Stuck += (flags & ReadingQuality.Stuck) != 0 ? 1 : 0;
        }
    }
}
