using System.Buffers.Binary;
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

    private const int NonceCount = 1024;

    private static readonly Lazy<(BigInteger Inverse, BigInteger R, byte[] Encoded)[]> NonceTable = new(MakeNonces);
    private static readonly byte[] OrderBytes = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
    private static readonly BigInteger Order = Read(OrderBytes);

    [ThreadStatic]
    private static RecentKeys<ECDiffieHellman>? s_ownKeys;

    [ThreadStatic]
    private static RecentKeys<ECDsa>? s_signersKeys;

    private static RecentKeys<ECDiffieHellman> OwnKeys => s_ownKeys ??= new RecentKeys<ECDiffieHellman>(
        privateKey => ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = privateKey }));

    private static RecentKeys<ECDsa> SignersKeys => s_signersKeys ??= new RecentKeys<ECDsa>(publicKey => ECDsa.Create(Point(publicKey)));

    /// <summary>Whether a 32-byte scalar is a private key: 1 … n − 1.</summary>
    public static bool IsPrivateKey(ReadOnlySpan<byte> scalar)
    {
        return scalar.SequenceCompareTo(OrderBytes) < 0 && scalar.ContainsAnyExcept((byte)0);
    }

    /// <summary>The public key X‖Y of a private key.</summary>
    public static byte[] PublicKey(ReadOnlySpan<byte> privateKey)
    {
        // Whoever asks for the public key of an ephemeral one agrees with it next.
        ECPoint point = OwnKeys.Get(privateKey).ExportParameters(false).Q;
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

    /// <summary>
    /// Signs a 32-byte digest with one of a thousand nonces that are the same in every process, chosen by key and digest: two multiplications
    /// of numbers instead of one on the curve. Deterministic, and verifies as any other signature does.
    /// </summary>
    /// <remarks>
    /// Whoever has the table computes the key from one signature, and two signatures with one nonce give it to anybody. That is all right
    /// for the keys of a simulated fleet alone, which follow from a seed anyhow and protect nothing; a chip that other programs use signs
    /// by <see cref="Sign"/>.
    /// </remarks>
    public static byte[] SignFast(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> digest)
    {
        BigInteger d = Read(privateKey);
        BigInteger e = Read(digest);
        uint choice = BinaryPrimitives.ReadUInt32BigEndian(digest) ^ BinaryPrimitives.ReadUInt32BigEndian(privateKey[^sizeof(uint)..]);
        while (true)
        {
            (BigInteger inverse, BigInteger r, byte[] encoded) = NonceTable.Value[choice++ % NonceCount];
            BigInteger s = inverse * (e + (r * d)) % Order;
            if (!s.IsZero)
            {
                byte[] signature = new byte[PointLength];
                encoded.CopyTo(signature, 0);
                Write(s, signature.AsSpan(ScalarLength));
                return signature;
            }
        }
    }

    /// <summary>Checks a signature; null when <paramref name="publicKey"/> is not a point on the curve.</summary>
    public static bool? Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        try
        {
            return SignersKeys.Get(publicKey).VerifyHash(digest, signature);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>The x coordinate of the shared point (SP 800-56A §5.7.1.2); null when the public key is not a point on the curve.</summary>
    public static byte[]? SharedSecret(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> publicKey)
    {
        try
        {
            using ECDiffieHellman other = ECDiffieHellman.Create(Point(publicKey));
            using ECDiffieHellmanPublicKey peer = other.PublicKey;
            return OwnKeys.Get(privateKey).DeriveRawSecretAgreement(peer);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    // Nonces are hashes of their number. One inversion serves all of them (Montgomery's trick): the inverse of the product of all, times the
    // products of those before and those behind one, is the inverse of that one.
    private static (BigInteger Inverse, BigInteger R, byte[] Encoded)[] MakeNonces()
    {
        (BigInteger Inverse, BigInteger R, byte[] Encoded)[] table = new (BigInteger, BigInteger, byte[])[NonceCount];
        BigInteger[] nonces = new BigInteger[NonceCount];
        BigInteger[] before = new BigInteger[NonceCount];
        BigInteger product = BigInteger.One;
        byte[] number = new byte[sizeof(int)];
        for (int i = 0; i < NonceCount; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(number, i);
            byte[] nonce = SHA256.HashData([.. "nonce of a simulated chip "u8, .. number]);
            nonces[i] = Read(nonce);
            before[i] = product;
            product = product * nonces[i] % Order;
            BigInteger r = Read(PublicKey(nonce).AsSpan(0, ScalarLength)) % Order;
            table[i] = (BigInteger.Zero, r, Write(r));
        }

        BigInteger inverse = BigInteger.ModPow(product, Order - 2, Order);
        for (int i = NonceCount - 1; i >= 0; i--)
        {
            table[i].Inverse = inverse * before[i] % Order;
            inverse = inverse * nonces[i] % Order;
        }

        return table;
    }

    private static ECParameters Point(ReadOnlySpan<byte> publicKey) => new()
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = publicKey[..ScalarLength].ToArray(), Y = publicKey[ScalarLength..].ToArray() },
    };

    private static BigInteger Read(ReadOnlySpan<byte> scalar)
    {
        return new BigInteger(scalar, isUnsigned: true, isBigEndian: true);
    }

    private static byte[] Write(BigInteger value)
    {
        byte[] scalar = new byte[ScalarLength];
        Write(value, scalar);
        return scalar;
    }

    private static void Write(BigInteger value, Span<byte> scalar)
    {
        value.TryWriteBytes(scalar[^value.GetByteCount(isUnsigned: true)..], out _, isUnsigned: true, isBigEndian: true);
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
