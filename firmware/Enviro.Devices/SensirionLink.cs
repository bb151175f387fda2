using Enviro.Node;

namespace Enviro.Devices;

/// <summary>
/// Commands of 16 bits and words of 16 bits with a checksum each, as Sensirion's chips speak them (SPS30 data sheet, §6; SCD4x data sheet, §3).
/// </summary>
internal sealed class SensirionLink
{
    private const int Attempts = 3;
    private const int BytesPerWord = 3;

    private readonly II2cBus _bus;
    private readonly int _address;
    private readonly byte[] _frame = new byte[2 + BytesPerWord];
    private readonly byte[] _answer;

    internal SensirionLink(II2cBus bus, int address, int longestAnswer)
    {
        _bus = bus;
        _address = address;
        _answer = new byte[longestAnswer * BytesPerWord];
    }

    /// <summary>
    /// Whether the last command that could not be sent may have reached the chip all the same: an error came after its address was acknowledged. A chip that
    /// is busy with it does not acknowledge its repetition.
    /// </summary>
    internal bool MayHaveArrived { get; private set; }

    /// <summary>CRC-8 with polynomial 0x31, start 0xFF, not reflected; of 0xBE 0xEF it is 0x92.</summary>
    internal static byte Crc8(byte[] buffer, int offset, int count)
    {
        int crc = 0xFF;
        for (int i = 0; i < count; i++)
        {
            crc ^= buffer[offset + i];
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 0x80) != 0 ? ((crc << 1) ^ 0x31) & 0xFF : crc << 1;
            }
        }

        return (byte)crc;
    }

    /// <summary>Sends a command that is the same twice as once.</summary>
    internal bool TrySend(int command)
    {
        PutCommand(command);
        return TryWrite(2);
    }

    /// <summary>Sends a command with an argument, which is the same twice as once.</summary>
    internal bool TrySend(int command, int argument)
    {
        PutCommand(command);
        _frame[2] = (byte)(argument >> 8);
        _frame[3] = (byte)argument;
        _frame[4] = Crc8(_frame, 2, 2);
        return TryWrite(2 + BytesPerWord);
    }

    /// <summary>Asks for words that can be asked for again, and does so where a transfer or a checksum fails.</summary>
    internal bool TryFetch(int command, int waitMicroseconds, int words)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (TryFetchOnce(command, waitMicroseconds, words))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Asks for words that the chip forgets once it gave them.</summary>
    internal bool TryFetchOnce(int command, int waitMicroseconds, int words)
    {
        if (!TrySend(command))
        {
            return false;
        }

        _bus.Wait(waitMicroseconds);
        if (_bus.Read(_address, _answer, 0, words * BytesPerWord) != I2cStatus.Ok)
        {
            return false;
        }

        for (int i = 0; i < words; i++)
        {
            if (Crc8(_answer, i * BytesPerWord, 2) != _answer[(i * BytesPerWord) + 2])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A word of the last answer that was fetched.</summary>
    internal int Word(int index) => (_answer[index * BytesPerWord] << 8) | _answer[(index * BytesPerWord) + 1];

    private void PutCommand(int command)
    {
        _frame[0] = (byte)(command >> 8);
        _frame[1] = (byte)command;
    }

    private bool TryWrite(int count)
    {
        MayHaveArrived = false;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            I2cStatus status = _bus.Write(_address, _frame, 0, count);
            if (status == I2cStatus.Ok)
            {
                return true;
            }

            MayHaveArrived |= status != I2cStatus.NotAcknowledged;
        }

        return false;
    }
}
