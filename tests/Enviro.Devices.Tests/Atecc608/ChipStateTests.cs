using System.Security.Cryptography;
using Enviro.Devices.Atecc608;

namespace Enviro.Devices.Tests;

public sealed class ChipStateTests
{
    [Fact]
    public void UserExtra_is_written_once()
    {
        Bench bench = IdentityChip.Provisioned();
        Assert.True(bench.Device.TryUpdateExtra(CommandMode.UpdateUserExtra, 0x5A), bench.Device.LastStatus.ToString());
        byte[] configuration = new byte[128];
        Assert.True(bench.Device.TryReadConfiguration(configuration));
        Assert.Equal(0x5A, configuration[ConfigurationZone.UserExtraOffset]);
        Assert.Equal(0, configuration[ConfigurationZone.UserExtraAddOffset]);
        Assert.False(bench.Device.TryUpdateExtra(CommandMode.UpdateUserExtra, 0x5B));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
        Assert.Throws<ArgumentOutOfRangeException>(() => bench.Device.TryUpdateExtra(2, 0));
    }

    [Fact]
    public void A_healthy_chip_passes_its_self_tests()
    {
        Bench bench = IdentityChip.Provisioned();
        Assert.True(bench.Device.TrySelfTest(CommandMode.SelfTestAll, out int failures), bench.Device.LastStatus.ToString());
        Assert.Equal(0, failures);
    }

    [Fact]
    public void Every_combination_of_failures_is_told_and_none_taken_for_a_status()
    {
        for (int failing = 1; failing <= CommandMode.SelfTestAll; failing++)
        {
            if ((failing & ~CommandMode.SelfTestAll) != 0)
            {
                continue;
            }

            Bench bench = IdentityChip.Provisioned();
            bench.Chip.SelfTestFailures = failing;
            Assert.True(bench.Device.TrySelfTest(CommandMode.SelfTestAll, out int failures), $"{failing}: {bench.Device.LastStatus}");
            Assert.Equal(failing, failures);
            Assert.Equal(Atecc608Status.Ok, bench.Device.LastStatus);
        }
    }

    [Fact]
    public void A_chip_that_failed_signs_nothing_until_the_test_passes()
    {
        Bench bench = IdentityChip.Provisioned();
        bench.Chip.SelfTestFailures = CommandMode.SelfTestEcdsa;
        Assert.True(bench.Device.TrySelfTest(CommandMode.SelfTestEcdsa, out int failures));
        Assert.Equal(CommandMode.SelfTestEcdsa, failures);
        Assert.False(bench.Device.TrySign(0, Bench.Digest("x"), new byte[64]));
        Assert.Equal(Atecc608Status.SelfTestError, bench.Device.LastStatus);
        bench.Chip.SelfTestFailures = 0;
        Assert.True(bench.Device.TrySelfTest(CommandMode.SelfTestEcdsa, out failures));
        Assert.Equal(0, failures);
        Assert.True(bench.Device.TrySign(0, Bench.Digest("x"), new byte[64]));
    }

    [Fact]
    public void A_test_the_chip_does_not_know_is_an_error_and_no_failure()
    {
        Bench bench = IdentityChip.Provisioned();
        Assert.False(bench.Device.TrySelfTest(0x80, out int failures));
        Assert.Equal(Atecc608Status.ParseError, bench.Device.LastStatus);
        Assert.Equal(0, failures);
    }

    [Fact]
    public void An_image_is_accepted_by_its_signature_and_then_by_its_stored_digest()
    {
        Bench bench = IdentityChip.Provisioned();
        byte[] image = SHA256.HashData("image"u8);
        byte[] other = SHA256.HashData("other"u8);
        byte[] signature = IdentityChip.BootKey.SignHash(image);
        Assert.True(bench.Device.TrySecureBoot(CommandMode.SecureBootFull, image, signature, out bool valid), bench.Device.LastStatus.ToString());
        Assert.True(valid);
        Assert.True(bench.Device.TrySecureBoot(CommandMode.SecureBootFullCopy, other, signature, out valid));
        Assert.False(valid);
        Assert.True(bench.Device.TrySecureBoot(CommandMode.SecureBootFullCopy, image, signature, out valid));
        Assert.True(valid);
        Assert.True(bench.Device.TrySecureBoot(CommandMode.SecureBootFullStore, image, null, out valid));
        Assert.True(valid);
        Assert.True(bench.Device.TrySecureBoot(CommandMode.SecureBootFullStore, other, null, out valid));
        Assert.False(valid);
        Assert.Equal(Atecc608Status.Miscompare, bench.Device.LastStatus);
    }

    [Fact]
    public void Secure_boot_that_is_not_configured_is_refused()
    {
        Bench bench = Bench.Provisioned(out _);
        Assert.False(bench.Device.TrySecureBoot(CommandMode.SecureBootFull, new byte[32], new byte[64], out bool valid));
        Assert.False(valid);
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
        Assert.Throws<ArgumentException>(() => bench.Device.TrySecureBoot(CommandMode.SecureBootFull, new byte[32], null, out _));
        Assert.Throws<ArgumentException>(() => bench.Device.TrySecureBoot(CommandMode.SecureBootFullStore, new byte[32], new byte[64], out _));
    }
}
