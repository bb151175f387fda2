using Enviro.Wire;

namespace Enviro.Ledger.Registers;

/// <summary>On what grounds a node was enrolled. The numbers are part of transactions and never change their meaning.</summary>
public enum EnrolmentBasis
{
    /// <summary>The gateway's configuration lists it.</summary>
    Listed = 0,

    /// <summary>The operator approved it.</summary>
    Approved = 1,

    /// <summary>The gateway enrolled it by itself, on its evidence, as the policy allows.</summary>
    Automatic = 2,
}

/// <summary>The transaction that enrols a node, signed by the operator.</summary>
/// <remarks><code>
/// #6.18([ bstr .cbor { 1 => -7, 3 => "application/vnd.enviro.node-enrolled+cbor", 4 => thumbprint of the operator's key }, {}, bstr .cbor {
///   1 => tstr,           ; URN of the node (RFC 9039), "urn:dev:…", at most 95 bytes
///   ? 2 => bstr .cbor COSE_Key, ; the node's key; or else member 7
///   3 => tstr,           ; site, 1 to 64 bytes
///   4 => 0..2,           ; assurance level
///   5 => uint,           ; enrolled at, Unix ms
///   6 => bstr .size 32,  ; chain id
///   ? 7 => bstr .size 32, ; thumbprint of a key shared with the gateway; then level 0 and no evidence
///   ? 8 => evidence-record,
///   ? 9 => 1 / 2,        ; basis; absent: listed in the configuration
///   ? 10 => tstr         ; reason, 1 to 128 bytes
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

    /// <summary>Longest reason in bytes of UTF-8.</summary>
    public const int MaxReasonLength = 128;

    /// <summary>Largest message in bytes.</summary>
    public const int MaxLength = 8192;

    /// <summary>URN of the node.</summary>
    public required string Urn { get; init; }

    /// <summary>Public key X‖Y, 64 bytes; null for a node that shares a key with its gateway.</summary>
    public byte[]? PublicKey { get; init; }

    /// <summary>Thumbprint of the key that node and gateway share, 32 bytes; null for a node with a key of its own.</summary>
    public byte[]? SharedKeyThumbprint { get; init; }

    /// <summary>Where it stands.</summary>
    public required string Site { get; init; }

    /// <summary>Assurance level 0, 1 or 2: what its evidence gives, or, without evidence, what the operator says.</summary>
    public required uint AssuranceLevel { get; init; }

    /// <summary>When it was enrolled, Unix ms.</summary>
    public required long EnrolledAtMs { get; init; }

    /// <summary>The chain it is enrolled in, 32 bytes.</summary>
    public required byte[] ChainId { get; init; }

    /// <summary>The evidence it was enrolled on; null where there was none.</summary>
    public EvidenceRecord? Evidence { get; init; }

    /// <summary>On what grounds.</summary>
    public EnrolmentBasis Basis { get; init; }

    /// <summary>Why, in the operator's words; null where he gave none.</summary>
    public string? Reason { get; init; }

    /// <summary>Makes the transaction's message. A member outside its limits is refused with <see cref="ArgumentException"/>.</summary>
    public byte[] Sign(ISigningKey operatorKey) => SignedMessage.Sign(operatorKey, ContentType, EncodePayload());

    /// <summary>Parses a transaction's message; anything else raises <see cref="WireFormatException"/>. Does not verify the signature.</summary>
    public static NodeEnrolment Parse(byte[] message) => ParsePayload(SignedMessage.Parse(message, ContentType, MaxLength).Payload);

    /// <summary>Whether this is a URN of a device, in printable ASCII without spaces.</summary>
    public static bool IsNodeUrn(string urn)
    {
        ArgumentNullException.ThrowIfNull(urn);
        return urn.Length > UrnPrefix.Length && urn.StartsWith(UrnPrefix, StringComparison.Ordinal) && urn.All(letter => letter is > ' ' and < '\x7f');
    }

    /// <summary>Parses a signed message's payload; anything else raises <see cref="WireFormatException"/>.</summary>
    internal static NodeEnrolment ParsePayload(byte[] payload)
    {
        CborReader reader = new(payload);
        MapMembers members = new(reader);
        members.Require(1);
        string urn = RegisterText.Read(reader, MaxUrnLength);
        byte[]? publicKey = members.TryRead(2) ? CoseKey.Decode(reader.ReadByteString()) : null;
        members.Require(3);
        string site = RegisterText.Read(reader, MaxSiteLength);
        members.Require(4);
        uint assuranceLevel = (uint)reader.ReadUnsigned(EntryContext.MaxAssuranceLevel);
        members.Require(5);
        long enrolledAtMs = (long)reader.ReadUnsigned(long.MaxValue);
        members.Require(6);
        byte[] chainId = reader.ReadByteString(Sha256.DigestLength);
        byte[]? sharedKey = members.TryRead(7) ? reader.ReadByteString(Sha256.DigestLength) : null;
        EvidenceRecord? evidence = members.TryRead(8) ? EvidenceRecord.Read(reader) : null;
        EnrolmentBasis basis = members.TryRead(9) ? ReadBasis(reader) : EnrolmentBasis.Listed;
        string? reason = members.TryRead(10) ? RegisterText.Read(reader, MaxReasonLength) : null;
        members.RequireEnd();
        NodeEnrolment enrolment = new()
        {
            Urn = urn,
            PublicKey = publicKey,
            SharedKeyThumbprint = sharedKey,
            Site = site,
            AssuranceLevel = assuranceLevel,
            EnrolledAtMs = enrolledAtMs,
            ChainId = chainId,
            Evidence = evidence,
            Basis = basis,
            Reason = reason,
        };
        return enrolment.Fault is { } fault ? throw new WireFormatException($"node enrolment: {fault}") : enrolment;
    }

    internal byte[] EncodePayload()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(EnrolledAtMs);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(AssuranceLevel, EntryContext.MaxAssuranceLevel);
        ArgumentOutOfRangeException.ThrowIfNotEqual(ChainId.Length, Sha256.DigestLength, nameof(ChainId));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)Basis, (uint)EnrolmentBasis.Automatic, nameof(Basis));
        ArgumentOutOfRangeException.ThrowIfNotEqual(SharedKeyThumbprint?.Length ?? Sha256.DigestLength, Sha256.DigestLength, nameof(SharedKeyThumbprint));
        if (Fault is { } fault)
        {
            throw new ArgumentException($"In an enrolment, {fault}.");
        }

        int absent = (Evidence is null ? 1 : 0) + (Basis == EnrolmentBasis.Listed ? 1 : 0) + (Reason is null ? 1 : 0);
        CborWriter writer = new(MaxLength);
        writer.WriteMapStart(9 - absent);
        writer.WriteInteger(1);
        RegisterText.Write(writer, Urn, MaxUrnLength);
        if (PublicKey is not null)
        {
            writer.WriteInteger(2);
            writer.WriteByteString(CoseKey.Encode(PublicKey));
        }

        writer.WriteInteger(3);
        RegisterText.Write(writer, Site, MaxSiteLength);
        writer.WriteInteger(4);
        writer.WriteUnsigned(AssuranceLevel);
        writer.WriteInteger(5);
        writer.WriteInteger(EnrolledAtMs);
        writer.WriteInteger(6);
        writer.WriteByteString(ChainId);
        WriteOptional(writer);
        return writer.ToArray();
    }

    private void WriteOptional(CborWriter writer)
    {
        if (SharedKeyThumbprint is not null)
        {
            writer.WriteInteger(7);
            writer.WriteByteString(SharedKeyThumbprint);
        }

        if (Evidence is not null)
        {
            writer.WriteInteger(8);
            Evidence.Write(writer);
        }

        if (Basis != EnrolmentBasis.Listed)
        {
            writer.WriteInteger(9);
            writer.WriteInteger((long)Basis);
        }

        if (Reason is not null)
        {
            writer.WriteInteger(10);
            RegisterText.Write(writer, Reason, MaxReasonLength);
        }
    }

    private string? Fault =>
        !IsNodeUrn(Urn) ? $"the URN begins with {UrnPrefix} and is printable ASCII without spaces"
        : PublicKey is null == SharedKeyThumbprint is null ? "there is either a key or the thumbprint of a shared one"
        : SharedKeyThumbprint is not null && (AssuranceLevel != 0 || Evidence is not null) ? "a node with a shared key has level 0 and no evidence"
        : Basis == EnrolmentBasis.Automatic && Evidence is null ? "who is enrolled automatically has evidence"
        : null;

    private static EnrolmentBasis ReadBasis(CborReader reader)
    {
        EnrolmentBasis basis = (EnrolmentBasis)reader.ReadUnsigned((ulong)EnrolmentBasis.Automatic);
        return basis != EnrolmentBasis.Listed ? basis : throw new WireFormatException("node enrolment: a basis of 0 is not written");
    }
}
