using Enviro.Node;

namespace Enviro.Simulator;

/// <summary>
/// The node's own agent on simulated flash, chip, sensors and link, in virtual time. Virtual time never skips a moment the agent asked
/// for: when the caller comes late, the node's time waits and then catches up from due time to due time, so that no slot is missed
/// because a process was slow.
/// </summary>
public sealed class SimulatedNode
{
    private const long Million = 1_000_000;

    private readonly NodeSettings _settings;
    private readonly ISecureElement _element;
    private readonly ISensor[] _sensors;
    private readonly SimulatedFlash _flash;
    private readonly ILink _link;
    private readonly VirtualClock _clock;
    private NodeAgent? _agent;
    private long _bootMs;
    private long _nextDueMs;

    /// <summary>Composes a node without power; <see cref="Start"/> switches it on.</summary>
    /// <param name="settings">What the node is told about itself; with a link in real time its timeouts are real ms times the time scale.</param>
    /// <param name="element">Its secure element.</param>
    /// <param name="sensors">Its sensors, which read <paramref name="clock"/> if they need the time.</param>
    /// <param name="flash">Its flash, which keeps its content over power cuts.</param>
    /// <param name="link">Its way to the gateway.</param>
    /// <param name="clock">Its world's time, advanced by this node.</param>
    public SimulatedNode(
        NodeSettings settings, ISecureElement element, ISensor[] sensors, SimulatedFlash flash, ILink link, VirtualClock clock)
    {
        _settings = settings;
        _element = element;
        _sensors = sensors;
        _flash = flash;
        _link = link;
        _clock = clock;
    }

    /// <summary>The running agent; null without power.</summary>
    public NodeAgent? Agent => _agent;

    /// <summary>The running node's outbox; null without power.</summary>
    public Outbox? Outbox { get; private set; }

    /// <summary>Times the power was cut, in a flash operation or by <see cref="PowerCut"/>.</summary>
    public int PowerCuts { get; private set; }

    /// <summary>How much faster than true time the node's own clock runs, in millionths; below -1,000,000 it would stand still.</summary>
    public int DriftPpm { get; set; }

    /// <summary>The node's URN.</summary>
    public string Urn => _settings.Urn;

    /// <summary>
    /// Switches the node on, or on again: its memory is empty, its flash as it was. Without power or with it, what ran before is gone.
    /// </summary>
    /// <param name="unixMs">True time; not before the time of the last step.</param>
    /// <param name="kind">Power-up or wake.</param>
    /// <param name="knowsTime">Whether the board sets the agent's clock at once, as one with a real-time clock does.</param>
    public void Start(long unixMs, StartKind kind = StartKind.Cold, bool knowsTime = true)
    {
        _flash.RestorePower();
        _clock.UnixMs = unixMs;
        _bootMs = unixMs;
        _nextDueMs = unixMs;
        Outbox = new Outbox(_flash);
        _agent = new NodeAgent(_settings, _element, _sensors, Outbox, _link, kind);
        if (knowsTime)
        {
            _agent.SetTime(0, unixMs);
        }
    }

    /// <summary>Takes the power away: everything but the flash is gone.</summary>
    public void PowerCut()
    {
        if (_agent != null)
        {
            PowerCuts++;
        }

        _agent = null;
        Outbox = null;
    }

    /// <summary>The node's uptime as its own clock has it, ms; it means nothing without power.</summary>
    public long UptimeMs => (_clock.UnixMs - _bootMs) * (Million + DriftPpm) / Million;

    /// <summary>
    /// Lets the node do everything that is due up to <paramref name="unixMs"/>, in order, and looks at the link once at least. Returns the
    /// Unix ms it wants to be called at next; <see cref="long.MaxValue"/> without power. A power cut in a flash operation ends in the
    /// state without power.
    /// </summary>
    public long Step(long unixMs)
    {
        try
        {
            do
            {
                if (_agent == null)
                {
                    return long.MaxValue;
                }

                _clock.UnixMs = Math.Max(_clock.UnixMs, Math.Min(unixMs, _nextDueMs));
                long nextMs = _agent.Step(UptimeMs);
                _nextDueMs = ToUnixMs(nextMs);
            }
            while (_nextDueMs <= unixMs);

            return _nextDueMs;
        }
        catch (PowerCutException)
        {
            PowerCut();
            return long.MaxValue;
        }
    }

    /// <summary>True time at which the node's clock shows an uptime, at once after it.</summary>
    private long ToUnixMs(long uptimeMs)
    {
        if (uptimeMs > (long.MaxValue / Million) - _bootMs)
        {
            return long.MaxValue;
        }

        long rate = Million + DriftPpm;
        return _bootMs + (((uptimeMs * Million) + rate - 1) / rate);
    }
}
