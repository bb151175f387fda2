namespace Enviro.Ledger.Registers;

/// <summary>The verdict of a register on a transaction.</summary>
public enum RegisterResult
{
    /// <summary>It follows the rules and changes the state.</summary>
    Accepted = 0,

    /// <summary>Its signer may not do this.</summary>
    NotAuthorised,

    /// <summary>The signature is not the signer's.</summary>
    BadSignature,

    /// <summary>The bytes are not a transaction of this kind.</summary>
    Malformed,

    /// <summary>What it adds is there already: a second charter, a key that is enrolled, evidence that was used.</summary>
    AlreadyPresent,

    /// <summary>The chain has no charter yet, so nobody may do anything.</summary>
    MissingCharter,

    /// <summary>It was made for another chain.</summary>
    WrongChain,

    /// <summary>The key it brings is no point of P-256.</summary>
    InvalidKey,

    /// <summary>Another key is enrolled under this URN.</summary>
    UrnTaken,

    /// <summary>The service key it brings is another gateway's.</summary>
    KeyTaken,

    /// <summary>It is about a node that is not enrolled.</summary>
    UnknownNode,

    /// <summary>The node is suspended or revoked.</summary>
    NotActive,

    /// <summary>The evidence is not under the node's key.</summary>
    WrongEvidence,

    /// <summary>The evidence was appraised by another policy than the one in force.</summary>
    WrongPolicy,

    /// <summary>It is not newer than what it would replace: signed once, it must not be used again when it suits somebody.</summary>
    OutOfOrder,
}
