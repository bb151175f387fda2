using Enviro.Wire;

namespace Enviro.Ledger.Registers;

/// <summary>Whether readings of a node are taken. The numbers are part of transactions and never change their meaning.</summary>
public enum NodeStatus
{
    /// <summary>They are.</summary>
    Active = 0,

    /// <summary>They are not, until it is resumed.</summary>
    Suspended = 1,

    /// <summary>They are not, ever again.</summary>
    Revoked = 2,
}

/// <summary>The transaction that suspends, resumes or revokes a node, signed by the operator.</summary>
/// <remarks><code>
/// #6.18([ bstr .cbor { 1 => -7, 3 => "application/vnd.enviro.node-status+cbor", 4 => thumbprint of the operator's key }, {}, bstr .cbor {
///   1 => bstr .size 32,  ; thumbprint of the node's key
///   2 => 0..2,           ; active, suspended, revoked
///   3 => tstr,           ; reason, 1 to 128 bytes
///   4 => uint,           ; changed at, Unix ms
///   5 => bstr .size 32   ; chain id
/// }, bstr .size 64 ])
/// </code></remarks>
public sealed class NodeStatusChange
{
    /// <summary>Content type in the protected header.</summary>
    public const string ContentType = "application/vnd.enviro.node-status+cbor";

    /// <summary>Longest reason in bytes of UTF-8.</summary>
    public const int MaxReasonLength = 128;

    /// <summary>Largest message in bytes.</summary>
    public const int MaxLength = 416;

    /// <summary>Thumbprint of the node's key, 32 bytes.</summary>
    public required byte[] Node { get; init; }

    /// <summary>Its status from now on.</summary>
    public required NodeStatus Status { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>When it was changed, Unix ms; later than the node's change before.</summary>
    public required long AtMs { get; init; }

    /// <summary>The chain it is for, 32 bytes.</summary>
    public required byte[] ChainId { get; init; }

    /// <summary>Makes the transaction's message. A member outside its limits is refused with <see cref="ArgumentException"/>.</summary>
    public byte[] Sign(ISigningKey operatorKey) => SignedMessage.Sign(operatorKey, ContentType, EncodePayload());

    /// <summary>Parses a transaction's message; anything else raises <see cref="WireFormatException"/>. Does not verify the signature.</summary>
    public static NodeStatusChange Parse(byte[] message) => ParsePayload(SignedMessage.Parse(message, ContentType, MaxLength).Payload);

    /// <summary>Parses a signed message's payload; anything else raises <see cref="WireFormatException"/>.</summary>
    internal static NodeStatusChange ParsePayload(byte[] payload)
    {
        CborReader reader = new(payload);
        reader.ReadMapStart(5);
        reader.ReadLabel(1);
        byte[] node = reader.ReadByteString(Sha256.DigestLength);
        reader.ReadLabel(2);
        NodeStatus status = (NodeStatus)reader.ReadUnsigned((ulong)NodeStatus.Revoked);
        reader.ReadLabel(3);
        string reason = RegisterText.Read(reader, MaxReasonLength);
        reader.ReadLabel(4);
        long atMs = (long)reader.ReadUnsigned(long.MaxValue);
        reader.ReadLabel(5);
        return new NodeStatusChange { Node = node, Status = status, Reason = reason, AtMs = atMs, ChainId = reader.ReadByteString(Sha256.DigestLength) };
    }

    internal byte[] EncodePayload()
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(Node.Length, Sha256.DigestLength, nameof(Node));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)Status, (uint)NodeStatus.Revoked, nameof(Status));
        ArgumentOutOfRangeException.ThrowIfNegative(AtMs);
        ArgumentOutOfRangeException.ThrowIfNotEqual(ChainId.Length, Sha256.DigestLength, nameof(ChainId));
        CborWriter writer = new(MaxLength);
        writer.WriteMapStart(5);
        writer.WriteInteger(1);
        writer.WriteByteString(Node);
        writer.WriteInteger(2);
        writer.WriteInteger((long)Status);
        writer.WriteInteger(3);
        RegisterText.Write(writer, Reason, MaxReasonLength);
        writer.WriteInteger(4);
        writer.WriteInteger(AtMs);
        writer.WriteInteger(5);
        writer.WriteByteString(ChainId);
        return writer.ToArray();
    }
}
