namespace Enviro.Verification;

/// <summary>
/// The verdict on what arrived from outside (RFC 9334 §8.4: attestation result). Every reason has a name, is counted under it, and its number is
/// what an acknowledgement and an entry's context carry: numbers are never reused.
/// </summary>
public enum AppraisalResult
{
    /// <summary>Signed by an enrolled node, and follows what that node sent before.</summary>
    Accepted = 0,

    /// <summary>Not the message it should be: not CBOR, not COSE, or not its profile.</summary>
    Malformed = 1,

    /// <summary>Longer than such a message can be.</summary>
    Oversized = 2,

    /// <summary>Published to a topic that is not <c>enviro/v1/{node}/up/</c> with <c>reading</c>, <c>hello</c> or <c>evidence</c>.</summary>
    WrongTopic = 3,

    /// <summary>Signed under a key that is not enrolled.</summary>
    UnknownAttester = 4,

    /// <summary>The signature does not verify with the enrolled key: altered, or signed by another.</summary>
    BadSignature = 5,

    /// <summary>A message of one node under the topic of another, or naming another in its base name.</summary>
    NodeMismatch = 6,

    /// <summary>Byte for byte a message that is already kept, which is acknowledged again and not kept twice; or a hello from before.</summary>
    Replayed = 7,

    /// <summary>Another message with this boot and sequence number is already kept: the key signed two.</summary>
    SequenceRepeated = 8,

    /// <summary>Older than the node's last kept message, and not kept itself: reordered on its way.</summary>
    OutOfOrder = 9,

    /// <summary>The next sequence number, but it does not name the last kept message as its previous one.</summary>
    BrokenChain = 10,

    /// <summary>Signed or measured at a time that cannot be: the node's clock is far off.</summary>
    ClockOutOfRange = 11,

    /// <summary>A second client connected under the identifier of one that is connected.</summary>
    DuplicateClient = 12,

    /// <summary>A client tried to read what is not addressed to it.</summary>
    SubscriptionRefused = 13,

    /// <summary>An MQTT packet that is larger than any this gateway takes; the connection is closed.</summary>
    PacketTooLarge = 14,

    /// <summary>A connection beyond the most that may be open at a time.</summary>
    TooManyClients = 15,

    /// <summary>A client without an identifier, or with one longer than 128 characters.</summary>
    InvalidClient = 16,

    /// <summary>Signed by an enrolled node that the operator suspended.</summary>
    Suspended = 17,

    /// <summary>Signed by a node that the operator revoked.</summary>
    Revoked = 18,

    /// <summary>From a node that has shown its evidence and waits for the operator's approval.</summary>
    NotApproved = 19,

    /// <summary>Its certificate chain leads to no authority of the policy.</summary>
    UnknownAuthority = 20,

    /// <summary>A certificate of its chain is not valid at this time: expired, or not yet valid.</summary>
    CertificateExpired = 21,

    /// <summary>Its certificate is for another key or another node, or is none.</summary>
    CertificateMismatch = 22,

    /// <summary>Its evidence answers another nonce than the one it was asked with: recorded earlier, or made for another.</summary>
    StaleNonce = 23,

    /// <summary>Its firmware is not one of the policy's.</summary>
    FirmwareNotInPolicy = 24,

    /// <summary>Its secure element's configuration is not one of the policy's, or is not locked.</summary>
    ConfigurationNotInPolicy = 25,

    /// <summary>Its processor can be debugged, so that everything it claims could be made up.</summary>
    DebugEnabled = 26,

    /// <summary>The secure element's quote is not by the key its certificate names, not of this chip, or altered.</summary>
    BadQuote = 27,

    /// <summary>A key that goes by a URN that another key holds.</summary>
    ClonedIdentity = 28,

    /// <summary>A key that went by another URN before.</summary>
    KeyMoved = 29,

    /// <summary>Evidence nobody asked for, or of a node without a session.</summary>
    UnexpectedEvidence = 30,

    /// <summary>An unknown node beyond the most that may wait for approval at a time.</summary>
    TooManyPending = 31,

    /// <summary>A hello beyond what one client, or all keys that are not enrolled together, may send.</summary>
    TooManyHellos = 32,

    /// <summary>A connection to the port for TLS on which none came about: another protocol or version, a certificate refused, or too slow.</summary>
    HandshakeFailed = 33,

    /// <summary>A node that is to get settings with a secret in them is connected without TLS.</summary>
    SettingsWithheld = 34,
}

/// <summary>What verdicts have in common.</summary>
public static class AppraisalResultExtensions
{
    /// <summary>
    /// Whether a refusal with this verdict belongs to the security log: somebody showed a key, certificate or claim that is not in order. What noise,
    /// loss and repetition on the way cause does not.
    /// </summary>
    public static bool IsSecurityEvent(this AppraisalResult result) => result is
        AppraisalResult.BadSignature or AppraisalResult.NodeMismatch or AppraisalResult.SequenceRepeated or AppraisalResult.BrokenChain
        or AppraisalResult.DuplicateClient or AppraisalResult.SubscriptionRefused
        or AppraisalResult.Suspended or AppraisalResult.Revoked
        or (>= AppraisalResult.UnknownAuthority and <= AppraisalResult.TooManyPending);
}
