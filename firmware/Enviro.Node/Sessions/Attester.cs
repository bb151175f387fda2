using System;
using Enviro.Wire;

namespace Enviro.Node;

/// <summary>
/// Makes evidence when the gateway asks for it, and sends the same bytes again until its appraisal comes (RFC 9334: the Attester). After
/// <see cref="NodeSettings.MaxAttempts"/> the gateway has to ask again.
/// </summary>
internal sealed class Attester
{
    private readonly NodeSettings _settings;
    private readonly ISecureElement _element;
    private readonly NodeIdentity _identity;
    private readonly Outbox _outbox;
    private readonly ILink _link;
    private readonly NodeCounters _counters;
    private readonly string _topic;
    private readonly Backoff _backoff;
    private readonly Backoff _retry;
    private byte[] _nonce = [];
    private byte[] _message = [];
    private int _attempts;
    private long _dueMs;

    internal Attester(NodeSettings settings, ISecureElement element, NodeIdentity identity, Outbox outbox, ILink link, NodeCounters counters)
    {
        _settings = settings;
        _element = element;
        _identity = identity;
        _outbox = outbox;
        _link = link;
        _counters = counters;
        _topic = Topics.EvidenceOf(identity.Urn);
        uint seed = BigEndian.Read32(identity.KeyId, 8);
        _backoff = new Backoff(settings.AckTimeoutMs, settings.RetryMaxMs, seed);
        _retry = new Backoff(settings.RetryInitialMs, settings.RetryMaxMs, seed);
    }

    /// <summary>Whether evidence is to be made, or waits for its appraisal.</summary>
    internal bool IsBusy => _nonce.Length > 0;

    internal long NextDueMs => IsBusy ? _dueMs : long.MaxValue;

    /// <summary>Begins with a nonce of 32 bytes; one that was asked for before is given up. An empty nonce asks for nothing.</summary>
    internal void Ask(byte[] nonce, long nowMs)
    {
        _nonce = nonce;
        _message = [];
        _attempts = 0;
        _dueMs = nowMs;
        _backoff.Reset();
        _retry.Reset();
    }

    /// <summary>The appraisal came, or the session is over.</summary>
    internal void Settle() => Ask([], 0);

    /// <summary>Makes or sends what is due.</summary>
    internal void Step(long nowMs)
    {
        if (!IsBusy || nowMs < _dueMs)
        {
            return;
        }

        if (_attempts >= _settings.MaxAttempts)
        {
            _counters.UnappraisedEvidence++;
            Settle();
            return;
        }

        _attempts++;
        if (_message.Length == 0 && !TryMake())
        {
            _counters.SecureElementFailures++;
            _dueMs = nowMs + _retry.NextMs();
        }
        else if (!_link.TryPublish(_topic, _message, 0, _message.Length))
        {
            _counters.PublishFailures++;
            _dueMs = nowMs + _retry.NextMs();
        }
        else
        {
            _counters.EvidencePublished++;
            _dueMs = nowMs + _backoff.NextMs();
        }
    }

    private bool TryMake()
    {
        if (!_element.TryGetCertificates(out byte[][] chain)
            || !_element.TryGetConfigurationDigest(out byte[] configurationDigest)
            || !_element.TryQuote(_nonce, out ChipQuote? quote))
        {
            return false;
        }

        EvidenceClaims claims = new EvidenceClaims();
        claims.Nonce = _nonce;
        claims.Ueid = EvidenceClaims.UeidOf(_identity.Urn);
        claims.OemId = _settings.OemId;
        claims.HardwareModel = _settings.HardwareModel;
        claims.HardwareVersion = _settings.HardwareVersion;
        claims.DebugStatus = _settings.DebugStatus;
        claims.BootCount = _outbox.Boot;
        claims.SoftwareName = _settings.FirmwareName;
        claims.SoftwareVersion = _settings.FirmwareVersion;
        claims.FirmwareDigest = _settings.FirmwareDigest;
        claims.ConfigurationDigest = configurationDigest;
        claims.Quote = quote;
        claims.SettingsVersion = _settings.SettingsVersion;
        claims.LastRestart = _settings.LastRestart;
        try
        {
            return _identity.TrySign(Evidence.EncodeHeader(_identity.KeyId, chain), claims.Encode(), out _message);
        }
        catch (ArgumentException)
        {
            // A chain or digest that the element gave in no length that evidence has.
            return false;
        }
    }
}
