namespace Enviro.Node;

/// <summary>What the status LED shows: the worst of what is so, and faults for a minute after they were seen.</summary>
internal sealed class NodeFaults
{
    private const long HoldMs = 60_000;

    private uint _sensorFaults;
    private uint _chipFaults;
    private uint _flashFaults;
    private long _sensorUntilMs;
    private long _chipUntilMs;
    private long _flashUntilMs;
    private long _connectedMs;

    internal void NoteFlash(long nowMs) => _flashUntilMs = nowMs + HoldMs;

    internal void NoteChip(long nowMs) => _chipUntilMs = nowMs + HoldMs;

    /// <summary>Looks at what the agent counted since the last call.</summary>
    internal void Step(NodeAgent agent, long nowMs)
    {
        if (agent.Counters.SensorFaults != _sensorFaults)
        {
            // A slot without this fault ends it.
            _sensorFaults = agent.Counters.SensorFaults;
            _sensorUntilMs = nowMs + agent.SampleIntervalMs + HoldMs;
        }

        if (agent.Counters.SecureElementFailures != _chipFaults)
        {
            _chipFaults = agent.Counters.SecureElementFailures;
            NoteChip(nowMs);
        }

        if (agent.Counters.FlashFailures != _flashFaults)
        {
            _flashFaults = agent.Counters.FlashFailures;
            NoteFlash(nowMs);
        }
    }

    internal LedPattern PatternOf(NodeProgram program, ILink? link, long nowMs)
    {
        NodeAgent? agent = program.Agent;
        if (nowMs < _flashUntilMs)
        {
            return LedPattern.FlashFault;
        }

        if (nowMs < _chipUntilMs)
        {
            return LedPattern.ChipFault;
        }

        if (agent == null || link == null)
        {
            return program.Thumbprint.Length == 0 ? LedPattern.Blank : LedPattern.Unconfigured;
        }

        _connectedMs = link.IsConnected ? nowMs : _connectedMs;
        if (nowMs - _connectedMs >= NodeProgram.UnreachableMs)
        {
            return LedPattern.NoNetwork;
        }

        if (!agent.IsInSession && nowMs - agent.LastHeardMs >= NodeProgram.UnreachableMs)
        {
            return LedPattern.NoSession;
        }

        if (program.Settings.IsTrial)
        {
            return LedPattern.Trial;
        }

        if (nowMs < _sensorUntilMs)
        {
            return LedPattern.SensorFault;
        }

        return agent.IsClockSet ? LedPattern.Running : LedPattern.ClockUnset;
    }
}
