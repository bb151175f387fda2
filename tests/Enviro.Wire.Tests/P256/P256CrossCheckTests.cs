using System.Security.Cryptography;

namespace Enviro.Wire.Tests;

/// <summary>Software P-256 and the runtime's, each checking what the other made.</summary>
public sealed class P256CrossCheckTests(ITestOutputHelper output)
{
    private const int Cases = 300;

    private readonly P256 _p256 = new();

    [Fact]
    public void Signatures_hold_in_both_directions_and_altered_ones_in_neither()
    {
        Random random = Seeded();
        byte[] signature = new byte[P256.SignatureLength];
        for (int i = 0; i < Cases; i++)
        {
            (byte[] privateKey, byte[] publicKey) = Key(random);
            using ECDsa theirs = TestKey.Open(publicKey[..32], publicKey[32..], privateKey);
            byte[] digest = new byte[32];
            random.NextBytes(digest);

            _p256.Sign(privateKey, digest, signature);

            Assert.True(theirs.VerifyHash(digest, signature), $"case {i}");
            Assert.True(_p256.Verify(publicKey, digest, signature), $"case {i}");
            byte[] other = theirs.SignHash(digest);
            Assert.True(_p256.Verify(publicKey, digest, other), $"case {i}");
            foreach (byte[] part in new[] { digest, other, publicKey })
            {
                int bit = random.Next(part.Length * 8);
                part[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.False(_p256.Verify(publicKey, digest, other), $"case {i}, bit {bit} of {part.Length} bytes");
                part[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
    }

    [Fact]
    public void Secrets_are_the_runtimes_and_the_same_on_both_sides()
    {
        Random random = Seeded();
        byte[] ours = new byte[P256.SharedSecretLength];
        byte[] back = new byte[P256.SharedSecretLength];
        for (int i = 0; i < Cases; i++)
        {
            (byte[] privateKey, byte[] publicKey) = Key(random);
            (byte[] peerPrivateKey, byte[] peerPublicKey) = Key(random);
            using ECDiffieHellman theirs = Open(publicKey, privateKey);
            using ECDiffieHellman peer = Open(peerPublicKey, null);

            Assert.True(_p256.TryAgree(privateKey, peerPublicKey, ours));
            Assert.True(_p256.TryAgree(peerPrivateKey, publicKey, back));

            Assert.Equal(theirs.DeriveRawSecretAgreement(peer.PublicKey), ours);
            Assert.Equal(ours, back);
        }
    }

    [Fact]
    public void One_instance_gives_what_a_fresh_one_gives_whatever_it_did_before()
    {
        Random random = Seeded();
        byte[] signature = new byte[P256.SignatureLength];
        byte[] fresh = new byte[P256.SignatureLength];
        for (int i = 0; i < 20; i++)
        {
            (byte[] privateKey, byte[] publicKey) = Key(random);
            byte[] digest = new byte[32];
            random.NextBytes(digest);
            _p256.IsValidPublicKey(new byte[64]);
            _p256.TryAgree(privateKey, publicKey, new byte[32]);
            _p256.Verify(publicKey, digest, signature);
            _p256.Sign(privateKey, digest, signature);
            new P256().Sign(privateKey, digest, fresh);
            Assert.Equal(fresh, signature);
        }
    }

    private static ECDiffieHellman Open(byte[] publicKey, byte[]? privateKey) =>
        ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = publicKey[..32], Y = publicKey[32..] },
            D = privateKey,
        });

    private Random Seeded()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        return new Random(seed);
    }

    // The runtime checks the public key against the private one when it opens the pair.
    private (byte[] PrivateKey, byte[] PublicKey) Key(Random random)
    {
        byte[] privateKey = new byte[P256.PrivateKeyLength];
        byte[] publicKey = new byte[P256.PublicKeyLength];
        do
        {
            random.NextBytes(privateKey);
        }
        while (!_p256.TryGetPublicKey(privateKey, publicKey));

        using ECDsa theirs = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = privateKey });
        ECPoint point = theirs.ExportParameters(false).Q;
        Assert.Equal([.. point.X!, .. point.Y!], publicKey);
        return (privateKey, publicKey);
    }
}
