using Enviro.Wire;

namespace Enviro.Ledger.Registers;

/// <summary>What kind of key seals a gateway's blocks.</summary>
public enum SealKeyKind
{
    /// <summary>A key in a file: no platform attestation.</summary>
    Software = 0,

    /// <summary>A TPM's attestation key: each seal is a quote.</summary>
    TpmAttestationKey = 1,
}

/// <summary>The transaction that enrols a gateway's seal key and the key of its service, signed by the operator.</summary>
/// <remarks><code>
/// #6.18([ bstr .cbor { 1 => -7, 3 => "application/vnd.enviro.gateway-enrolled+cbor", 4 => thumbprint of the operator's key }, {}, bstr .cbor {
///   1 => tstr,           ; name, 1 to 64 bytes
///   2 => bstr .cbor COSE_Key, ; the seal key
///   3 => 0 / 1,          ; software, TPM attestation key
///   4 => uint,           ; enrolled at, Unix ms
///   5 => bstr .size 32,  ; chain id
///   ? 6 => bstr .cbor COSE_Key ; the service key: signs challenges and attestations
/// }, bstr .size 64 ])
/// </code></remarks>
public sealed class GatewayEnrolment
{
    /// <summary>Content type in the protected header.</summary>
    public const string ContentType = "application/vnd.enviro.gateway-enrolled+cbor";

    /// <summary>Longest name in bytes of UTF-8.</summary>
    public const int MaxNameLength = 64;

    /// <summary>Largest message in bytes.</summary>
    public const int MaxLength = 528;

    /// <summary>Name of the gateway.</summary>
    public required string Name { get; init; }

    /// <summary>Public seal key X‖Y, 64 bytes.</summary>
    public required byte[] PublicKey { get; init; }

    /// <summary>Where the key lives.</summary>
    public required SealKeyKind KeyKind { get; init; }

    /// <summary>When it was enrolled, Unix ms; for another service key, later than the one before.</summary>
    public required long EnrolledAtMs { get; init; }

    /// <summary>The chain it is enrolled in, 32 bytes.</summary>
    public required byte[] ChainId { get; init; }

    /// <summary>Public key X‖Y of the gateway's service, 64 bytes: it signs challenges and attestations. Null where it attests no nodes.</summary>
    public byte[]? ServiceKey { get; init; }

    /// <summary>Makes the transaction's message. A member outside its limits is refused with <see cref="ArgumentException"/>.</summary>
    public byte[] Sign(ISigningKey operatorKey) => SignedMessage.Sign(operatorKey, ContentType, EncodePayload());

    /// <summary>Parses a transaction's message; anything else raises <see cref="WireFormatException"/>. Does not verify the signature.</summary>
    public static GatewayEnrolment Parse(byte[] message) => ParsePayload(SignedMessage.Parse(message, ContentType, MaxLength).Payload);

    /// <summary>Parses a signed message's payload; anything else raises <see cref="WireFormatException"/>.</summary>
    internal static GatewayEnrolment ParsePayload(byte[] payload)
    {
        CborReader reader = new(payload);
        MapMembers members = new(reader);
        members.Require(1);
        string name = RegisterText.Read(reader, MaxNameLength);
        members.Require(2);
        byte[] publicKey = CoseKey.Decode(reader.ReadByteString());
        members.Require(3);
        SealKeyKind kind = (SealKeyKind)reader.ReadUnsigned((ulong)SealKeyKind.TpmAttestationKey);
        members.Require(4);
        long enrolledAtMs = (long)reader.ReadUnsigned(long.MaxValue);
        members.Require(5);
        byte[] chainId = reader.ReadByteString(Sha256.DigestLength);
        byte[]? serviceKey = members.TryRead(6) ? CoseKey.Decode(reader.ReadByteString()) : null;
        members.RequireEnd();
        return new GatewayEnrolment
        {
            Name = name,
            PublicKey = publicKey,
            KeyKind = kind,
            EnrolledAtMs = enrolledAtMs,
            ChainId = chainId,
            ServiceKey = serviceKey,
        };
    }

    internal byte[] EncodePayload()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(EnrolledAtMs);
        ArgumentOutOfRangeException.ThrowIfNotEqual(ChainId.Length, Sha256.DigestLength, nameof(ChainId));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)KeyKind, (uint)SealKeyKind.TpmAttestationKey, nameof(KeyKind));
        CborWriter writer = new(MaxLength);
        writer.WriteMapStart(ServiceKey is null ? 5 : 6);
        writer.WriteInteger(1);
        RegisterText.Write(writer, Name, MaxNameLength);
        writer.WriteInteger(2);
        writer.WriteByteString(CoseKey.Encode(PublicKey));
        writer.WriteInteger(3);
        writer.WriteInteger((long)KeyKind);
        writer.WriteInteger(4);
        writer.WriteInteger(EnrolledAtMs);
        writer.WriteInteger(5);
        writer.WriteByteString(ChainId);
        if (ServiceKey is not null)
        {
            writer.WriteInteger(6);
            writer.WriteByteString(CoseKey.Encode(ServiceKey));
        }

        return writer.ToArray();
    }
}
