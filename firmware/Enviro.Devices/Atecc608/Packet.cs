namespace Enviro.Devices.Atecc608;

/// <summary>
/// The bytes on the bus (ATECC508A DS20005927, I2C Interface and I/O Groups). Command: word address, count, opcode, param1,
/// param2 (little-endian), data, CRC (little-endian). Response: count, data or one status byte, CRC. Count covers itself up to and including the CRC.
/// </summary>
public static class Packet
{
    /// <summary>Word address: reset the chip's buffer address, so that the last response can be read again.</summary>
    public const byte WordAddressReset = 0x00;

    /// <summary>Word address: sleep; everything volatile is lost.</summary>
    public const byte WordAddressSleep = 0x01;

    /// <summary>Word address: idle; TempKey and the random number generator's seed are kept.</summary>
    public const byte WordAddressIdle = 0x02;

    /// <summary>Word address: a command packet follows.</summary>
    public const byte WordAddressCommand = 0x03;

    /// <summary>Bytes of a command packet without data: count, opcode, param1, param2, CRC.</summary>
    public const int CommandOverhead = 7;

    /// <summary>Bytes of a response beside its data: count and CRC.</summary>
    public const int ResponseOverhead = 3;

    /// <summary>Bytes of a response that carries a status byte only.</summary>
    public const int StatusResponseLength = 4;

    /// <summary>The longest command's data: KDF, 4 bytes of details and a message of 128.</summary>
    public const int LongestCommandContent = 132;

    /// <summary>The longest response's data: a signature or a public key.</summary>
    public const int LongestResponseContent = 64;

    /// <summary>
    /// CRC-16 with polynomial 0x8005, start 0, data bits least significant first (DS20005927, I/O Groups). Over count … data of a packet,
    /// and over a whole zone as the summary of a Lock command.
    /// </summary>
    public static int Crc16(byte[] buffer, int offset, int count)
    {
        return Crc16(0, buffer, offset, count);
    }

    /// <summary>Continues a CRC-16 that started as 0 over further bytes.</summary>
    public static int Crc16(int crc, byte[] buffer, int offset, int count)
    {
        for (int i = 0; i < count; i++)
        {
            int value = buffer[offset + i];
            for (int bit = 0; bit < 8; bit++)
            {
                int top = (crc >> 15) & 1;
                crc = (crc << 1) & 0xFFFF;
                if (top != ((value >> bit) & 1))
                {
                    crc ^= 0x8005;
                }
            }
        }

        return crc;
    }

    /// <summary>Writes <paramref name="crc"/> little-endian at <paramref name="offset"/>.</summary>
    public static void PutCrc(byte[] buffer, int offset, int crc)
    {
        buffer[offset] = (byte)(crc & 0xFF);
        buffer[offset + 1] = (byte)((crc >> 8) & 0xFF);
    }

    /// <summary>Writes word address, count, opcode and parameters to the start of <paramref name="frame"/>; data goes to index 6.</summary>
    public static void PutHeader(byte[] frame, byte opcode, byte param1, int param2)
    {
        frame[0] = WordAddressCommand;
        frame[2] = opcode;
        frame[3] = param1;
        frame[4] = (byte)(param2 & 0xFF);
        frame[5] = (byte)((param2 >> 8) & 0xFF);
    }

    /// <summary>Completes a frame with <paramref name="contentLength"/> bytes of data at index 6; returns the bytes to send.</summary>
    public static int Finish(byte[] frame, int contentLength)
    {
        int count = CommandOverhead + contentLength;
        frame[1] = (byte)count;
        PutCrc(frame, count - 1, Crc16(frame, 1, count - 2));
        return count + 1;
    }

    /// <summary>Whether the first <paramref name="count"/> bytes are a whole response: the count byte agrees and the CRC matches.</summary>
    public static bool IsIntact(byte[] response, int count)
    {
        if (count < StatusResponseLength || response[0] != count)
        {
            return false;
        }

        int crc = Crc16(response, 0, count - 2);
        return response[count - 2] == (byte)(crc & 0xFF) && response[count - 1] == (byte)((crc >> 8) & 0xFF);
    }
}
