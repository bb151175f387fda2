namespace Enviro.Node;

/// <summary>
/// CRC-32 of IEEE 802.3 (reflected, polynomial 0xEDB88320), which finds torn writes; against forgery stands the signature.
/// A byte a step: each start reads the whole outbox, so the interpreter's time counts for more than a table of 1 KiB.
/// </summary>
internal static class Crc32
{
    internal const uint Start = 0xFFFFFFFF;

    private const uint Polynomial = 0xEDB88320;
    private const int BitsPerByte = 8;

    private static readonly uint[] Table = MakeTable();

    internal static uint Append(uint crc, byte[] buffer, int offset, int count)
    {
        uint[] table = Table;
        int end = offset + count;
        for (int i = offset; i < end; i++)
        {
            crc = (crc >> BitsPerByte) ^ table[(int)((crc ^ buffer[i]) & byte.MaxValue)];
        }

        return crc;
    }

    private static uint[] MakeTable()
    {
        uint[] table = new uint[byte.MaxValue + 1];
        for (int i = 0; i < table.Length; i++)
        {
            uint crc = (uint)i;
            for (int bit = 0; bit < BitsPerByte; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ Polynomial;
            }

            table[i] = crc;
        }

        return table;
    }
}
