using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace Enviro.Simulator;

/// <summary>
/// ECDSA and ECDH on P-256 over raw byte strings, as the chip gives them: scalars of 32 bytes, points X‖Y and signatures r‖s of 64, big-endian.
/// Signing draws its nonce by RFC 6979, so that a simulation repeats byte for byte from its seed.
/// </summary>
internal static class P256
{
    public const int ScalarLength = 32;
    public const int PointLength = 64;

    private static readonly BigInteger Order = BigInteger.Parse(
        "0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>Whether a 32-byte scalar is a private key: 1 … n − 1.</summary>
    public static bool IsPrivateKey(ReadOnlySpan<byte> scalar)
    {
        BigInteger value = Read(scalar);
        return !value.IsZero && value < Order;
    }

    /// <summary>The public key X‖Y of a private key.</summary>
    public static byte[] PublicKey(ReadOnlySpan<byte> privateKey)
    {
        using ECDsa key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = privateKey.ToArray() });
        ECPoint point = key.ExportParameters(false).Q;
        return [.. point.X!, .. point.Y!];
    }

    /// <summary>Signs a 32-byte digest (FIPS 186-5 §6.4.1); the nonce is RFC 6979 §3.2's with SHA-256.</summary>
    public static byte[] Sign(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> digest)
    {
        BigInteger d = Read(privateKey);
        BigInteger e = Read(digest);
        NonceGenerator nonces = new(privateKey, digest);
        while (true)
        {
            byte[] nonce = nonces.Next();
            if (!IsPrivateKey(nonce))
            {
                continue;
            }

            // r is the x coordinate of k·G, which is what a public key of k is.
            BigInteger r = Read(PublicKey(nonce).AsSpan(0, ScalarLength)) % Order;
            BigInteger s = BigInteger.ModPow(Read(nonce), Order - 2, Order) * (e + (r * d)) % Order;
            if (!r.IsZero && !s.IsZero)
            {
                return [.. Write(r), .. Write(s)];
            }
        }
    }

    /// <summary>Checks a signature; null when <paramref name="publicKey"/> is not a point on the curve.</summary>
    public static bool? Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        ECPoint point = new() { X = publicKey[..ScalarLength].ToArray(), Y = publicKey[ScalarLength..].ToArray() };
        try
        {
            using ECDsa key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
            return key.VerifyHash(digest, signature);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>The x coordinate of the shared point (SP 800-56A §5.7.1.2); null when the public key is not a point on the curve.</summary>
    public static byte[]? SharedSecret(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> publicKey)
    {
        ECPoint point = new() { X = publicKey[..ScalarLength].ToArray(), Y = publicKey[ScalarLength..].ToArray() };
        ECParameters own = new() { Curve = ECCurve.NamedCurves.nistP256, D = privateKey.ToArray() };
        try
        {
            using ECDiffieHellman key = ECDiffieHellman.Create(own);
            using ECDiffieHellman other = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
            using ECDiffieHellmanPublicKey peer = other.PublicKey;
            return key.DeriveRawSecretAgreement(peer);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static BigInteger Read(ReadOnlySpan<byte> scalar)
    {
        return new BigInteger(scalar, isUnsigned: true, isBigEndian: true);
    }

    private static byte[] Write(BigInteger value)
    {
        byte[] bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        byte[] scalar = new byte[ScalarLength];
        bytes.CopyTo(scalar, ScalarLength - bytes.Length);
        return scalar;
    }

    // HMAC_DRBG of RFC 6979 §3.2. A digest of 256 bits needs no truncation: bits2octets is a reduction modulo the order.
    private sealed class NonceGenerator
    {
        private byte[] _key = new byte[32];
        private byte[] _value = new byte[32];

        public NonceGenerator(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> digest)
        {
            Array.Fill(_value, (byte)1);
            byte[] seed = [.. privateKey, .. Write(Read(digest) % Order)];
            Mix([0, .. seed]);
            Mix([1, .. seed]);
        }

        public byte[] Next()
        {
            _value = HMACSHA256.HashData(_key, _value);
            byte[] nonce = _value;
            Mix([0]);
            return nonce;
        }

        private void Mix(byte[] suffix)
        {
            byte[] message = [.. _value, .. suffix];
            _key = HMACSHA256.HashData(_key, message);
            _value = HMACSHA256.HashData(_key, _value);
        }
    }
}
