using Enviro.Wire;

namespace Enviro.Node;

/// <summary>
/// Everything node and gateway say to each other: the handshake, then, in its session, evidence and readings up and the gateway's messages
/// down. A message from the gateway is obeyed only when it is authentic in this session and newer than the last; every other one is counted
/// by reason and changes nothing.
/// </summary>
internal sealed class Dialogue
{
    private static readonly byte[] NoKey = [];

    private readonly NodeSettings _settings;
    private readonly ILink _link;
    private readonly Outbox _outbox;
    private readonly SlotSchedule _schedule;
    private readonly NodeCounters _counters;
    private readonly NodeIdentity _identity;
    private readonly GatewayTime _time;
    private readonly Handshake _handshake;
    private readonly Attester _attester;
    private readonly Uplink _uplink;
    private readonly string _challengeTopic;
    private readonly string _sessionTopic;
    private bool _wasConnected;
    private long _lastInSessionMs;

    internal Dialogue(
        NodeSettings settings, ISecureElement element, NodeIdentity identity, Outbox outbox, ILink link, NodeClock clock, SlotSchedule schedule, NodeCounters counters)
    {
        _settings = settings;
        _link = link;
        _outbox = outbox;
        _schedule = schedule;
        _counters = counters;
        _identity = identity;
        _time = new GatewayTime(settings, clock, counters);
        _handshake = new Handshake(settings, element, identity, outbox, link, _time, counters);
        _attester = new Attester(settings, element, identity, outbox, link, counters);
        _uplink = new Uplink(settings, outbox, link, _time, counters, identity.KeyId);
        _challengeTopic = Topics.ChallengeOf(settings.Urn);
        _sessionTopic = Topics.SessionOf(settings.Urn);
    }

    internal bool IsInSession => _handshake.Session != null;

    /// <summary>Whether evidence is to be made, or waits for its appraisal.</summary>
    internal bool IsAttesting => _attester.IsBusy;

    /// <summary>The last message refused for good; null while there was none.</summary>
    internal Acknowledgement? LastRefusal => _uplink.LastRefusal;

    /// <summary>Uptime of the last message of the gateway that was obeyed, challenges included; 0 before the first.</summary>
    internal long LastHeardMs { get; private set; }

    /// <summary>Takes the settings documents that come; null where nobody does.</summary>
    internal ISettingsSink? SettingsSink { get; set; }

    internal bool IsAppraised { get; private set; }

    internal uint LastAppraisal { get; private set; }

    /// <summary>Remembers when the newest message of the outbox was signed.</summary>
    internal void NoteSigned(long nowMs) => _uplink.NoteSigned(nowMs);

    /// <summary>
    /// Uptime at which the node was last seen in a session; the start of the run counts as one, for nobody can have been reached before.
    /// </summary>
    internal long LastInSessionMs(long nowMs)
    {
        if (_link.IsConnected && IsInSession)
        {
            _lastInSessionMs = nowMs;
        }

        return _lastInSessionMs;
    }

    /// <summary>Says what is due.</summary>
    internal void Step(long nowMs)
    {
        bool connected = _link.IsConnected;
        if (connected != _wasConnected)
        {
            // A gateway that restarted knows no session, and what was under way on the old connection is gone.
            _wasConnected = connected;
            _handshake.Restart(nowMs);
            _attester.Settle();
        }

        if (!connected)
        {
            return;
        }

        _handshake.Step(nowMs);
        if (!IsInSession)
        {
            return;
        }

        _attester.Step(nowMs);
        if (_uplink.TrySend(nowMs))
        {
            _handshake.NotePublished();
        }
    }

    /// <summary>Uptime at which <see cref="Step"/> has something to do.</summary>
    internal long NextDueMs(long nowMs)
    {
        if (!_link.IsConnected)
        {
            return _outbox.Count > 0 ? nowMs + _settings.RetryInitialMs : long.MaxValue;
        }

        long nextMs = _handshake.NextDueMs;
        if (IsInSession)
        {
            nextMs = Earlier(nextMs, Earlier(_attester.NextDueMs, _uplink.NextDueMs));
        }

        return nextMs < nowMs ? nowMs : nextMs;
    }

    /// <summary>Handles one downlink message.</summary>
    internal void Handle(string topic, byte[] message, long nowMs)
    {
        if (topic == _challengeTopic)
        {
            bool isFirst = !IsInSession;
            if (_handshake.TryAccept(message, nowMs, out byte[] evidenceNonce))
            {
                LastHeardMs = nowMs;
                _attester.Ask(_identity.IsShared ? NoKey : evidenceNonce, nowMs);
                _uplink.Restart(nowMs, isFirst);
            }
        }
        else if (topic == _sessionTopic)
        {
            Open(message, nowMs);
        }
        else
        {
            _counters.ForeignDownlink++;
        }
    }

    private static long Earlier(long first, long second) => first < second ? first : second;

    private void Open(byte[] message, long nowMs)
    {
        try
        {
            DownlinkMessage? opened = null;
            if (_handshake.Session != null)
            {
                opened = _handshake.Session.Open(message);
            }
            else
            {
                // Without a session nothing is authentic; this only tells malformed from forged.
                CoseMac0.TryOpen(message, NoKey, NoKey, out byte[] _);
            }

            if (opened == null)
            {
                _counters.ForgedDownlink++;
            }
            else if (opened.IsReplay)
            {
                _counters.ReplayedDownlink++;
            }
            else
            {
                _handshake.NoteAuthentic();
                LastHeardMs = TryObey(opened, nowMs) ? nowMs : LastHeardMs;
            }
        }
        catch (WireFormatException)
        {
            _counters.MalformedDownlink++;
        }
    }

    /// <summary>Does what a message says; false for a kind that means nothing here.</summary>
    private bool TryObey(DownlinkMessage message, long nowMs)
    {
        switch (message.Kind)
        {
            case DownlinkKind.Acknowledgement:
                _uplink.Answer(Acknowledgement.Parse(message.Body), message.TimeMs, nowMs);
                break;
            case DownlinkKind.Time:
                Require(message.Body.Length == 0, "time: a body");

                // The session's key did not exist before its hello, so neither did this message.
                _time.Take(nowMs, message.TimeMs, _handshake.SessionHelloMs);
                break;
            case DownlinkKind.Configuration:
                _schedule.SetInterval(NodeConfiguration.Parse(message.Body).SampleIntervalS * 1_000);
                _counters.Configurations++;
                break;
            case DownlinkKind.Challenge:
                Require(message.Body.Length == Hello.NonceLength && !_identity.IsShared, "challenge: no nonce of 32 bytes, or to a node that cannot attest");
                _attester.Ask(message.Body, nowMs);
                break;
            case DownlinkKind.Appraisal:
                Require(message.Body.Length == 1, "appraisal: not one byte");
                IsAppraised = true;
                LastAppraisal = message.Body[0];
                _attester.Settle();
                break;
            case DownlinkKind.Settings when SettingsSink != null:
                bool isTaken = SettingsSink.TryApplySettings(message.Body).Length == 0;
                _counters.SettingsTaken += isTaken ? 1u : 0u;
                _counters.SettingsRefused += isTaken ? 0u : 1u;
                break;
            default:
                _counters.UnknownDownlink++;
                return false;
        }

        return true;
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new WireFormatException(what);
        }
    }
}
