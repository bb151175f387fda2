namespace Enviro.Node;

/// <summary>What happened since the agent was created, by reason: nothing is lost, refused or ignored without a count here.</summary>
public sealed class NodeCounters
{
    /// <summary>Results counted one by one; a higher one is counted in the last.</summary>
    public const int MaxResult = 31;

    private readonly uint[] _refusedByResult = new uint[MaxResult + 1];

    /// <summary>Messages signed and stored.</summary>
    public uint Stored { get; internal set; }

    /// <summary>Reading messages handed to the link, repetitions included.</summary>
    public uint Published { get; internal set; }

    /// <summary>Messages handed to the link again because no acknowledgement came.</summary>
    public uint Resent { get; internal set; }

    /// <summary>Messages the link would not take.</summary>
    public uint PublishFailures { get; internal set; }

    /// <summary>Messages forgotten because the gateway keeps them.</summary>
    public uint Acknowledged { get; internal set; }

    /// <summary>Messages forgotten because the gateway refused them for good.</summary>
    public uint Refused { get; internal set; }

    /// <summary>Hellos handed to the link.</summary>
    public uint Hellos { get; internal set; }

    /// <summary>Sessions agreed on with the gateway.</summary>
    public uint Sessions { get; internal set; }

    /// <summary>Evidence handed to the link, repetitions included.</summary>
    public uint EvidencePublished { get; internal set; }

    /// <summary>Times evidence was given up because it could not be made, or no appraisal came.</summary>
    public uint UnappraisedEvidence { get; internal set; }

    /// <summary>Configurations taken over from the gateway.</summary>
    public uint Configurations { get; internal set; }

    /// <summary>Settings documents from the gateway that were taken, and are on trial.</summary>
    public uint SettingsTaken { get; internal set; }

    /// <summary>Settings documents from the gateway that were not taken: not for this node, not newer, not by its authority, or not storable.</summary>
    public uint SettingsRefused { get; internal set; }

    /// <summary>Downlink on a topic that is not this node's, and challenges that name another node.</summary>
    public uint ForeignDownlink { get; internal set; }

    /// <summary>Downlink that is not well-formed, or whose body is not what its kind says.</summary>
    public uint MalformedDownlink { get; internal set; }

    /// <summary>Downlink that is well-formed and not authentic: not the gateway's, or of another session.</summary>
    public uint ForgedDownlink { get; internal set; }

    /// <summary>Authentic downlink whose number in the session is not above the last: repeated, or held back behind a later one.</summary>
    public uint ReplayedDownlink { get; internal set; }

    /// <summary>Authentic downlink of a kind that this version does not know.</summary>
    public uint UnknownDownlink { get; internal set; }

    /// <summary>Challenges that answer no outstanding hello of this node: late, repeated or of an earlier connection.</summary>
    public uint StaleChallenges { get; internal set; }

    /// <summary>Authentic acknowledgements of another message than the outstanding one: the answers to its repetitions.</summary>
    public uint UnmatchedAcknowledgements { get; internal set; }

    /// <summary>Times the clock was set or corrected from the gateway's time.</summary>
    public uint ClockAdoptions { get; internal set; }

    /// <summary>Slots that passed without an attempt to measure.</summary>
    public uint MissedSlots { get; internal set; }

    /// <summary>Slots in which there was nothing to measure.</summary>
    public uint EmptySlots { get; internal set; }

    /// <summary>Attempts to measure that a sensor failed, or at which it gave fewer readings than it has.</summary>
    public uint SensorFaults { get; internal set; }

    /// <summary>Readings that the checks at the source flagged, as out of range, changing too fast or stuck.</summary>
    public uint FlaggedReadings { get; internal set; }

    /// <summary>Samples whose readings do not fit one message.</summary>
    public uint OversizedSamples { get; internal set; }

    /// <summary>Samples given up because reserving, signing or storing failed for too long; a reserved sequence number stays unused.</summary>
    public uint LostSamples { get; internal set; }

    /// <summary>Failures of the secure element.</summary>
    public uint SecureElementFailures { get; internal set; }

    /// <summary>Failures of the flash.</summary>
    public uint FlashFailures { get; internal set; }

    /// <summary>Messages refused for good with this result, 1 … <see cref="MaxResult"/>.</summary>
    public uint RefusedWith(uint result) => _refusedByResult[result < MaxResult ? (int)result : MaxResult];

    internal void CountRefusal(uint result)
    {
        Refused++;
        _refusedByResult[result < MaxResult ? (int)result : MaxResult]++;
    }
}
