using Enviro.Node;

namespace Enviro.Simulator;

/// <content>What it does with messages that are not its gateway's.</content>
internal sealed partial class FleetNode
{
    /// <summary>
    /// Takes a hostile message by itself, and says what was wrong with what it did; null where nothing was, and where it could not take it now or lost its power
    /// over it.
    /// </summary>
    internal string? TakeHostile(HostileDownlink hostile)
    {
        if (Agent is not { IsStarted: true } agent || !IsConnected || _received.Count > 0)
        {
            return null;
        }

        NodeCounters counters = agent.Counters;
        long refused = HostileDownlink.RefusalsOf(counters);
        long forgotten = counters.Acknowledged + (long)counters.Refused;
        uint elementFailures = counters.SecureElementFailures;
        _received.Enqueue((hostile.Topic, hostile.Payload));
        Step();
        if (!ReferenceEquals(Agent, agent) || _received.Count > 0 || counters.SecureElementFailures != elementFailures)
        {
            return null;
        }

        return hostile.Judge(HostileDownlink.RefusalsOf(counters) - refused, counters.Acknowledged + (long)counters.Refused - forgotten);
    }
}
