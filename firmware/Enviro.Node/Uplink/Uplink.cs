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
    private readonly GatewayTime _time;
    private readonly NodeCounters _counters;
    private readonly string _readingTopic;
    private readonly Backoff _backoff;
    private readonly Sha256 _sha256 = new Sha256();
    private readonly byte[] _message = new byte[ReadingMessage.MaxLength];
    private readonly byte[] _messageHash = new byte[Sha256.DigestLength];
    private int _messageLength;
    private uint _droppedBefore;
    private bool _wasPublished;
    private long _dueMs;
    private bool _hasSigned;
    private long _signedMs;

    internal Uplink(NodeSettings settings, Outbox outbox, ILink link, GatewayTime time, NodeCounters counters, byte[] keyId)
    {
        _settings = settings;
        _outbox = outbox;
        _link = link;
        _time = time;
        _counters = counters;
        _readingTopic = Topics.ReadingOf(settings.Urn);
        _backoff = new Backoff(settings.AckTimeoutMs, settings.RetryMaxMs, BigEndian.Read32(keyId, 0));
    }

    /// <summary>The last message refused for good; null while there was none.</summary>
    internal Acknowledgement? LastRefusal { get; private set; }

    /// <summary>Uptime at which <see cref="TrySend"/> has something to do.</summary>
    internal long NextDueMs => _outbox.Count == 0 ? long.MaxValue : _dueMs;

    /// <summary>Remembers when the newest message of the outbox was signed.</summary>
    internal void NoteSigned(long nowMs)
    {
        _hasSigned = true;
        _signedMs = nowMs;
    }

    /// <summary>
    /// A session begins: no use in waiting for an answer in the one before. The waits start anew only with a connection, so that a gateway which
    /// answers hellos and never a reading is not sent readings without end.
    /// </summary>
    internal void Restart(long nowMs, bool isConnectionNew)
    {
        _dueMs = nowMs;
        if (isConnectionNew)
        {
            _backoff.Reset();
        }
    }

    /// <summary>Publishes the oldest message if that is due; true when the link took it.</summary>
    internal bool TrySend(long nowMs)
    {
        if (nowMs < _dueMs && HasOutstanding())
        {
            return false;
        }

        if (!TryLoadOldest())
        {
            _dueMs = nowMs + _settings.RetryInitialMs;
            return false;
        }

        if (!_link.TryPublish(_readingTopic, _message, 0, _messageLength))
        {
            _counters.PublishFailures++;
            _dueMs = nowMs + _settings.RetryInitialMs;
            return false;
        }

        _counters.Published++;
        _counters.Resent += _wasPublished ? 1u : 0u;
        _wasPublished = true;
        _dueMs = nowMs + _backoff.NextMs();
        return true;
    }

    /// <summary>Takes an authentic acknowledgement: the outstanding message's, or one to count and ignore.</summary>
    internal void Answer(Acknowledgement acknowledgement, long timeMs, long nowMs)
    {
        if (!HasOutstanding() || !HmacSha256.FixedTimeEquals(acknowledgement.MessageHash, _messageHash))
        {
            _counters.UnmatchedAcknowledgements++;
            return;
        }

        // Only the newest message, signed in this run, tells the time: its content did not exist before.
        if (_hasSigned && HmacSha256.FixedTimeEquals(_messageHash, _outbox.Previous))
        {
            _time.Take(nowMs, timeMs, _signedMs);
        }

        Forget(acknowledgement, nowMs);
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
