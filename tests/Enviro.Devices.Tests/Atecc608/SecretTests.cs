using System.Security.Cryptography;
using Enviro.Devices.Atecc608;

namespace Enviro.Devices.Tests;

public sealed class SecretTests
{
    private static readonly byte[] Challenge = Bench.Sequence(32, 100);

    [Fact]
    public void A_MAC_is_the_data_sheets_and_the_chip_checks_it()
    {
        Bench bench = IdentityChip.Provisioned();
        byte[] sn = IdentityChip.SerialNumber(bench);
        byte[] mac = new byte[32];
        Assert.True(bench.Device.TryMac(4, Challenge, mac), bench.Device.LastStatus.ToString());
        byte[] expected = SHA256.HashData(
            [.. IdentityChip.Secret, .. Challenge, 0x08, 0x00, 0x04, 0x00, .. new byte[11], sn[8], 0, 0, 0, 0, sn[0], sn[1], 0, 0]);
        Assert.Equal(expected, mac);

        byte[] other = [0x08, 0x00, 0x04, 0x00, .. new byte[9]];
        Assert.True(bench.Device.TryCheckMac(4, Challenge, mac, other, out bool valid));
        Assert.True(valid);
        mac[0] ^= 1;
        Assert.True(bench.Device.TryCheckMac(4, Challenge, mac, other, out valid));
        Assert.False(valid);
        Assert.Equal(Atecc608Status.Miscompare, bench.Device.LastStatus);
    }

    [Fact]
    public void A_private_key_makes_no_MAC()
    {
        Bench bench = IdentityChip.Provisioned();
        Assert.False(bench.Device.TryMac(0, Challenge, new byte[32]));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
        Assert.False(bench.Device.TryCheckMac(0, Challenge, new byte[32], new byte[13], out bool valid));
        Assert.False(valid);
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
        Assert.False(bench.Device.TryHmac(0, Challenge, 0, 32, new byte[32]));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(128)]
    [InlineData(1000)]
    public void HMAC_of_any_length_is_dotnets(int length)
    {
        Bench bench = IdentityChip.Provisioned();
        byte[] message = Bench.Sequence(length + 2);
        byte[] mac = new byte[32];
        Assert.True(bench.Device.TryHmac(4, message, 2, length, mac), bench.Device.LastStatus.ToString());
        Assert.Equal(HMACSHA256.HashData(IdentityChip.Secret, message.AsSpan(2)), mac);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void AES_is_dotnets(int keyIndex)
    {
        Bench bench = IdentityChip.Provisioned();
        using Aes aes = Aes.Create();
        aes.Key = IdentityChip.AesKeys[(16 * keyIndex)..(16 * (keyIndex + 1))];
        byte[] block = Bench.Sequence(16, 200);
        byte[] result = new byte[16];
        Assert.True(bench.Device.TryAesEncrypt(5, keyIndex, block, result), bench.Device.LastStatus.ToString());
        Assert.Equal(aes.EncryptEcb(block, PaddingMode.None), result);
        Assert.True(bench.Device.TryAesDecrypt(5, keyIndex, result, result));
        Assert.Equal(block, result);
    }

    [Fact]
    public void AES_works_with_AES_keys_only()
    {
        Bench bench = IdentityChip.Provisioned();
        Assert.False(bench.Device.TryAesEncrypt(4, 0, new byte[16], new byte[16]));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
        Assert.Throws<ArgumentOutOfRangeException>(() => bench.Device.TryAesEncrypt(5, 4, new byte[16], new byte[16]));
    }

    [Fact]
    public void A_rolled_key_is_the_data_sheets()
    {
        Bench bench = IdentityChip.Provisioned();
        byte[] sn = IdentityChip.SerialNumber(bench);
        byte[] numIn = Bench.Sequence(20);
        byte[] random = new byte[32];
        Assert.True(bench.Device.TryNonceRandom(numIn, random));
        Assert.True(bench.Device.TryDeriveKey(10), bench.Device.LastStatus.ToString());
        byte[] tempKey = SHA256.HashData([.. random, .. numIn, 0x16, 0x00, 0x00]);
        byte[] derived = SHA256.HashData(
            [.. IdentityChip.Rolled, 0x1C, 0x00, 0x0A, 0x00, sn[8], sn[0], sn[1], .. new byte[25], .. tempKey]);
        byte[] mac = new byte[32];
        Assert.True(bench.Device.TryHmac(10, Challenge, 0, 32, mac));
        Assert.Equal(HMACSHA256.HashData(derived, Challenge), mac);
    }

    [Fact]
    public void A_key_is_rolled_only_where_its_configuration_says_so_and_with_a_nonce()
    {
        Bench bench = IdentityChip.Provisioned();
        Assert.False(bench.Device.TryDeriveKey(10));
        Assert.Equal(Atecc608Status.VolatileStateLost, bench.Device.LastStatus);
        Assert.True(bench.Device.TryLoadTempKey(new byte[32]));
        Assert.False(bench.Device.TryDeriveKey(10));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
        Assert.True(bench.Device.TryNonceRandom(new byte[20], new byte[32]));
        Assert.False(bench.Device.TryDeriveKey(4));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
    }
}
