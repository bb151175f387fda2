using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Enviro.Tpm;

/// <summary>
/// TPMT_SIGNATURE of ECDSA over P-256 with SHA-256 (TPM 2.0 Part 2, 11.3.4), to and from the raw form COSE uses: r || s,
/// 64 bytes, each half padded on the left.
/// <code>sigAlg 0018 | hash 000b | r TPM2B | s TPM2B</code>
/// </summary>
public static class TpmSignature
{
    /// <summary>Bytes of the raw form.</summary>
    public const int RawSize = 64;

    private const int ScalarSize = RawSize / 2;

    // Importing a key takes longer than a verification, and a gateway verifies what its one key has signed: each thread keeps the last key.
    [ThreadStatic]
    private static byte[]? _lastKey;

    [ThreadStatic]
    private static ECDsa? _lastVerifier;

    /// <summary>Parses a signature.</summary>
    /// <param name="source">The TPMT_SIGNATURE.</param>
    /// <param name="raw">r || s, 64 bytes; null if it is not such a signature.</param>
    /// <returns>Whether it is one, whole and with nothing behind it.</returns>
    public static bool TryParse(ReadOnlySpan<byte> source, [NotNullWhen(true)] out byte[]? raw)
    {
        try
        {
            TpmReader reader = new(source);
            raw = Read(ref reader);
            reader.End();
            return true;
        }
        catch (TpmProtocolException)
        {
            raw = null;
            return false;
        }
    }

    /// <summary>Builds the TPMT_SIGNATURE that <c>tpm2_checkquote</c> takes.</summary>
    /// <param name="raw">r || s, 64 bytes.</param>
    /// <returns>The structure, 72 bytes.</returns>
    public static byte[] Format(ReadOnlySpan<byte> raw)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(raw.Length, RawSize, nameof(raw));
        TpmWriter writer = new();
        writer.Algorithm(TpmAlgorithm.Ecdsa);
        writer.Algorithm(TpmAlgorithm.Sha256);
        writer.Sized(raw[..ScalarSize]);
        writer.Sized(raw[ScalarSize..]);
        return writer.Written.ToArray();
    }

    /// <summary>Verifies a signature over a SHA-256 digest; false as well for bytes that are no key, no digest or no signature.</summary>
    internal static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> raw)
    {
        if (publicKey.Length != RawSize || digest.Length != SHA256.HashSizeInBytes || raw.Length != RawSize)
        {
            return false;
        }

        try
        {
            return Verifier(publicKey).VerifyHash(digest, raw, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static ECDsa Verifier(ReadOnlySpan<byte> publicKey)
    {
        if (_lastVerifier is not null && publicKey.SequenceEqual(_lastKey))
        {
            return _lastVerifier;
        }

        ECDsa verifier = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = publicKey[..ScalarSize].ToArray(), Y = publicKey[ScalarSize..].ToArray() },
        });
        _lastVerifier?.Dispose();
        _lastVerifier = verifier;
        _lastKey = publicKey.ToArray();
        return verifier;
    }

    internal static byte[] Read(ref TpmReader reader)
    {
        TpmReader.Expect("signature algorithm", (uint)TpmAlgorithm.Ecdsa, reader.UInt16());
        TpmReader.Expect("signature's hash", (uint)TpmAlgorithm.Sha256, reader.UInt16());
        byte[] raw = new byte[RawSize];
        ReadScalar(ref reader, raw.AsSpan(0, ScalarSize));
        ReadScalar(ref reader, raw.AsSpan(ScalarSize));
        return raw;
    }

    // Some chips leave out leading zeros.
    private static void ReadScalar(ref TpmReader reader, Span<byte> destination)
    {
        ReadOnlySpan<byte> scalar = reader.Sized(ScalarSize);
        if (scalar.IsEmpty)
        {
            throw new TpmProtocolException("an empty half of a signature");
        }

        scalar.CopyTo(destination[(ScalarSize - scalar.Length)..]);
    }
}
