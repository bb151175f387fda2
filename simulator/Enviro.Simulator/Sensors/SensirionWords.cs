namespace Enviro.Simulator;

/// <summary>Words of 16 bits with a checksum each, as Sensirion's chips write them on the bus: the chips' side of it, computed by table.</summary>
internal static class SensirionWords
{
    private static readonly byte[] s_table = [.. Enumerable.Range(0, 256).Select(TableEntry)];

    /// <summary>CRC-8, polynomial 0x31, start 0xFF.</summary>
    internal static byte Crc(ReadOnlySpan<byte> bytes)
    {
        byte crc = 0xFF;
        foreach (byte value in bytes)
        {
            crc = s_table[crc ^ value];
        }

        return crc;
    }

    /// <summary>The command of a transfer; −1 where there is none.</summary>
    internal static int CommandOf(ReadOnlySpan<byte> bytes) => bytes.Length < 2 ? -1 : (bytes[0] << 8) | bytes[1];

    /// <summary>The argument of a transfer; −1 where there is none or its checksum is wrong.</summary>
    internal static int ArgumentOf(ReadOnlySpan<byte> bytes) =>
        bytes.Length == 5 && Crc(bytes[2..4]) == bytes[4] ? (bytes[2] << 8) | bytes[3] : -1;

    /// <summary>Fills an answer with words and their checksums, wrong ones if asked; beyond the words the bus reads as ones.</summary>
    internal static void Fill(Span<byte> answer, ReadOnlySpan<ushort> words, bool hasWrongChecksums)
    {
        answer.Fill(0xFF);
        Span<byte> word = stackalloc byte[3];
        for (int i = 0; i < words.Length && i * 3 < answer.Length; i++)
        {
            word[0] = (byte)(words[i] >> 8);
            word[1] = (byte)words[i];
            word[2] = (byte)(Crc(word[..2]) ^ (hasWrongChecksums ? 0x04 : 0));
            Span<byte> place = answer[(i * 3)..];
            word[..Math.Min(3, place.Length)].CopyTo(place);
        }
    }

    private static byte TableEntry(int value)
    {
        for (int bit = 0; bit < 8; bit++)
        {
            value = (value << 1) ^ ((value & 0x80) != 0 ? 0x131 : 0);
        }

        return (byte)value;
    }
}
