using Enviro.Wire;

namespace Enviro.Gateway;

/// <summary>What was agreed with a node at its last hello, and what is asked of it since.</summary>
internal sealed class NodeSession(string urn, byte[] publicKey, byte[] thumbprint, uint boot, DownlinkSession downlink)
{
    /// <summary>How long a nonce for evidence is good, in ms: an hour, since it serves once and in its session only, and a node may be slow to answer.</summary>
    internal const long NonceLifetimeMs = 60 * 60 * 1000;

    internal string Urn { get; } = urn;

    /// <summary>Public key X‖Y; empty where the node shares a secret.</summary>
    internal byte[] PublicKey { get; } = publicKey;

    internal byte[] Thumbprint { get; } = thumbprint;

    internal uint Boot { get; } = boot;

    /// <summary>Where its hello came from.</summary>
    internal string Source { get; init; } = "";

    /// <summary>Whether its hello came over TLS.</summary>
    internal bool IsSecure { get; init; }

    /// <summary>The version of its settings by its last evidence; 0 where none is known.</summary>
    internal uint SettingsVersion { get; set; }

    /// <summary>The version of the settings it was sent in this session, or that were kept from it; 0 for none.</summary>
    internal uint SettingsOffered { get; set; }

    /// <summary>Whether its settings are being looked for.</summary>
    internal bool IsAwaitingSettings { get; set; }

    /// <summary>When it is to be asked for evidence next, Unix ms.</summary>
    internal long NextChallengeAtMs { get; set; } = long.MaxValue;

    /// <summary>The nonce that evidence must carry, 32 bytes; null where none is outstanding.</summary>
    internal byte[]? EvidenceNonce { get; private set; }

    private long NonceExpiresAtMs { get; set; }

    private (byte[] Hash, byte Verdict)? LastEvidence { get; set; }

    /// <summary>Asks for evidence with this nonce; asks again when it has expired unanswered.</summary>
    internal void Expect(byte[] nonce, long nowMs)
    {
        EvidenceNonce = nonce;
        NonceExpiresAtMs = nowMs + NonceLifetimeMs;
        NextChallengeAtMs = NonceExpiresAtMs;
    }

    /// <summary>Whether evidence with this nonce is what was asked for, and in time.</summary>
    internal bool Expects(byte[] nonce, long nowMs) =>
        EvidenceNonce is not null && nowMs <= NonceExpiresAtMs && nonce.AsSpan().SequenceEqual(EvidenceNonce);

    /// <summary>The nonce is used up: one nonce, one evidence. What was said of it is remembered, for a node that did not hear it.</summary>
    internal void NoteEvidence(byte[] hash, byte verdict, long nextChallengeAtMs)
    {
        LastEvidence = (hash, verdict);
        EvidenceNonce = null;
        NextChallengeAtMs = nextChallengeAtMs;
    }

    /// <summary>The verdict on these very bytes, where they are the evidence that was answered last; null where they are not.</summary>
    internal byte? VerdictOn(byte[] hash) => LastEvidence is { } last && hash.AsSpan().SequenceEqual(last.Hash) ? last.Verdict : null;

    /// <summary>Makes a message to the node.</summary>
    internal Departure Seal(DownlinkKind kind, long nowMs, byte[] body) => new(Topics.SessionOf(Urn), downlink.Seal(kind, nowMs, body));
}
