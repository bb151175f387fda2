using System;

namespace Enviro.Wire;

/// <summary>
/// What the secure element keeps of its certificate's issuer, in slot 8: enough to rebuild the certificate and the node's URN without the authority.
/// </summary>
/// <remarks>"EIR1" ‖ enterprise number (4) ‖ key identifier (20) ‖ length of the name (2) ‖ name in DER ‖ first 4 bytes of SHA-256 of all before; big-endian</remarks>
public sealed class IssuerRecord
{
    /// <summary>Largest record in bytes, as it lies in the slot: whole blocks of 32.</summary>
    public const int MaxLength = 256;

    private const int EnterpriseOffset = 4;
    private const int KeyIdOffset = 8;
    private const int NameLengthOffset = 28;
    private const int NameOffset = 30;
    private const int ChecksumLength = 4;
    private const int BlockLength = 32;

    private static readonly byte[] Magic = [0x45, 0x49, 0x52, 0x31];

    /// <summary>Creates a record; a part out of its range raises <see cref="ArgumentException"/>.</summary>
    public IssuerRecord(uint enterprise, byte[] authorityKeyId, byte[] issuerName)
    {
        if (authorityKeyId.Length != DeviceCertificate.KeyIdLength || issuerName.Length == 0 || issuerName.Length > DeviceCertificate.MaxIssuerNameLength)
        {
            throw new ArgumentException("An issuer has a key identifier of 20 bytes and a name of 1 to 200.");
        }

        Enterprise = enterprise;
        AuthorityKeyId = authorityKeyId;
        IssuerName = issuerName;
    }

    /// <summary>The deployment's IANA enterprise number, of which node URNs are made.</summary>
    public uint Enterprise { get; }

    /// <summary>Key identifier of the issuer's key, 20 bytes.</summary>
    public byte[] AuthorityKeyId { get; }

    /// <summary>The issuer's distinguished name in DER.</summary>
    public byte[] IssuerName { get; }

    /// <summary>Encodes the record, filled up with zeros to whole blocks of 32 bytes.</summary>
    public byte[] Encode()
    {
        int length = NameOffset + IssuerName.Length;
        byte[] encoded = new byte[(length + ChecksumLength + BlockLength - 1) / BlockLength * BlockLength];
        Array.Copy(Magic, 0, encoded, 0, Magic.Length);
        for (int i = 0; i < 4; i++)
        {
            encoded[EnterpriseOffset + i] = (byte)(Enterprise >> (24 - (8 * i)));
        }

        Array.Copy(AuthorityKeyId, 0, encoded, KeyIdOffset, AuthorityKeyId.Length);
        encoded[NameLengthOffset] = (byte)(IssuerName.Length >> 8);
        encoded[NameLengthOffset + 1] = (byte)IssuerName.Length;
        Array.Copy(IssuerName, 0, encoded, NameOffset, IssuerName.Length);
        Array.Copy(ChecksumOf(encoded, length), 0, encoded, length, ChecksumLength);
        return encoded;
    }

    /// <summary>Parses the start of a slot's content; raises <see cref="WireFormatException"/> where no whole record lies there.</summary>
    public static IssuerRecord Parse(byte[] content)
    {
        int nameLength = content.Length < NameOffset ? 0 : (content[NameLengthOffset] << 8) | content[NameLengthOffset + 1];
        int length = NameOffset + nameLength;
        bool whole = nameLength > 0 && nameLength <= DeviceCertificate.MaxIssuerNameLength && length + ChecksumLength <= content.Length;
        for (int i = 0; whole && i < Magic.Length; i++)
        {
            whole = content[i] == Magic[i];
        }

        byte[] checksum = whole ? ChecksumOf(content, length) : [];
        for (int i = 0; whole && i < ChecksumLength; i++)
        {
            whole = content[length + i] == checksum[i];
        }

        if (!whole)
        {
            throw new WireFormatException("issuer record: missing or damaged");
        }

        uint enterprise = 0;
        for (int i = 0; i < 4; i++)
        {
            enterprise = (enterprise << 8) | content[EnterpriseOffset + i];
        }

        byte[] keyId = new byte[DeviceCertificate.KeyIdLength];
        Array.Copy(content, KeyIdOffset, keyId, 0, keyId.Length);
        byte[] name = new byte[nameLength];
        Array.Copy(content, NameOffset, name, 0, nameLength);
        return new IssuerRecord(enterprise, keyId, name);
    }

    private static byte[] ChecksumOf(byte[] buffer, int count)
    {
        Sha256 hash = new Sha256();
        byte[] digest = new byte[Sha256.DigestLength];
        hash.Append(buffer, 0, count);
        hash.Finish(digest, 0);
        return digest;
    }
}
