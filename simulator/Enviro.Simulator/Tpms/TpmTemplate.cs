using Enviro.Tpm;

namespace Enviro.Simulator;

/// <summary>
/// TPMT_PUBLIC of a P-256 key with SHA-256 as its name's hash (TPM 2.0 Part 2, 12.2.4): what TPM2_CreatePrimary is given. It knows signing keys for
/// ECDSA with SHA-256 and storage keys with AES-128-CFB; what it does not know is refused as by a TPM without that algorithm.
/// </summary>
internal sealed record TpmTemplate(TpmObjectAttributes Attributes, byte[] Policy, bool HasSymmetric, bool HasScheme, byte[] UniqueX, byte[] UniqueY)
{
    /// <summary>The object is lost at every TPM2_Startup(CLEAR).</summary>
    public const TpmObjectAttributes StClear = (TpmObjectAttributes)(1 << 2);

    /// <summary>A policy, and not the authorisation value, allows certifying and other administration.</summary>
    public const TpmObjectAttributes AdminWithPolicy = (TpmObjectAttributes)(1 << 7);

    private const TpmObjectAttributes EncryptedDuplication = (TpmObjectAttributes)(1 << 11);
    private const TpmObjectAttributes X509Sign = (TpmObjectAttributes)(1 << 19);
    private const TpmObjectAttributes Known = TpmObjectAttributes.FixedTpm | StClear | TpmObjectAttributes.FixedParent
        | TpmObjectAttributes.SensitiveDataOrigin | TpmObjectAttributes.UserWithAuth | AdminWithPolicy | TpmObjectAttributes.NoDictionaryAttack
        | EncryptedDuplication | TpmObjectAttributes.Restricted | TpmObjectAttributes.Decrypt | TpmObjectAttributes.Sign | X509Sign;

    private const int CurveNistP256 = 3;
    private const int AesBits = 128;
    private const int MaxCoordinate = 66;
    private const int DigestSize = 32;

    private bool IsParent => Has(TpmObjectAttributes.Restricted) && Has(TpmObjectAttributes.Decrypt);

    /// <summary>Reads the area.</summary>
    public static TpmTemplate Read(TpmCommandReader reader)
    {
        Expect(reader, (int)TpmAlgorithm.Ecc, TpmRc.Type);
        Expect(reader, (int)TpmAlgorithm.Sha256, TpmRc.Hash);
        TpmObjectAttributes attributes = (TpmObjectAttributes)reader.UInt32();
        if ((attributes & ~Known) != 0)
        {
            throw reader.Refuse(TpmRc.ReservedBits);
        }

        byte[] policy = reader.Sized(TpmCommandReader.MaxDigest);
        bool hasSymmetric = IsThere(reader, TpmAlgorithm.Aes, TpmRc.Symmetric);
        if (hasSymmetric)
        {
            Expect(reader, AesBits, TpmRc.Value);
            Expect(reader, (int)TpmAlgorithm.Cfb, TpmRc.Mode);
        }

        bool hasScheme = IsThere(reader, TpmAlgorithm.Ecdsa, TpmRc.Scheme);
        if (hasScheme)
        {
            Expect(reader, (int)TpmAlgorithm.Sha256, TpmRc.Hash);
        }

        Expect(reader, CurveNistP256, TpmRc.Curve);
        Expect(reader, (int)TpmAlgorithm.Null, TpmRc.Kdf);
        return new TpmTemplate(attributes, policy, hasSymmetric, hasScheme, reader.Sized(MaxCoordinate), reader.Sized(MaxCoordinate));
    }

    public bool Has(TpmObjectAttributes attribute) => (Attributes & attribute) == attribute;

    /// <summary>What a primary object must keep to (Part 1, 25; Part 3, 24.1): TPM_RC_SUCCESS, or the error.</summary>
    public uint Check()
    {
        bool sign = Has(TpmObjectAttributes.Sign);
        bool decrypt = Has(TpmObjectAttributes.Decrypt);
        if (Policy.Length is not 0 and not DigestSize)
        {
            return TpmRc.Size;
        }

        if (Has(TpmObjectAttributes.FixedTpm) != Has(TpmObjectAttributes.FixedParent)
            || (Has(TpmObjectAttributes.FixedTpm) && Has(EncryptedDuplication))
            || !Has(TpmObjectAttributes.SensitiveDataOrigin)
            || (!sign && !decrypt)
            || (sign && decrypt && Has(TpmObjectAttributes.Restricted)))
        {
            return TpmRc.Attributes;
        }

        if (HasSymmetric != IsParent)
        {
            return TpmRc.Symmetric;
        }

        bool schemeFits = HasScheme ? sign && !decrypt : !(sign && Has(TpmObjectAttributes.Restricted));
        return schemeFits ? TpmRc.Success : TpmRc.Scheme;
    }

    /// <summary>The area with other contents of its unique field.</summary>
    public byte[] Encode(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        TpmResponseWriter writer = new();
        writer.UInt16((int)TpmAlgorithm.Ecc);
        writer.UInt16((int)TpmAlgorithm.Sha256);
        writer.UInt32((uint)Attributes);
        writer.Sized(Policy);
        writer.UInt16((int)(HasSymmetric ? TpmAlgorithm.Aes : TpmAlgorithm.Null));
        if (HasSymmetric)
        {
            writer.UInt16(AesBits);
            writer.UInt16((int)TpmAlgorithm.Cfb);
        }

        writer.UInt16((int)(HasScheme ? TpmAlgorithm.Ecdsa : TpmAlgorithm.Null));
        if (HasScheme)
        {
            writer.UInt16((int)TpmAlgorithm.Sha256);
        }

        writer.UInt16(CurveNistP256);
        writer.UInt16((int)TpmAlgorithm.Null);
        writer.Sized(x);
        writer.Sized(y);
        return writer.Written.ToArray();
    }

    private static void Expect(TpmCommandReader reader, int only, uint error)
    {
        if (reader.UInt16() != only)
        {
            throw reader.Refuse(error);
        }
    }

    private static bool IsThere(TpmCommandReader reader, TpmAlgorithm algorithm, uint error)
    {
        TpmAlgorithm found = (TpmAlgorithm)reader.UInt16();
        return found == algorithm || (found == TpmAlgorithm.Null ? false : throw reader.Refuse(error));
    }
}
