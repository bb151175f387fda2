using Enviro.Wire;

namespace Enviro.Node;

/// <summary>
/// Sends what waits in the outbox: the oldest message alone, again and again until the gateway's authenticated acknowledgement names it,
/// then the next. The gateway accepts a node's messages strictly in order, so a window of several would gain nothing when it matters.
/// </summary>
internal sealed class Uplink
{
    private readonly NodeSettings _settings;
    private readonly Outbox _outbox;
    private readonly ILink _link;
    private readonly NodeClock _clock;
    private readonly NodeCounters _counters;
    private readonly string _readingTopic;
    private readonly string _ackTopic;
    private readonly byte[] _keyId;
    private readonly Backoff _backoff;
    private readonly Sha256 _sha256 = new Sha256();
    private readonly byte[] _message = new byte[ReadingMessage.MaxLength];
    private readonly byte[] _messageHash = new byte[Sha256.DigestLength];
    private int _messageLength;
    private uint _droppedBefore;
    private bool _wasConnected;
    private bool _wasPublished;
    private long _dueMs;
    private bool _hasSigned;
    private long _signedMs;

    internal Uplink(NodeSettings settings, Outbox outbox, ILink link, NodeClock clock, NodeCounters counters, byte[] keyId)
    {
        _settings = settings;
        _outbox = outbox;
        _link = link;
        _clock = clock;
        _counters = counters;
        _keyId = keyId;
        _readingTopic = Topics.ReadingOf(settings.Urn);
        _ackTopic = Topics.AckOf(settings.Urn);
        _backoff = new Backoff(settings.AckTimeoutMs, settings.RetryMaxMs, BigEndian.Read32(keyId, 0));
    }

    /// <summary>The last message refused for good; null while there was none.</summary>
    internal Acknowledgement? LastRefusal { get; private set; }

    /// <summary>Remembers when the newest message of the outbox was signed.</summary>
    internal void NoteSigned(long nowMs)
    {
        _hasSigned = true;
        _signedMs = nowMs;
    }

    /// <summary>Publishes the oldest message if that is due.</summary>
    internal void Send(long nowMs)
    {
        if (!_link.IsConnected)
        {
            _wasConnected = false;
            return;
        }

        if (!_wasConnected)
        {
            // What was under way when the link broke is gone: no use in waiting for its acknowledgement.
            _wasConnected = true;
            _dueMs = nowMs;
            _backoff.Reset();
        }

        if (nowMs < _dueMs && HasOutstanding())
        {
            return;
        }

        if (!TryLoadOldest())
        {
            _dueMs = nowMs + _settings.RetryInitialMs;
            return;
        }

        if (!_link.TryPublish(_readingTopic, _message, 0, _messageLength))
        {
            _counters.PublishFailures++;
            _dueMs = nowMs + _settings.RetryInitialMs;
            return;
        }

        _counters.Published++;
        _counters.Resent += _wasPublished ? 1u : 0u;
        _wasPublished = true;
        _dueMs = nowMs + _backoff.NextMs();
    }

    /// <summary>Uptime at which <see cref="Send"/> has something to do.</summary>
    internal long NextDueMs(long nowMs)
    {
        if (_outbox.Count == 0)
        {
            return long.MaxValue;
        }

        return _link.IsConnected ? _dueMs : nowMs + _settings.RetryInitialMs;
    }

    /// <summary>Handles one downlink message: the outstanding message's authentic acknowledgement, or something to count and ignore.</summary>
    internal void Handle(string topic, byte[] downlink, long nowMs)
    {
        if (topic != _ackTopic)
        {
            _counters.ForeignDownlink++;
            return;
        }

        Acknowledgement? acknowledgement;
        try
        {
            acknowledgement = Acknowledgement.Open(downlink, _settings.DownlinkKey, _keyId);
        }
        catch (WireFormatException)
        {
            _counters.MalformedDownlink++;
            return;
        }

        if (acknowledgement == null)
        {
            _counters.ForgedDownlink++;
        }
        else if (!HasOutstanding() || !HmacSha256.FixedTimeEquals(acknowledgement.MessageHash, _messageHash))
        {
            _counters.UnmatchedAcknowledgements++;
        }
        else
        {
            AdoptTime(acknowledgement, nowMs);
            Forget(acknowledgement, nowMs);
        }
    }

    /// <summary>
    /// Only the acknowledgement of the newest message tells the time, and only soon after it was signed in this run: its content did not
    /// exist before, so the gateway's time was read in between. One that was held back on the way, by a broker or by someone who
    /// wants the clock set back, is too late to be believed.
    /// </summary>
    private void AdoptTime(Acknowledgement acknowledgement, long nowMs)
    {
        long underWayMs = nowMs - _signedMs;
        bool fresh = _hasSigned && underWayMs <= _settings.AckTimeoutMs;
        if (fresh
            && HmacSha256.FixedTimeEquals(_messageHash, _outbox.Previous)
            && _clock.TryAdopt(nowMs, acknowledgement.TimeMs, underWayMs, _settings.ClockToleranceMs))
        {
            _counters.ClockAdoptions++;
        }
    }

    /// <summary>
    /// COMMIT POINT: a node forgets a message only here, after the gateway's authenticated acknowledgement of exactly its bytes.
    /// A refusal for good ends it as well; the gap it leaves stays visible in sequence numbers and hashes.
    /// </summary>
    private void Forget(Acknowledgement acknowledgement, long nowMs)
    {
        if (acknowledgement.Result == Acknowledgement.Kept)
        {
            _counters.Acknowledged++;
        }
        else
        {
            _counters.CountRefusal(acknowledgement.Result);
            LastRefusal = acknowledgement;
        }

        if (!_outbox.TryForget())
        {
            _counters.FlashFailures++;
        }

        _messageLength = 0;
        _dueMs = nowMs;
        _backoff.Reset();
    }

    /// <summary>Whether the message held here is still the oldest one: the outbox drops from the oldest on.</summary>
    private bool HasOutstanding()
    {
        if (_droppedBefore != _outbox.Dropped)
        {
            _messageLength = 0;
        }

        return _messageLength > 0;
    }

    private bool TryLoadOldest()
    {
        if (HasOutstanding())
        {
            return true;
        }

        if (!_outbox.TryPeek(_message, out int count))
        {
            _counters.FlashFailures += _outbox.Count > 0 ? 1u : 0u;
            return false;
        }

        _messageLength = count;
        _droppedBefore = _outbox.Dropped;
        _wasPublished = false;
        _sha256.Append(_message, 0, count);
        _sha256.Finish(_messageHash, 0);
        return true;
    }
}
