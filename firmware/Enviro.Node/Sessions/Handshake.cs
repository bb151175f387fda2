using System;
using Enviro.Wire;

namespace Enviro.Node;

/// <summary>
/// Comes to a session with the gateway: says hello with a fresh nonce at every connect, and again while nobody answers or while a session
/// seems dead; believes the one challenge that the pinned key signed over that nonce, once. README.md has the table of states.
/// </summary>
internal sealed class Handshake
{
    /// <summary>Readings published without any authentic answer, each for a time-out, before the session counts as dead.</summary>
    private const int MaxUnanswered = 3;

    private readonly ISecureElement _element;
    private readonly NodeIdentity _identity;
    private readonly Outbox _outbox;
    private readonly ILink _link;
    private readonly GatewayTime _time;
    private readonly NodeCounters _counters;
    private readonly string _topic;
    private readonly byte[] _gatewayKey;
    private readonly byte[] _gatewayKeyId;
    private readonly Backoff _backoff;
    private readonly Backoff _retry;
    private byte[] _nonce = [];
    private long _helloMs;
    private long _dueMs;
    private int _unanswered;

    internal Handshake(NodeSettings settings, ISecureElement element, NodeIdentity identity, Outbox outbox, ILink link, GatewayTime time, NodeCounters counters)
    {
        _element = element;
        _identity = identity;
        _outbox = outbox;
        _link = link;
        _time = time;
        _counters = counters;
        _topic = Topics.HelloOf(identity.Urn);
        _gatewayKey = settings.GatewayKey;
        _gatewayKeyId = identity.IsShared ? identity.KeyId : CoseKey.Thumbprint(settings.GatewayKey);
        uint seed = BigEndian.Read32(identity.KeyId, 4);
        _backoff = new Backoff(settings.AckTimeoutMs, settings.RetryMaxMs, seed);
        _retry = new Backoff(settings.RetryInitialMs, settings.RetryMaxMs, seed);
    }

    /// <summary>The session; null while there is none.</summary>
    internal DownlinkSession? Session { get; private set; }

    /// <summary>Uptime at which the hello of the session was said: nothing in the session is older.</summary>
    internal long SessionHelloMs { get; private set; }

    /// <summary>Uptime at which <see cref="Step"/> has something to do.</summary>
    internal long NextDueMs => IsWanted ? _dueMs : long.MaxValue;

    private bool IsWanted => Session == null || _unanswered > MaxUnanswered;

    /// <summary>Forgets session and nonce; the next hello is due at once.</summary>
    internal void Restart(long nowMs)
    {
        Session = null;
        _nonce = [];
        _unanswered = 0;
        _dueMs = nowMs;
        _backoff.Reset();
        _retry.Reset();
    }

    /// <summary>Remembers that a reading was published.</summary>
    internal void NotePublished() => _unanswered++;

    /// <summary>Remembers that the gateway said something authentic in the session.</summary>
    internal void NoteAuthentic()
    {
        _unanswered = 0;
        _backoff.Reset();
    }

    /// <summary>Says hello if that is due.</summary>
    internal void Step(long nowMs)
    {
        if (IsWanted && nowMs >= _dueMs)
        {
            // The waits grow until a message in the session comes: a gateway that only ever answers hellos is not asked without end.
            _dueMs = nowMs + (TrySayHello(nowMs) ? _backoff.NextMs() : _retry.NextMs());
        }
    }

    /// <summary>
    /// Looks at a challenge. True when it made a session, with the nonce that evidence is asked for under, or none; anything else is counted
    /// and changes nothing.
    /// </summary>
    internal bool TryAccept(byte[] message, long nowMs, out byte[] evidenceNonce)
    {
        evidenceNonce = [];
        Challenge challenge;
        try
        {
            challenge = Challenge.Parse(message);
        }
        catch (WireFormatException)
        {
            _counters.MalformedDownlink++;
            return false;
        }

        if (!HmacSha256.FixedTimeEquals(challenge.Node, _identity.KeyId))
        {
            _counters.ForeignDownlink++;
            return false;
        }

        // Before the signature: whoever repeats old challenges does not keep the secure element busy.
        if (!HmacSha256.FixedTimeEquals(challenge.HelloNonce, _nonce))
        {
            _counters.StaleChallenges++;
            return false;
        }

        if (!TryAuthenticate(challenge, nowMs) || !TryAgree(challenge, message, nowMs))
        {
            return false;
        }

        _time.Take(nowMs, challenge.TimeMs, SessionHelloMs);
        evidenceNonce = challenge.EvidenceNonce;
        return true;
    }

    private bool TrySayHello(long nowMs)
    {
        _nonce = [];
        byte[] nonce = new byte[Hello.NonceLength];
        if (!_element.TryRandom(nonce)
            || !_identity.TryMake(
                Hello.ContentType, Hello.EncodePayload(_identity.Urn, _identity.PublicKey, nonce, _outbox.Boot), out byte[] message))
        {
            _counters.SecureElementFailures++;
            return false;
        }

        if (!_link.TryPublish(_topic, message, 0, message.Length))
        {
            _counters.PublishFailures++;
            return false;
        }

        _nonce = nonce;
        _helloMs = nowMs;
        _counters.Hellos++;
        return true;
    }

    private bool TryAuthenticate(Challenge challenge, long nowMs)
    {
        bool authentic = challenge.Envelope.IsMac == _identity.IsShared && HmacSha256.FixedTimeEquals(challenge.Envelope.KeyId, _gatewayKeyId);
        if (authentic && _identity.IsShared)
        {
            authentic = challenge.Envelope.IsAuthenticUnder(_identity.SharedKey);
        }
        else if (authentic && !_element.TryVerify(challenge.Envelope.Digest(), challenge.Envelope.Signature, _gatewayKey, out authentic))
        {
            FailLater(nowMs);
            return false;
        }

        _counters.ForgedDownlink += authentic ? 0u : 1u;
        return authentic;
    }

    /// <summary>COMMIT POINT: the nonce is spent and the session replaced, or the nonce is spent and a new hello is due.</summary>
    private bool TryAgree(Challenge challenge, byte[] message, long nowMs)
    {
        byte[] nonce = _nonce;
        _nonce = [];
        byte[] secret = _identity.SharedKey;
        if (!_identity.IsShared)
        {
            secret = new byte[HmacSha256.TagLength];
            if (!_element.TryAgree(challenge.EphemeralKey, secret))
            {
                FailLater(nowMs);
                return false;
            }
        }

        Session = DownlinkSession.Derive(secret, nonce, message);
        if (!_identity.IsShared)
        {
            Array.Clear(secret, 0, secret.Length);
        }

        SessionHelloMs = _helloMs;
        _unanswered = 0;
        _retry.Reset();
        _counters.Sessions++;
        return true;
    }

    /// <summary>The element failed, or the ephemeral key is no point of the curve: another hello gets another challenge.</summary>
    private void FailLater(long nowMs)
    {
        _counters.SecureElementFailures++;
        _dueMs = nowMs + _retry.NextMs();
    }
}
