using System.Buffers.Binary;
using System.Security.Cryptography;
using Enviro.Devices.Atecc608;

namespace Enviro.Simulator;

// AES (ATECC608B DS40002239): one block of AES-128, and the multiplication in GCM's field.
public sealed partial class SimulatedAtecc608
{
    private const int AesBlockLength = 16;
    private const int AesKeyBlockShift = 6;
    private const int AesOperationMask = 0x07;

    private byte[] Aes(Command command)
    {
        int operation = command.Mode & AesOperationMask;
        int keyBlock = command.Mode >> AesKeyBlockShift;
        bool multiply = command.Mode == CommandMode.AesGaloisMultiply;
        bool known = multiply || operation is CommandMode.AesEncrypt or CommandMode.AesDecrypt;
        if (!known || (command.Mode & 0x38) != 0 || command.Content.Length != (multiply ? 2 : 1) * AesBlockLength)
        {
            return ParseError;
        }

        if (!IsAesEnabled)
        {
            return ExecutionError;
        }

        if (multiply)
        {
            return GaloisMultiply(command.Content.AsSpan(0, AesBlockLength), command.Content.AsSpan(AesBlockLength));
        }

        int offset = keyBlock * AesBlockLength;
        byte[] source;
        if (command.Param2 == CommandMode.AesFromTempKey)
        {
            source = _volatile.TempKey.IsValid ? _volatile.TempKey.Value : [];
        }
        else if (command.Param2 >= Zone.SlotCount || offset + AesBlockLength > Zone.SlotLength(command.Param2))
        {
            return ParseError;
        }
        else
        {
            source = TryUseAesKey(command.Param2) ? _eeprom.Slots[command.Param2] : [];
        }

        return offset + AesBlockLength > source.Length
            ? ExecutionError
            : AesBlock(source.AsSpan(offset, AesBlockLength), command.Content, operation == CommandMode.AesEncrypt);
    }

    private bool TryUseAesKey(int slot)
    {
        bool isAesKey = !IsPrivateSlot(slot) && (KeyConfigOf(slot) & KeyConfig.KeyTypeMask) == KeyConfig.KeyTypeAes;
        return IsConfigurationLocked && IsDataLocked && isAesKey && TryUse(slot);
    }

    private static byte[] AesBlock(ReadOnlySpan<byte> key, byte[] block, bool encrypt)
    {
        using Aes aes = System.Security.Cryptography.Aes.Create();
        aes.Key = key.ToArray();
        return encrypt ? aes.EncryptEcb(block, PaddingMode.None) : aes.DecryptEcb(block, PaddingMode.None);
    }

    // SP 800-38D §6.3: bit 0 is the most significant of byte 0, the polynomial is 1 + x + x² + x⁷ + x¹²⁸.
    private static byte[] GaloisMultiply(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        UInt128 x = BinaryPrimitives.ReadUInt128BigEndian(left);
        UInt128 v = BinaryPrimitives.ReadUInt128BigEndian(right);
        UInt128 z = UInt128.Zero;
        for (int bit = 127; bit >= 0; bit--)
        {
            if (((x >> bit) & UInt128.One) != UInt128.Zero)
            {
                z ^= v;
            }

            bool carries = (v & UInt128.One) != UInt128.Zero;
            v >>= 1;
            if (carries)
            {
                v ^= (UInt128)0xE1 << 120;
            }
        }

        byte[] product = new byte[AesBlockLength];
        BinaryPrimitives.WriteUInt128BigEndian(product, z);
        return product;
    }
}
