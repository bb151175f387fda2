using System.Security.Cryptography;
using Enviro.Devices.Atecc608;
using Enviro.Simulator;

namespace Enviro.Devices.Tests;

/// <summary>
/// A chip with a slot for everything: 0 identity (external signatures, ECDH), 1 attestation (internal signatures, random nonce), 2 a key that
/// may be replaced, 3 one that PrivWrite may replace, 4 symmetric key, 5 AES keys, 9 encrypted by 4, 10 rolled by DeriveKey, 11 public key of
/// secure boot, 12 its stored digest.
/// </summary>
internal static class IdentityChip
{
    public static readonly byte[] Secret = SHA256.HashData("secret"u8);
    public static readonly byte[] AesKeys = [.. SHA256.HashData("aes"u8)];
    public static readonly byte[] Rolled = SHA256.HashData("rolled"u8);
    public static readonly ECDsa BootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static readonly byte[] Fresh = Make(locked: false);
    private static readonly byte[] Locked = Make(locked: true);

    /// <summary>Both zones locked.</summary>
    public static Bench Provisioned()
    {
        return new Bench(SimulatedAtecc608.Restore(Locked));
    }

    /// <summary>Only the configuration zone locked.</summary>
    public static Bench Personalized()
    {
        return new Bench(SimulatedAtecc608.Restore(Fresh));
    }

    public static byte[] PublicKey(Bench bench, int slot)
    {
        byte[] publicKey = new byte[64];
        Assert.True(bench.Device.TryReadPublicKey(slot, publicKey), bench.Device.LastStatus.ToString());
        return publicKey;
    }

    public static byte[] SerialNumber(Bench bench)
    {
        byte[] serialNumber = new byte[9];
        Assert.True(bench.Device.TryReadSerialNumber(serialNumber));
        return serialNumber;
    }

    private static byte[] Make(bool locked)
    {
        Bench bench = Bench.Configured(
            (20, "85808280"),
            (24, "8F208744"),
            (36, "0000C444"),
            (40, "80200000"),
            (68, "000003BC"),
            (96, "33007300"),
            (100, "33003300"),
            (104, "1C001800"),
            (116, "3C001000"));
        Write(bench, 4, Secret);
        Write(bench, 5, AesKeys);
        Write(bench, 9, new byte[32]);
        Write(bench, 10, Rolled);
        WriteBootKey(bench);
        for (int slot = 0; slot < 3; slot++)
        {
            Assert.True(bench.Device.TryGenerateKey(slot, new byte[64]));
        }

        Assert.True(!locked || bench.Device.TryLockDataAndOtp());
        return bench.Chip.Snapshot();
    }

    private static void WriteBootKey(Bench bench)
    {
        ECParameters parameters = BootKey.ExportParameters(false);
        Write(bench, 11, [0, 0, 0, 0, .. parameters.Q.X!, 0, 0, 0, 0, .. parameters.Q.Y!, .. new byte[24]]);
    }

    private static void Write(Bench bench, int slot, byte[] content)
    {
        for (int offset = 0; offset < content.Length; offset += 32)
        {
            Assert.True(bench.Device.TryWrite(Zone.Slots, Zone.SlotAddress(slot, offset), content, offset, 32), $"slot {slot}");
        }
    }
}
