using Enviro.Node;

namespace Enviro.Simulator;

/// <summary>A message that somebody hostile sends to a node in the gateway's name.</summary>
/// <param name="Kind">Name of its kind, in camel case, for counters.</param>
/// <param name="Urn">The node it reaches.</param>
/// <param name="Topic">Topic it comes under.</param>
/// <param name="Payload">Its bytes.</param>
/// <param name="MayPass">Whether the node may obey it: a copy of what was lost on its way, which is thereby delivered.</param>
public sealed record HostileDownlink(string Kind, string Urn, string Topic, byte[] Payload, bool MayPass = false)
{
    /// <summary>How many messages a node has refused, of whatever reason.</summary>
    public static long RefusalsOf(NodeCounters counters)
    {
        ArgumentNullException.ThrowIfNull(counters);
        return (long)counters.ForeignDownlink + counters.MalformedDownlink + counters.ForgedDownlink + counters.ReplayedDownlink + counters.UnknownDownlink
            + counters.StaleChallenges + counters.UnmatchedAcknowledgements + counters.SettingsRefused;
    }

    /// <summary>Judges what the node did with it, alone; null where that is right, otherwise what was wrong.</summary>
    /// <param name="refused">By how much <see cref="RefusalsOf"/> rose.</param>
    /// <param name="forgotten">How many messages its outbox forgot meanwhile.</param>
    public string? Judge(long refused, long forgotten) =>
        MayPass ? null
        : forgotten > 0 ? $"{Kind}: {Urn} forgot {forgotten} messages"
        : refused != 1 ? $"{Kind}: {Urn} refused {refused} messages, not 1"
        : null;
}
