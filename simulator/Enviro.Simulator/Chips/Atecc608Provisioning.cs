using Enviro.Devices.Atecc608;

namespace Enviro.Simulator;

/// <summary>
/// Makes a factory-fresh secure element a key holder for tests that need no certificate: slot 0 a P-256 private key born in the chip, both zones
/// locked. Real nodes go through <see cref="Atecc608Provisioner"/> and an authority.
/// </summary>
public static class Atecc608Provisioning
{
    // External and internal signatures, key agreement; after the data zone is locked neither GenKey nor PrivWrite can replace the key.
    private const int IdentitySlotConfig =
        SlotConfig.WriteNever | SlotConfig.IsSecret | SlotConfig.ExternalSignatures | SlotConfig.InternalSignatures | SlotConfig.EcdhAllowed;

    private const int IdentityKeyConfig = KeyConfig.Private | KeyConfig.PublicInfo | KeyConfig.KeyTypeP256 | KeyConfig.Lockable;

    /// <summary>
    /// Brings the chip to its final state from wherever an earlier attempt stopped, and returns the public key X‖Y of slot 0. Throws
    /// <see cref="InvalidOperationException"/> when the chip does not answer or was locked with another configuration.
    /// </summary>
    public static byte[] Provision(Atecc608Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        byte[] configuration = new byte[ConfigurationZone.Length];
        Require(device, device.TryReadConfiguration(configuration), "read the configuration zone");
        if (configuration[ConfigurationZone.LockConfigOffset] == ConfigurationZone.Unlocked)
        {
            WriteConfiguration(device, configuration);
            int summary = Packet.Crc16(configuration, 0, configuration.Length);
            Require(device, device.TryLockConfiguration(summary), "lock the configuration zone");
        }

        if (Word(configuration, ConfigurationZone.SlotConfigOffset) != IdentitySlotConfig
            || Word(configuration, ConfigurationZone.KeyConfigOffset) != IdentityKeyConfig)
        {
            throw new InvalidOperationException("The chip is locked with another configuration of slot 0; use a fresh chip.");
        }

        byte[] publicKey = new byte[Atecc608Device.KeyLength];
        if (configuration[ConfigurationZone.LockValueOffset] == ConfigurationZone.Unlocked)
        {
            Require(device, device.TryGenerateKey(Atecc608SecureElement.KeySlot, publicKey), "create the key");
            Require(device, device.TryLockDataAndOtp(), "lock the data zone");
        }
        else
        {
            Require(device, device.TryReadPublicKey(Atecc608SecureElement.KeySlot, publicKey), "read the public key");
        }

        device.TrySleep();
        return publicKey;
    }

    private static void WriteConfiguration(Atecc608Device device, byte[] configuration)
    {
        SetWord(device, configuration, ConfigurationZone.SlotConfigOffset, IdentitySlotConfig);
        SetWord(device, configuration, ConfigurationZone.KeyConfigOffset, IdentityKeyConfig);
    }

    // Slot 0's two bytes are the first half of a word of four, slot 1's the second.
    private static void SetWord(Atecc608Device device, byte[] configuration, int offset, int value)
    {
        configuration[offset] = (byte)value;
        configuration[offset + 1] = (byte)(value >> 8);
        Require(
            device,
            device.TryWrite(Zone.Configuration, Zone.WordAddress(offset), configuration, offset, 4),
            "write the configuration zone");
    }

    private static int Word(byte[] configuration, int offset)
    {
        return configuration[offset] | (configuration[offset + 1] << 8);
    }

    private static void Require(Atecc608Device device, bool done, string step)
    {
        if (!done)
        {
            throw new InvalidOperationException($"The secure element did not {step}: {device.LastStatus}.");
        }
    }
}
