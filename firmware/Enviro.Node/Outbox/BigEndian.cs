namespace Enviro.Node;

/// <summary>Integers on flash, most significant byte first; the device's class library has this only in a package of its own.</summary>
internal static class BigEndian
{
    internal static void Write16(byte[] buffer, int offset, int value)
    {
        buffer[offset] = (byte)(value >> 8);
        buffer[offset + 1] = (byte)value;
    }

    internal static int Read16(byte[] buffer, int offset) => (buffer[offset] << 8) | buffer[offset + 1];

    internal static void Write32(byte[] buffer, int offset, uint value)
    {
        Write16(buffer, offset, (int)(value >> 16));
        Write16(buffer, offset + 2, (int)(value & 0xFFFF));
    }

    internal static uint Read32(byte[] buffer, int offset) => ((uint)Read16(buffer, offset) << 16) | (uint)Read16(buffer, offset + 2);
}
