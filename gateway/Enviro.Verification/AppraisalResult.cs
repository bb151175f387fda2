namespace Enviro.Verification;

/// <summary>
/// The verdict on what arrived from outside (RFC 9334 §8.4: attestation result). Every reason has a name, is counted under it, and its number is
/// what an acknowledgement and an entry's context carry: numbers are never reused.
/// </summary>
public enum AppraisalResult
{
    /// <summary>Signed by an enrolled node, and follows what that node sent before.</summary>
    Accepted = 0,

    /// <summary>Not a reading message: not CBOR, not COSE_Sign1, or not its profile.</summary>
    Malformed = 1,

    /// <summary>Longer than a reading message can be.</summary>
    Oversized = 2,

    /// <summary>Published to a topic that is not <c>enviro/v1/{node}/up/reading</c>.</summary>
    WrongTopic = 3,

    /// <summary>Signed under a key that is not enrolled.</summary>
    UnknownAttester = 4,

    /// <summary>The signature does not verify with the enrolled key: altered, or signed by another.</summary>
    BadSignature = 5,

    /// <summary>A message of one node under the topic of another, or naming another in its base name.</summary>
    NodeMismatch = 6,

    /// <summary>Byte for byte a message that is already kept. It is acknowledged again and not kept twice.</summary>
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
}
