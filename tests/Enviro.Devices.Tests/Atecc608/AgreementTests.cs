using System.Security.Cryptography;
using Enviro.Devices.Atecc608;

namespace Enviro.Devices.Tests;

public sealed class AgreementTests
{
    [Fact]
    public void The_chip_agrees_with_dotnets_ECDH()
    {
        Bench bench = IdentityChip.Provisioned();
        using ECDiffieHellman peer = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        byte[] secret = new byte[32];
        Assert.True(bench.Device.TryEcdh(0, Point(peer), secret), bench.Device.LastStatus.ToString());
        Assert.Equal(Expected(bench, peer), secret);
    }

    [Fact]
    public void A_secret_that_stays_in_the_chip_gives_the_same_derived_key()
    {
        Bench bench = IdentityChip.Provisioned();
        using ECDiffieHellman peer = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        byte[] expected = Expected(bench, peer);
        foreach (int length in new[] { 0, 1, 31, 64, 128 })
        {
            byte[] message = Bench.Sequence(length + 3);
            byte[] derived = new byte[32];
            Assert.True(bench.Device.TryEcdhToTempKey(0, Point(peer)));
            Assert.True(bench.Device.TryKdfHkdf(message, 3, length, derived), bench.Device.LastStatus.ToString());
            Assert.Equal(HMACSHA256.HashData(expected, message.AsSpan(3)), derived);
        }

        Assert.DoesNotContain(bench.Written, packet => packet.Contains(Convert.ToHexString(expected), StringComparison.Ordinal));
    }

    [Fact]
    public void A_point_off_the_curve_and_a_key_not_for_it_are_refused()
    {
        Bench bench = IdentityChip.Provisioned();
        using ECDiffieHellman peer = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        byte[] point = Point(peer);
        byte[] secret = new byte[32];
        Assert.False(bench.Device.TryEcdh(1, point, secret));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
        point[40] ^= 1;
        Assert.False(bench.Device.TryEcdh(0, point, secret));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
        Assert.False(bench.Device.TryEcdh(0, new byte[64], secret));
        Assert.Equal(new byte[32], secret);
    }

    [Fact]
    public void Nothing_is_derived_without_a_secret_in_the_same_session()
    {
        Bench bench = IdentityChip.Provisioned();
        Assert.False(bench.Device.TryKdfHkdf([], 0, 0, new byte[32]));
        Assert.Equal(Atecc608Status.VolatileStateLost, bench.Device.LastStatus);
        Assert.True(bench.Device.TryWake());
        Assert.False(bench.Device.TryKdfHkdf([], 0, 0, new byte[32]));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
        Assert.Throws<ArgumentOutOfRangeException>(() => bench.Device.TryKdfHkdf(new byte[129], 0, 129, new byte[32]));
    }

    private static byte[] Expected(Bench bench, ECDiffieHellman peer)
    {
        byte[] own = IdentityChip.PublicKey(bench, 0);
        using ECDiffieHellman chip = ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = own[..32], Y = own[32..] },
        });
        return peer.DeriveRawSecretAgreement(chip.PublicKey);
    }

    private static byte[] Point(ECDiffieHellman key)
    {
        ECParameters parameters = key.ExportParameters(false);
        return [.. parameters.Q.X!, .. parameters.Q.Y!];
    }
}
