using System;
using System.Text;

namespace Enviro.Devices.Atecc608;

// Two zones compared field by field, in words a technician can read.
public static partial class ConfigurationZone
{
    private const string HexDigits = "0123456789ABCDEF";

    private static readonly string[] FieldNames =
    [
        "SN[0:3]", "Revision", "SN[4:8]", "AES_Enable", "I2C_Enable", "Reserved[15]", "I2C_Address", "Reserved[17]", "CountMatch",
        "ChipMode", "SlotConfig", "Counter[0]", "Counter[1]", "UseLock", "VolatileKeyPermission", "SecureBoot", "KdfIvLoc", "KdfIvStr",
        "Reserved[75:83]", "UserExtra", "UserExtraAdd", "LockValue", "LockConfig", "SlotLocked", "ChipOptions", "X509format", "KeyConfig",
    ];

    private static readonly byte[] FieldOffsets =
    [
        SerialNumberStartOffset, RevisionOffset, SerialNumberEndOffset, AesEnableOffset, I2cEnableOffset, 15, I2cAddressOffset, 17,
        CountMatchOffset, ChipModeOffset, SlotConfigOffset, Counter0Offset, Counter1Offset, UseLockOffset, VolatileKeyPermissionOffset,
        SecureBootOffset, KdfIvLocationOffset, KdfIvStringOffset, ReservedOffset, UserExtraOffset, UserExtraAddOffset, LockValueOffset,
        LockConfigOffset, SlotLockedOffset, ChipOptionsOffset, X509FormatOffset, KeyConfigOffset, Length,
    ];

    /// <summary>
    /// Appends a line for every field in which <paramref name="actual"/> differs from <paramref name="expected"/> in a bit that is 1 in
    /// <paramref name="mask"/>, all three 128 bytes: <c>SlotConfig[3]: expected 8F20, found 0000</c>, values as bytes in the zone's order.
    /// Returns how many fields differ.
    /// </summary>
    public static int DescribeDifference(byte[] expected, byte[] actual, byte[] mask, StringBuilder report)
    {
        if (expected.Length != Length || actual.Length != Length || mask.Length != Length)
        {
            throw new ArgumentException("A configuration zone is 128 bytes.");
        }

        int differences = 0;
        for (int field = 0; field < FieldNames.Length; field++)
        {
            int start = FieldOffsets[field];
            int end = FieldOffsets[field + 1];
            bool perSlot = start == SlotConfigOffset || start == KeyConfigOffset;
            int step = perSlot ? 2 : end - start;
            for (int offset = start; offset < end; offset += step)
            {
                if (!Differs(expected, actual, mask, offset, step))
                {
                    continue;
                }

                differences++;
                report.Append(FieldNames[field]);
                if (perSlot)
                {
                    report.Append('[').Append((offset - start) / 2).Append(']');
                }

                report.Append(": expected ");
                AppendHex(report, expected, offset, step);
                report.Append(", found ");
                AppendHex(report, actual, offset, step);
                report.Append('\n');
            }
        }

        return differences;
    }

    private static bool Differs(byte[] expected, byte[] actual, byte[] mask, int offset, int count)
    {
        for (int i = offset; i < offset + count; i++)
        {
            if (((expected[i] ^ actual[i]) & mask[i]) != 0)
            {
                return true;
            }
        }

        return false;
    }

    private static void AppendHex(StringBuilder report, byte[] source, int offset, int count)
    {
        for (int i = offset; i < offset + count; i++)
        {
            report.Append(HexDigits[source[i] >> 4]).Append(HexDigits[source[i] & 0x0F]);
        }
    }
}
