using System.Security.Cryptography;
using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Node.Tests;

public sealed class SoftwareSecureElementTests
{
    private static readonly byte[] Order = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");

    [Fact]
    public void Its_key_is_born_once_and_signs_verifies_and_agrees_as_others_do()
    {
        using SimulatedFlash flash = CreateFlash();
        SoftwareSecureElement element = new(flash, new TestEntropy());
        byte[] publicKey = PublicKeyOf(element);
        Assert.Equal(publicKey, PublicKeyOf(new SoftwareSecureElement(flash, new TestEntropy(9))));

        byte[] digest = SHA256.HashData("reading"u8);
        byte[] signature = new byte[64];
        Assert.True(element.TrySign(digest, signature));
        using ECDsa verifier = ECDsa.Create(Parameters(publicKey));
        Assert.True(verifier.VerifyHash(digest, signature));

        using ECDsa signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] others = Coordinates(signer.ExportParameters(false));
        Assert.True(element.TryVerify(digest, signer.SignHash(digest), others, out bool valid) && valid);
        Assert.True(element.TryVerify(digest, signature, others, out valid));
        Assert.False(valid);

        using ECDiffieHellman gateway = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using ECDiffieHellman node = ECDiffieHellman.Create(Parameters(publicKey));
        byte[] secret = new byte[32];
        Assert.True(element.TryAgree(Coordinates(gateway.ExportParameters(false)), secret));
        Assert.Equal(gateway.DeriveRawSecretAgreement(node.PublicKey), secret);
        Assert.False(element.TryAgree(new byte[64], secret));
        Assert.False(element.TryAgree(FakeCurve.PublicKey(1), secret));
    }

    [Fact]
    public void It_vouches_for_nothing()
    {
        using SimulatedFlash flash = CreateFlash();
        SoftwareSecureElement element = new(flash, new TestEntropy());
        Assert.True(element.TryGetCertificates(out byte[][] chain));
        Assert.True(element.TryQuote(new byte[32], out ChipQuote? quote));
        Assert.True(element.TryGetConfigurationDigest(out byte[] digest));
        Assert.Empty(chain);
        Assert.Empty(digest);
        Assert.Null(quote);
    }

    [Fact]
    public void Numbers_that_are_no_private_keys_are_drawn_again_and_a_stuck_generator_gives_no_key()
    {
        using SimulatedFlash flash = CreateFlash();
        TestEntropy entropy = new();
        entropy.Prepared.Enqueue(SHA256.HashData([1]));
        entropy.Prepared.Enqueue(Order);
        entropy.Prepared.Enqueue(new byte[32]);
        byte[] one = new byte[32];
        one[31] = 1;
        entropy.Prepared.Enqueue(one);
        byte[] publicKey = PublicKeyOf(new SoftwareSecureElement(flash, entropy));

        // 1 · G, SEC 2 §2.4.2.
        Assert.StartsWith("6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296", Convert.ToHexString(publicKey), StringComparison.Ordinal);

        using SimulatedFlash other = CreateFlash();
        TestEntropy stuck = new();
        stuck.Prepared.Enqueue(one);
        stuck.Prepared.Enqueue(one);
        SoftwareSecureElement element = new(other, stuck);
        Assert.False(element.TryGetPublicKey(new byte[64]));
        stuck.Fails = true;
        Assert.False(element.TryGetPublicKey(new byte[64]));
        Assert.False(element.TrySign(new byte[32], new byte[64]));
        Assert.False(element.TryRandom(new byte[32]));
        stuck.Fails = false;
        Assert.NotEqual(one, PublicKeyOf(element)[..32]);
    }

    [Fact]
    public void A_cut_at_any_step_of_its_birth_leaves_one_key_and_never_one_that_was_seen_and_is_gone()
    {
        using SimulatedFlash whole = CreateFlash();
        PublicKeyOf(new SoftwareSecureElement(whole, new TestEntropy()));
        Assert.True(whole.Steps > 40);
        for (long cut = 0; cut <= whole.Steps; cut++)
        {
            using SimulatedFlash flash = CreateFlash();
            byte[]? seen = null;
            flash.CutPowerAfter(cut);
            try
            {
                seen = PublicKeyOf(new SoftwareSecureElement(flash, new TestEntropy(1)));
            }
            catch (PowerCutException)
            {
                Assert.True(cut < whole.Steps);
            }

            flash.RestorePower();
            byte[] after = PublicKeyOf(new SoftwareSecureElement(flash, new TestEntropy(2)));
            Assert.Equal(seen ?? after, after);
            Assert.Equal(after, PublicKeyOf(new SoftwareSecureElement(flash, new TestEntropy(3))));
        }
    }

    [Fact]
    public void A_write_that_fails_or_reports_failure_leaves_one_key()
    {
        foreach (FlashFault fault in Enum.GetValues<FlashFault>())
        {
            for (int failing = 0; failing < 4; failing++)
            {
                using SimulatedFlash flash = CreateFlash();
                int operation = 0;
                flash.Faults = () => operation++ == failing ? fault : FlashFault.None;
                SoftwareSecureElement element = new(flash, new TestEntropy());
                byte[] publicKey = new byte[64];
                if (!element.TryGetPublicKey(publicKey))
                {
                    publicKey = PublicKeyOf(element);
                }

                flash.Faults = null;
                Assert.Equal(publicKey, PublicKeyOf(new SoftwareSecureElement(flash, new TestEntropy(5))));
            }
        }
    }

    [Fact]
    public void A_damaged_key_is_not_replaced_and_a_flash_that_does_not_read_makes_none()
    {
        using SimulatedFlash flash = CreateFlash();
        byte[] publicKey = PublicKeyOf(new SoftwareSecureElement(flash, new TestEntropy()));
        flash.ReadsFail = true;
        Assert.False(new SoftwareSecureElement(flash, new TestEntropy(1)).TryGetPublicKey(new byte[64]));
        flash.ReadsFail = false;
        Assert.Equal(publicKey, PublicKeyOf(new SoftwareSecureElement(flash, new TestEntropy(1))));

        byte[] sector = new byte[1];
        Assert.True(flash.TryRead(0, 10, sector, 0, 1));
        flash.Damage(0, 10, (byte)(sector[0] ^ 4));
        long erases = flash.EraseCount;
        SoftwareSecureElement element = new(flash, new TestEntropy(1));
        Assert.False(element.TryGetPublicKey(new byte[64]));
        Assert.False(element.TrySign(new byte[32], new byte[64]));
        Assert.Equal(erases, flash.EraseCount);
    }

    [Fact]
    public void A_flash_of_another_shape_is_refused()
    {
        foreach ((int size, int count) in new[] { (256, 2), (256, 4), (56, 3), (68, 3) })
        {
            using SimulatedFlash flash = new(size, count);
            Assert.Throws<ArgumentException>(() => new SoftwareSecureElement(flash, new TestEntropy()));
        }
    }

    internal static SimulatedFlash CreateFlash() => new(64, 3);

    internal static byte[] Coordinates(ECParameters parameters) => [.. parameters.Q.X!, .. parameters.Q.Y!];

    internal static ECParameters Parameters(byte[] publicKey) =>
        new() { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = publicKey[..32], Y = publicKey[32..] } };

    private static byte[] PublicKeyOf(SoftwareSecureElement element)
    {
        byte[] publicKey = new byte[64];
        Assert.True(element.TryGetPublicKey(publicKey));
        return publicKey;
    }
}
