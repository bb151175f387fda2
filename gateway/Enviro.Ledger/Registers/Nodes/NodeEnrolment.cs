using Enviro.Wire;

namespace Enviro.Ledger.Registers;

/// <summary>The transaction that enrols a node, signed by the operator.</summary>
/// <remarks><code>
/// #6.18([ bstr .cbor { 1 => -7, 3 => "application/vnd.enviro.node-enrolled+cbor", 4 => thumbprint of the operator's key }, {}, bstr .cbor {
///   1 => tstr,           ; URN of the node (RFC 9039), "urn:dev:…", at most 95 bytes
///   2 => bstr .cbor COSE_Key, ; the node's key
///   3 => tstr,           ; site, 1 to 64 bytes
///   4 => 0..2,           ; assurance level
///   5 => uint,           ; enrolled at, Unix ms
///   6 => bstr .size 32   ; chain id
/// }, bstr .size 64 ])
/// </code></remarks>
public sealed class NodeEnrolment
{
    /// <summary>Content type in the protected header.</summary>
    public const string ContentType = "application/vnd.enviro.node-enrolled+cbor";

    /// <summary>What the URN of every node begins with (RFC 9039 §3).</summary>
    public const string UrnPrefix = "urn:dev:";

    /// <summary>Longest URN in bytes: with the "_" behind it, it is the base name of the node's packs.</summary>
    public const int MaxUrnLength = SenmlPack.MaxBaseNameLength - 1;

    /// <summary>Longest site in bytes of UTF-8.</summary>
    public const int MaxSiteLength = 64;

    /// <summary>Largest message in bytes.</summary>
    public const int MaxLength = 512;

    /// <summary>URN of the node.</summary>
    public required string Urn { get; init; }

    /// <summary>Public key X‖Y, 64 bytes.</summary>
    public required byte[] PublicKey { get; init; }

    /// <summary>Where it stands.</summary>
    public required string Site { get; init; }

    /// <summary>Assurance level 0, 1 or 2.</summary>
    public required uint AssuranceLevel { get; init; }

    /// <summary>When it was enrolled, Unix ms.</summary>
    public required long EnrolledAtMs { get; init; }

    /// <summary>The chain it is enrolled in, 32 bytes.</summary>
    public required byte[] ChainId { get; init; }

    /// <summary>Makes the transaction's message. A member outside its limits is refused with <see cref="ArgumentException"/>.</summary>
    public byte[] Sign(ISigningKey operatorKey) => SignedMessage.Sign(operatorKey, ContentType, EncodePayload());

    /// <summary>Parses a signed message's payload; anything else raises <see cref="WireFormatException"/>.</summary>
    internal static NodeEnrolment ParsePayload(byte[] payload)
    {
        CborReader reader = new(payload);
        reader.ReadMapStart(6);
        reader.ReadLabel(1);
        string urn = RegisterText.Read(reader, MaxUrnLength);
        if (!IsNodeUrn(urn))
        {
            throw new WireFormatException("node enrolment: the URN is not one of a device");
        }

        reader.ReadLabel(2);
        byte[] publicKey = CoseKey.Decode(reader.ReadByteString());
        reader.ReadLabel(3);
        string site = RegisterText.Read(reader, MaxSiteLength);
        reader.ReadLabel(4);
        uint assuranceLevel = (uint)reader.ReadUnsigned(EntryContext.MaxAssuranceLevel);
        reader.ReadLabel(5);
        long enrolledAtMs = (long)reader.ReadUnsigned(long.MaxValue);
        reader.ReadLabel(6);
        return new NodeEnrolment
        {
            Urn = urn,
            PublicKey = publicKey,
            Site = site,
            AssuranceLevel = assuranceLevel,
            EnrolledAtMs = enrolledAtMs,
            ChainId = reader.ReadByteString(Sha256.DigestLength),
        };
    }

    internal byte[] EncodePayload()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(EnrolledAtMs);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(AssuranceLevel, EntryContext.MaxAssuranceLevel);
        ArgumentOutOfRangeException.ThrowIfNotEqual(ChainId.Length, Sha256.DigestLength, nameof(ChainId));
        if (!IsNodeUrn(Urn))
        {
            throw new ArgumentException($"The URN of a node begins with {UrnPrefix} and is printable ASCII without spaces.", nameof(Urn));
        }

        CborWriter writer = new(MaxLength);
        writer.WriteMapStart(6);
        writer.WriteInteger(1);
        RegisterText.Write(writer, Urn, MaxUrnLength);
        writer.WriteInteger(2);
        writer.WriteByteString(CoseKey.Encode(PublicKey));
        writer.WriteInteger(3);
        RegisterText.Write(writer, Site, MaxSiteLength);
        writer.WriteInteger(4);
        writer.WriteUnsigned(AssuranceLevel);
        writer.WriteInteger(5);
        writer.WriteInteger(EnrolledAtMs);
        writer.WriteInteger(6);
        writer.WriteByteString(ChainId);
        return writer.ToArray();
    }

    private static bool IsNodeUrn(string urn) =>
        urn.Length > UrnPrefix.Length && urn.StartsWith(UrnPrefix, StringComparison.Ordinal) && urn.All(letter => letter is > ' ' and < '\x7f');
}
