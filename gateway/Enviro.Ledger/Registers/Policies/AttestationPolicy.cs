using System.Security.Cryptography;
using Enviro.Wire;

namespace Enviro.Ledger.Registers;

/// <summary>How a node that is not enrolled, and whose evidence is accepted, becomes so.</summary>
public enum ApprovalMode
{
    /// <summary>The operator approves each.</summary>
    Manual = 0,

    /// <summary>The gateway enrols it, if a trusted authority vouches for its key.</summary>
    Automatic = 1,
}

/// <summary>An authority whose certificates vouch for nodes' keys.</summary>
/// <param name="Name">What people call it, 1 to 64 bytes.</param>
/// <param name="Certificate">Its self-signed certificate in DER, at most 1024 bytes.</param>
public sealed record TrustedAuthority(string Name, byte[] Certificate);

/// <summary>A firmware that nodes may run (RFC 9334 §4.2: a reference value).</summary>
/// <param name="Name">Its name, 1 to 32 bytes.</param>
/// <param name="Version">Its version, 1 to 32 bytes.</param>
/// <param name="Digest">SHA-256 of its image, 32 bytes.</param>
/// <param name="MayBeDebugged">Whether a board with it may say that it can be debugged (dbgstat 0, RFC 9711 §4.2.9); such a node reaches AL1 at most.</param>
public sealed record FirmwareReference(string Name, string Version, byte[] Digest, bool MayBeDebugged = false);

/// <summary>A configuration that nodes' secure elements may have.</summary>
/// <param name="Name">What people call it, 1 to 32 bytes.</param>
/// <param name="Digest">Digest of the configuration zone, 32 bytes; see Atecc608Configuration.ConfigurationDigest.</param>
public sealed record ConfigurationReference(string Name, byte[] Digest);

/// <summary>
/// The transaction that says by what evidence is appraised, signed by the operator (RFC 9334 §8.5: appraisal policy for evidence). Each replaces the one
/// before, whole.
/// </summary>
/// <remarks><code>
/// #6.18([ bstr .cbor { 1 => -7, 3 => "application/vnd.enviro.policy+cbor", 4 => thumbprint of the operator's key }, {}, bstr .cbor {
///   1 => bstr .size 32, 2 => uint,            ; chain id; from, Unix ms
///   3 => [0*16 { 1 => tstr, 2 => bstr }],     ; authorities: name, certificate in DER
///   4 => [0*64 { 1 => tstr, 2 => tstr, 3 => bstr .size 32, ? 4 => 1 }], ; firmware: name, version, digest, may be debugged
///   5 => [0*16 { 1 => tstr, 2 => bstr .size 32 }], ; configurations: name, digest
///   6 => 0 / 1                                ; approval: manual, automatic
/// }, bstr .size 64 ])
/// </code></remarks>
public sealed class AttestationPolicy
{
    /// <summary>Content type in the protected header.</summary>
    public const string ContentType = "application/vnd.enviro.policy+cbor";

    /// <summary>Most authorities, and most configurations.</summary>
    public const int MaxAuthorities = 16;

    /// <summary>Most firmware references.</summary>
    public const int MaxFirmware = 64;

    /// <summary>Largest message in bytes.</summary>
    public const int MaxLength = 28672;

    private const int MaxAuthorityNameLength = 64;

    private byte[]? _hash;

    /// <summary>The authorities that are trusted, at most 16.</summary>
    public required IReadOnlyList<TrustedAuthority> Authorities { get; init; }

    /// <summary>The firmware that nodes may run, at most 64.</summary>
    public required IReadOnlyList<FirmwareReference> Firmware { get; init; }

    /// <summary>The configurations that secure elements may have, at most 16.</summary>
    public required IReadOnlyList<ConfigurationReference> Configurations { get; init; }

    /// <summary>How unknown nodes are enrolled.</summary>
    public required ApprovalMode Approval { get; init; }

    /// <summary>When it was signed, Unix ms; later than the policy it replaces.</summary>
    public required long AtMs { get; init; }

    /// <summary>The chain it is for, 32 bytes.</summary>
    public required byte[] ChainId { get; init; }

    /// <summary>SHA-256 of the payload, 32 bytes: what evidence records name it by.</summary>
    public byte[] Hash => _hash ??= SHA256.HashData(EncodePayload());

    /// <summary>Whether the other says the same, apart from when it was signed and for which chain.</summary>
    public bool SaysTheSameAs(AttestationPolicy other)
    {
        ArgumentNullException.ThrowIfNull(other);
        CborWriter mine = new(MaxLength);
        CborWriter others = new(MaxLength);
        WriteContent(mine);
        other.WriteContent(others);
        return mine.ToArray().AsSpan().SequenceEqual(others.ToArray());
    }

    /// <summary>Makes the transaction's message. A member outside its limits is refused with <see cref="ArgumentException"/>.</summary>
    public byte[] Sign(ISigningKey operatorKey) => SignedMessage.Sign(operatorKey, ContentType, EncodePayload());

    /// <summary>Parses a transaction's message; anything else raises <see cref="WireFormatException"/>. Does not verify the signature.</summary>
    public static AttestationPolicy Parse(byte[] message) => ParsePayload(SignedMessage.Parse(message, ContentType, MaxLength).Payload);

    /// <summary>Parses a signed message's payload; anything else raises <see cref="WireFormatException"/>.</summary>
    internal static AttestationPolicy ParsePayload(byte[] payload)
    {
        CborReader reader = new(payload);
        reader.ReadMapStart(6);
        reader.ReadLabel(1);
        byte[] chainId = reader.ReadByteString(Sha256.DigestLength);
        reader.ReadLabel(2);
        long atMs = (long)reader.ReadUnsigned(long.MaxValue);
        reader.ReadLabel(3);
        TrustedAuthority[] authorities = ReadList(reader, MaxAuthorities, ReadAuthority);
        reader.ReadLabel(4);
        FirmwareReference[] firmware = ReadList(reader, MaxFirmware, ReadFirmware);
        reader.ReadLabel(5);
        ConfigurationReference[] configurations = ReadList(reader, MaxAuthorities, ReadConfiguration);
        reader.ReadLabel(6);
        return new AttestationPolicy
        {
            Authorities = authorities,
            Firmware = firmware,
            Configurations = configurations,
            Approval = (ApprovalMode)reader.ReadUnsigned((ulong)ApprovalMode.Automatic),
            AtMs = atMs,
            ChainId = chainId,
        };
    }

    internal byte[] EncodePayload()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(AtMs);
        ArgumentOutOfRangeException.ThrowIfNotEqual(ChainId.Length, Sha256.DigestLength, nameof(ChainId));
        CborWriter writer = new(MaxLength);
        writer.WriteMapStart(6);
        writer.WriteInteger(1);
        writer.WriteByteString(ChainId);
        writer.WriteInteger(2);
        writer.WriteInteger(AtMs);
        WriteContent(writer);
        return writer.ToArray();
    }

    private void WriteContent(CborWriter writer)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Authorities.Count, MaxAuthorities, nameof(Authorities));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Firmware.Count, MaxFirmware, nameof(Firmware));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Configurations.Count, MaxAuthorities, nameof(Configurations));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)Approval, (uint)ApprovalMode.Automatic, nameof(Approval));
        writer.WriteInteger(3);
        writer.WriteArrayStart(Authorities.Count);
        foreach (TrustedAuthority authority in Authorities)
        {
            RequireCertificate(authority.Certificate.Length is > 0 and <= Evidence.MaxCertificateLength);
            writer.WriteMapStart(2);
            WriteName(writer, 1, authority.Name, MaxAuthorityNameLength);
            writer.WriteInteger(2);
            writer.WriteByteString(authority.Certificate);
        }

        writer.WriteInteger(4);
        writer.WriteArrayStart(Firmware.Count);
        foreach (FirmwareReference firmware in Firmware)
        {
            writer.WriteMapStart(firmware.MayBeDebugged ? 4 : 3);
            WriteName(writer, 1, firmware.Name, EvidenceClaims.MaxNameLength);
            WriteName(writer, 2, firmware.Version, EvidenceClaims.MaxNameLength);
            WriteDigest(writer, 3, firmware.Digest);
            if (firmware.MayBeDebugged)
            {
                writer.WriteInteger(4);
                writer.WriteInteger(1);
            }
        }

        writer.WriteInteger(5);
        writer.WriteArrayStart(Configurations.Count);
        foreach (ConfigurationReference configuration in Configurations)
        {
            writer.WriteMapStart(2);
            WriteName(writer, 1, configuration.Name, EvidenceClaims.MaxNameLength);
            WriteDigest(writer, 2, configuration.Digest);
        }

        writer.WriteInteger(6);
        writer.WriteInteger((long)Approval);
    }

    private static void RequireCertificate(bool holds)
    {
        if (!holds)
        {
            throw new ArgumentException($"An authority's certificate has 1 to {Evidence.MaxCertificateLength} bytes.");
        }
    }

    private static void WriteName(CborWriter writer, int label, string name, int maxLength)
    {
        writer.WriteInteger(label);
        RegisterText.Write(writer, name, maxLength);
    }

    private static void WriteDigest(CborWriter writer, int label, byte[] digest)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(digest.Length, Sha256.DigestLength, nameof(digest));
        writer.WriteInteger(label);
        writer.WriteByteString(digest);
    }

    private static T[] ReadList<T>(CborReader reader, int most, Func<CborReader, T> read)
    {
        int count = reader.ReadArrayStart();
        if (count > most)
        {
            throw new WireFormatException($"policy: a list has more than {most}");
        }

        T[] items = new T[count];
        for (int i = 0; i < count; i++)
        {
            items[i] = read(reader);
        }

        return items;
    }

    private static TrustedAuthority ReadAuthority(CborReader reader)
    {
        reader.ReadMapStart(2);
        reader.ReadLabel(1);
        string name = RegisterText.Read(reader, MaxAuthorityNameLength);
        reader.ReadLabel(2);
        byte[] certificate = reader.ReadByteString();
        return certificate.Length is > 0 and <= Evidence.MaxCertificateLength
            ? new TrustedAuthority(name, certificate)
            : throw new WireFormatException("policy: a certificate is empty or longer than its limit");
    }

    private static FirmwareReference ReadFirmware(CborReader reader)
    {
        int members = reader.ReadMapStart();
        if (members is not (3 or 4))
        {
            throw new WireFormatException("policy: firmware has three members, or a fourth");
        }

        reader.ReadLabel(1);
        string name = RegisterText.Read(reader, EvidenceClaims.MaxNameLength);
        reader.ReadLabel(2);
        string version = RegisterText.Read(reader, EvidenceClaims.MaxNameLength);
        reader.ReadLabel(3);
        byte[] digest = reader.ReadByteString(Sha256.DigestLength);
        if (members == 4)
        {
            reader.ReadLabel(4);
            reader.ReadLabel(1);
        }

        return new FirmwareReference(name, version, digest, members == 4);
    }

    private static ConfigurationReference ReadConfiguration(CborReader reader)
    {
        reader.ReadMapStart(2);
        reader.ReadLabel(1);
        string name = RegisterText.Read(reader, EvidenceClaims.MaxNameLength);
        reader.ReadLabel(2);
        return new ConfigurationReference(name, reader.ReadByteString(Sha256.DigestLength));
    }
}
