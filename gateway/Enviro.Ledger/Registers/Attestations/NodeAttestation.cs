using Enviro.Wire;

namespace Enviro.Ledger.Registers;

/// <summary>
/// The transaction by which a gateway records that it accepted a node's evidence, signed by its service key. It carries the evidence whole, so that
/// nobody has to take the gateway's word for it.
/// </summary>
/// <remarks><code>
/// #6.18([ bstr .cbor { 1 => -7, 3 => "application/vnd.enviro.node-attested+cbor", 4 => thumbprint of a gateway's service key }, {}, bstr .cbor {
///   1 => bstr .size 32,  ; thumbprint of the node's key
///   2 => evidence-record,
///   3 => 0..2,           ; assurance level
///   4 => uint,           ; attested at, Unix ms
///   5 => bstr .size 32   ; chain id
/// }, bstr .size 64 ])
/// </code></remarks>
public sealed class NodeAttestation
{
    /// <summary>Content type in the protected header.</summary>
    public const string ContentType = "application/vnd.enviro.node-attested+cbor";

    /// <summary>Largest message in bytes.</summary>
    public const int MaxLength = EvidenceRecord.MaxLength + 288;

    /// <summary>Thumbprint of the node's key, 32 bytes.</summary>
    public required byte[] Node { get; init; }

    /// <summary>The evidence that was accepted.</summary>
    public required EvidenceRecord Evidence { get; init; }

    /// <summary>Assurance level 0, 1 or 2 that the evidence gives.</summary>
    public required uint AssuranceLevel { get; init; }

    /// <summary>When it was appraised, Unix ms: the time its certificates had to be valid at.</summary>
    public required long AtMs { get; init; }

    /// <summary>The chain it is for, 32 bytes.</summary>
    public required byte[] ChainId { get; init; }

    /// <summary>Makes the transaction's message. A member outside its limits is refused with <see cref="ArgumentException"/>.</summary>
    public byte[] Sign(ISigningKey serviceKey) => SignedMessage.Sign(serviceKey, ContentType, EncodePayload());

    /// <summary>Parses a transaction's message; anything else raises <see cref="WireFormatException"/>. Does not verify the signature.</summary>
    public static NodeAttestation Parse(byte[] message) => ParsePayload(SignedMessage.Parse(message, ContentType, MaxLength).Payload);

    /// <summary>Parses a signed message's payload; anything else raises <see cref="WireFormatException"/>.</summary>
    internal static NodeAttestation ParsePayload(byte[] payload)
    {
        CborReader reader = new(payload);
        reader.ReadMapStart(5);
        reader.ReadLabel(1);
        byte[] node = reader.ReadByteString(Sha256.DigestLength);
        reader.ReadLabel(2);
        EvidenceRecord evidence = EvidenceRecord.Read(reader);
        reader.ReadLabel(3);
        uint assuranceLevel = (uint)reader.ReadUnsigned(EntryContext.MaxAssuranceLevel);
        reader.ReadLabel(4);
        long atMs = (long)reader.ReadUnsigned(long.MaxValue);
        reader.ReadLabel(5);
        return new NodeAttestation
        {
            Node = node,
            Evidence = evidence,
            AssuranceLevel = assuranceLevel,
            AtMs = atMs,
            ChainId = reader.ReadByteString(Sha256.DigestLength),
        };
    }

    internal byte[] EncodePayload()
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(Node.Length, Sha256.DigestLength, nameof(Node));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(AssuranceLevel, EntryContext.MaxAssuranceLevel);
        ArgumentOutOfRangeException.ThrowIfNegative(AtMs);
        ArgumentOutOfRangeException.ThrowIfNotEqual(ChainId.Length, Sha256.DigestLength, nameof(ChainId));
        CborWriter writer = new(MaxLength);
        writer.WriteMapStart(5);
        writer.WriteInteger(1);
        writer.WriteByteString(Node);
        writer.WriteInteger(2);
        Evidence.Write(writer);
        writer.WriteInteger(3);
        writer.WriteUnsigned(AssuranceLevel);
        writer.WriteInteger(4);
        writer.WriteInteger(AtMs);
        writer.WriteInteger(5);
        writer.WriteByteString(ChainId);
        return writer.ToArray();
    }
}
