using System.Numerics;
using System.Security.Cryptography;

namespace Enviro.Wire.Tests;

/// <summary>The ends of every range: scalars, points, signatures, digests, lengths.</summary>
public sealed class P256EdgeTests
{
    private static readonly BigInteger N = P256Numbers.N;

    private static readonly BigInteger P = P256Numbers.P;

    private static readonly BigInteger Top = (BigInteger.One << 256) - 1;

    private readonly P256 _p256 = new();

    /// <summary>1, 2, 3, n - 3 to n - 1, and single and all bits near the seams of limbs, windows and comb teeth.</summary>
    public static TheoryData<string> Scalars =>
    [
        .. new[] { 1, 2, 3, 15, 16, 17, N - 1, N - 2, N - 3, (N - 1) / 2, (N + 1) / 2, (BigInteger.One << 255) + 1, (BigInteger.One << 192) - 1 }
            .Concat(new[] { 29, 30, 31, 63, 64, 65, 127, 128, 191, 192, 239, 240, 254, 255 }.Select(bit => BigInteger.One << bit))
            .Select(number => Convert.ToHexStringLower(P256Numbers.ToBytes(number))),
    ];

    public static TheoryData<string> InvalidScalars =>
        [.. new[] { 0, N, N + 1, N + (1 << 20), Top }.Select(number => Convert.ToHexStringLower(P256Numbers.ToBytes(number))), "01", "", new string('1', 66)];

    [Theory]
    [MemberData(nameof(Scalars))]
    public void An_edge_scalar_is_a_key_that_signs_and_agrees(string scalar)
    {
        byte[] privateKey = Convert.FromHexString(scalar);
        byte[] publicKey = new byte[64];
        byte[] signature = new byte[64];
        byte[] ours = new byte[32];
        byte[] theirs = new byte[32];
        Assert.True(_p256.IsValidPrivateKey(privateKey));
        Assert.True(_p256.TryGetPublicKey(privateKey, publicKey));
        using ECDsa key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = privateKey });
        ECPoint point = key.ExportParameters(false).Q;
        Assert.Equal([.. point.X!, .. point.Y!], publicKey);

        // d · G by the window is d · G by the comb; d · Q by its owner is q · d·G by the peer.
        Assert.True(_p256.TryAgree(privateKey, P256Numbers.G, ours));
        Assert.Equal(publicKey[..32], ours);
        Assert.True(_p256.TryAgree(privateKey, TestKey.PublicKey, ours));
        Assert.True(_p256.TryAgree(TestKey.D, publicKey, theirs));
        Assert.Equal(theirs, ours);

        foreach (BigInteger digest in new[] { 0, 1, N - 1, N, N + 1, Top })
        {
            _p256.Sign(privateKey, P256Numbers.ToBytes(digest), signature);
            Assert.True(key.VerifyHash(P256Numbers.ToBytes(digest), signature));
            Assert.True(_p256.Verify(publicKey, P256Numbers.ToBytes(digest), signature));
            Assert.False(_p256.Verify(publicKey, P256Numbers.ToBytes(digest ^ 4), signature));
        }
    }

    [Theory]
    [MemberData(nameof(InvalidScalars))]
    public void What_is_no_scalar_is_no_key(string scalar)
    {
        byte[] privateKey = Convert.FromHexString(scalar);
        byte[] publicKey = [.. Enumerable.Repeat((byte)7, 64)];
        byte[] secret = [.. Enumerable.Repeat((byte)7, 32)];
        Assert.False(_p256.IsValidPrivateKey(privateKey));
        Assert.False(_p256.TryGetPublicKey(privateKey, publicKey));
        Assert.All(publicKey, b => Assert.Equal(7, b));
        Assert.False(_p256.TryAgree(privateKey, TestKey.PublicKey, secret));
        Assert.All(secret, b => Assert.Equal(0, b));
        Assert.Throws<ArgumentException>(() => _p256.Sign(privateKey, new byte[32], publicKey));
        Assert.All(publicKey, b => Assert.Equal(7, b));
    }

    [Fact]
    public void A_point_whose_x_is_0_is_a_point_like_any_other()
    {
        // y is a square root of b; p is 3 modulo 4.
        BigInteger b = P256Numbers.Of("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");
        BigInteger y = BigInteger.ModPow(b, (P + 1) / 4, P);
        byte[] key = [.. new byte[32], .. P256Numbers.ToBytes(y)];
        byte[] secret = new byte[32];
        Assert.True(_p256.IsValidPublicKey(key));
        Assert.True(_p256.IsValidPublicKey([.. new byte[32], .. P256Numbers.ToBytes(P - y)]));
        Assert.True(_p256.TryAgree(P256Numbers.ToBytes(1), key, secret));
        Assert.Equal(new byte[32], secret);
        Assert.True(_p256.TryAgree(P256Numbers.ToBytes(N - 1), key, secret));
        Assert.Equal(new byte[32], secret);

        // The same x, written as p.
        Refused([.. P256Numbers.ToBytes(P), .. P256Numbers.ToBytes(y)]);
    }

    [Fact]
    public void What_is_not_a_point_is_refused()
    {
        byte[] x = TestKey.X;
        byte[] y = TestKey.Y;
        Refused(new byte[64]);
        Refused([.. x, .. new byte[32]]);
        Refused([.. y, .. x]);
        Refused([.. x, .. P256Numbers.ToBytes(P256Numbers.Of(y) + 1)]);
        Refused([.. x, .. P256Numbers.ToBytes(P)]);
        Refused([.. P256Numbers.ToBytes(Top), .. P256Numbers.ToBytes(Top)]);
        Refused([]);
        Refused([0]);
        Refused(x);
        Refused([4, .. x, .. y]);
        Refused([.. x, .. y, 0]);
        Refused([.. x, .. y[..31]]);
        Assert.True(_p256.IsValidPublicKey([.. x, .. P256Numbers.ToBytes(P - P256Numbers.Of(y))]));

        // x = 5 is on the curve: the same x written as 5 + p must not be, since it fits into 32 bytes.
        BigInteger square = P256Numbers.Modulo(125 - 15 + P256Numbers.Of("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b"), P);
        byte[] root = P256Numbers.ToBytes(BigInteger.ModPow(square, (P + 1) / 4, P));
        Assert.True(_p256.IsValidPublicKey([.. P256Numbers.ToBytes(5), .. root]));
        Refused([.. P256Numbers.ToBytes(P + 5), .. root]);
    }

    [Fact]
    public void A_signature_out_of_range_never_holds()
    {
        byte[] signature = new byte[64];
        byte[] digest = new byte[32];
        _p256.Sign(TestKey.D, digest, signature);
        BigInteger r = P256Numbers.Of(signature[..32]);
        BigInteger s = P256Numbers.Of(signature[32..]);
        foreach (BigInteger bad in new[] { 0, N, N + 1, Top })
        {
            Assert.False(_p256.Verify(TestKey.PublicKey, digest, [.. P256Numbers.ToBytes(bad), .. P256Numbers.ToBytes(s)]));
            Assert.False(_p256.Verify(TestKey.PublicKey, digest, [.. P256Numbers.ToBytes(r), .. P256Numbers.ToBytes(bad)]));
            Assert.False(_p256.Verify(TestKey.PublicKey, digest, [.. P256Numbers.ToBytes(bad), .. P256Numbers.ToBytes(bad)]));
        }

        foreach (byte[] wrong in new byte[][] { [], signature[..63], [.. signature, 0], signature[..32], [.. signature[32..], .. signature[..32]] })
        {
            Assert.False(_p256.Verify(TestKey.PublicKey, digest, wrong));
        }

        Assert.True(_p256.Verify(TestKey.PublicKey, digest, signature));
        Assert.True(_p256.Verify(TestKey.PublicKey, digest, [.. P256Numbers.ToBytes(r), .. P256Numbers.ToBytes(N - s)]));
        Assert.False(_p256.Verify(TestKey.PublicKey, digest, [.. P256Numbers.ToBytes(N - r), .. P256Numbers.ToBytes(s)]));
    }

    [Fact]
    public void A_signature_whose_sum_is_the_point_at_infinity_does_not_hold()
    {
        // digest/s · G + r/s · dG is infinity where digest is -r·d.
        BigInteger d = P256Numbers.Of(TestKey.D);
        byte[] signature = new byte[64];
        _p256.Sign(TestKey.D, new byte[32], signature);
        foreach (BigInteger r in new[] { 1, 5, N - 1, P256Numbers.Of(signature[..32]) })
        {
            // A signature that holds comes before it, so that its x is what a forgotten check would find.
            Assert.True(_p256.Verify(TestKey.PublicKey, new byte[32], signature));
            byte[] digest = P256Numbers.ToBytes(P256Numbers.Modulo(-r * d, N));
            Assert.False(_p256.Verify(TestKey.PublicKey, digest, [.. P256Numbers.ToBytes(r), .. P256Numbers.ToBytes(1)]));
        }
    }

    [Fact]
    public void A_signature_whose_two_terms_are_the_same_point_holds()
    {
        // With digest = r·d both terms are r·d/s · G; r is the x of their sum, twice k/2 · G.
        BigInteger d = P256Numbers.Of(TestKey.D);
        BigInteger k = 123456789;
        byte[] point = new byte[64];
        Assert.True(_p256.TryGetPublicKey(P256Numbers.ToBytes(k), point));
        BigInteger r = P256Numbers.Modulo(P256Numbers.Of(point[..32]), N);
        BigInteger s = P256Numbers.Modulo(2 * r * d * BigInteger.ModPow(k, N - 2, N), N);
        byte[] digest = P256Numbers.ToBytes(P256Numbers.Modulo(r * d, N));
        Assert.True(_p256.Verify(TestKey.PublicKey, digest, [.. P256Numbers.ToBytes(r), .. P256Numbers.ToBytes(s)]));
    }

    [Fact]
    public void A_signature_whose_x_is_n_or_more_holds_with_r_reduced_modulo_n()
    {
        // The first x from n + 1 on that is on the curve, and the key for which digest 9 has the signature r = x - n, s = 4: (4·R - 9·G) / r.
        P256Group group = new(new P256Field());
        P256Point point = new();
        BigInteger x = N;
        byte[] encoded;
        do
        {
            x++;
            BigInteger square = P256Numbers.Modulo((x * x * x) - (3 * x) + P256Numbers.Of("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b"), P);
            encoded = [.. P256Numbers.ToBytes(x), .. P256Numbers.ToBytes(BigInteger.ModPow(square, (P + 1) / 4, P))];
        }
        while (!group.TryLoad(encoded, point));

        BigInteger inverse = BigInteger.ModPow(x - N, N - 2, N);
        P256Point term = new();
        group.Multiply(point, point, P256Numbers.ToBytes(4 * inverse % N));
        group.MultiplyBase(term, P256Numbers.ToBytes(P256Numbers.Modulo(-9 * inverse, N)));
        group.Add(point, point, term);
        byte[] publicKey = new byte[64];
        byte[] first = new byte[32];
        Assert.True(group.TryStore(point, first, publicKey, 32));
        first.CopyTo(publicKey, 0);
        byte[] signature = [.. P256Numbers.ToBytes(x - N), .. P256Numbers.ToBytes(4)];

        using ECDsa theirs = TestKey.Open(publicKey[..32], publicKey[32..], null);
        Assert.True(theirs.VerifyHash(P256Numbers.ToBytes(9), signature));
        Assert.True(_p256.Verify(publicKey, P256Numbers.ToBytes(9), signature));

        // The same numbers modulo n, both of which fit into 32 bytes, are out of range.
        Assert.False(_p256.Verify(publicKey, P256Numbers.ToBytes(9), [.. P256Numbers.ToBytes(x), .. P256Numbers.ToBytes(4)]));
        Assert.False(_p256.Verify(publicKey, P256Numbers.ToBytes(9), [.. P256Numbers.ToBytes(x - N), .. P256Numbers.ToBytes(N + 4)]));
    }

    [Fact]
    public void A_nonce_that_would_make_s_zero_is_refused()
    {
        byte[] nonce = P256Numbers.ToBytes(42);
        byte[] point = new byte[64];
        Assert.True(_p256.TryGetPublicKey(nonce, point));
        BigInteger r = P256Numbers.Modulo(P256Numbers.Of(point[..32]), N);
        byte[] digest = P256Numbers.ToBytes(P256Numbers.Modulo(-r * P256Numbers.Of(TestKey.D), N));
        Assert.False(_p256.TrySign(TestKey.D, digest, nonce, new byte[64]));
        digest[31] ^= 1;
        Assert.True(_p256.TrySign(TestKey.D, digest, nonce, new byte[64]));
    }

    [Fact]
    public void Buffers_of_a_wrong_length_are_the_callers_fault()
    {
        Assert.Throws<ArgumentException>(() => _p256.TryGetPublicKey(TestKey.D, new byte[65]));
        Assert.Throws<ArgumentException>(() => _p256.Sign(TestKey.D, new byte[31], new byte[64]));
        Assert.Throws<ArgumentException>(() => _p256.Sign(TestKey.D, new byte[32], new byte[63]));
        Assert.Throws<ArgumentException>(() => _p256.Verify(TestKey.PublicKey, new byte[33], new byte[64]));
        Assert.Throws<ArgumentException>(() => _p256.TryAgree(TestKey.D, TestKey.PublicKey, new byte[31]));
    }

    private void Refused(byte[] publicKey)
    {
        byte[] secret = [.. Enumerable.Repeat((byte)7, 32)];
        Assert.False(_p256.IsValidPublicKey(publicKey));
        Assert.False(_p256.TryAgree(TestKey.D, publicKey, secret));
        Assert.Equal(new byte[32], secret);
        Assert.False(_p256.Verify(publicKey, new byte[32], [.. P256Numbers.ToBytes(1), .. P256Numbers.ToBytes(1)]));
    }
}
