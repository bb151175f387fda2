using System.Security.Cryptography;
using Enviro.Devices.Atecc608;

namespace Enviro.Simulator;

// What happens to a chip before it is sold: no command does it, and no lock stops it.
public sealed partial class SimulatedAtecc608
{
    /// <summary>Address of a pre-provisioned chip, 7 bits.</summary>
    public const int TrustAndGoAddress = 0x35;

    private const int TrustAndGoPrivateSlots = 5;
    private const int TrustAndGoIoProtectionSlot = 6;

    // ATECC608B-TNGTLS, from byte 16 on, by the slot policies of its data sheet (the 608A's is DS40002112): 0 the identity, for external
    // signatures and ECDH; 1 for internal signatures; 2 … 4 keys the customer may replace; 5 never written; 6 IO protection key; 8 free
    // for data; 9 AES and target of KDF; 10 … 12 device certificate, signer's public key and signer's certificate, readable and never
    // written; 7 and 13 … 15 reserved.
    private const string TrustAndGoConfiguration =
        "6A000001" + "85008200" + "85208520" + "85200F8F" + "8F0F9F8F" + "0F0F8F0F" + "0F8F0F8F" + "0F8F0F8F" + "0F8F0F8F" +
        "FFFFFFFF" + "00000000" + "FFFFFFFF" + "00000000" + "00000000" + "00697600" + "00000000" + "00000000" + "00000000" +
        "FFFF0E60" + "00000000" + "53005300" + "73007300" + "73001C00" + "7C001C00" + "3C001A00" + "1C001000" + "1C001C00" + "1C001C00";

    /// <summary>
    /// A chip as the vendor provisions it for TLS (ATECC608B-TNGTLS): at address 0x35, both zones locked, private keys born in slots
    /// 0 … 4, an IO protection key in slot 6. Slots 10, 11 and 12 are empty: certificates come by <see cref="FactoryWriteSlot"/>.
    /// </summary>
    public static SimulatedAtecc608 TrustAndGo(ulong seed)
    {
        SimulatedAtecc608 chip = FactoryFresh(seed);
        chip.FactoryWriteConfiguration(ConfigurationZone.I2cAddressOffset, Convert.FromHexString(TrustAndGoConfiguration));
        for (int slot = 0; slot < TrustAndGoPrivateSlots; slot++)
        {
            chip.StoreKey(slot, chip.DrawKey());
        }

        chip.FactoryWriteSlot(TrustAndGoIoProtectionSlot, chip._eeprom.DrawRandom());
        return chip;
    }

    /// <summary>Writes a slot from its start, whatever is locked; at most <see cref="Zone.SlotLength"/> bytes.</summary>
    internal void FactoryWriteSlot(int slot, byte[] content)
    {
        content.CopyTo(_eeprom.Slots[slot].AsSpan());
    }

    /// <summary>What a slot holds, whatever is locked. A private key is refused: not even the factory reads one.</summary>
    internal byte[] FactoryReadSlot(int slot)
    {
        return IsPrivateSlot(slot)
            ? throw new InvalidOperationException($"Slot {slot} holds a private key.")
            : [.. _eeprom.Slots[slot]];
    }

    /// <summary>The public key X‖Y of the private key in a slot.</summary>
    internal byte[] FactoryPublicKey(int slot)
    {
        return HasPrivateKey(slot)
            ? P256.PublicKey(PrivateKey(slot))
            : throw new InvalidOperationException($"Slot {slot} holds no private key.");
    }

    /// <summary>Signs a 32-byte digest by the private key in a slot, whatever is configured: how a factory makes certificates.</summary>
    internal byte[] FactorySign(int slot, byte[] digest)
    {
        return HasPrivateKey(slot) && digest.Length == SHA256.HashSizeInBytes
            ? P256.Sign(PrivateKey(slot), digest)
            : throw new InvalidOperationException($"Slot {slot} holds no private key, or the digest is not 32 bytes.");
    }

    /// <summary>
    /// Writes the configuration zone, whatever is locked, the factory's own bytes and the lock bytes included; the address holds from
    /// the next sleep on, as always, but the chip has never been awake.
    /// </summary>
    internal void FactoryWriteConfiguration(int offset, byte[] content)
    {
        content.CopyTo(_eeprom.Configuration.AsSpan(offset));
        Address = ConfiguredAddress;
    }
}
