using Enviro.Node;

namespace Enviro.Cli;

/// <summary>
/// The chip's output buffer, kept on this side of a way that brings whole responses: it can be read in pieces and, rewound, again
/// (ATECC508A DS20005927, I2C Interface).
/// </summary>
internal sealed class StoredResponse
{
    private byte[] _bytes = [];
    private int _index;

    /// <summary>Puts a new response in place of the old one; an empty one means that the chip will not be heard.</summary>
    internal void Set(byte[] bytes)
    {
        _bytes = bytes;
        _index = 0;
    }

    /// <summary>Starts again at the first byte.</summary>
    internal void Rewind() => _index = 0;

    /// <summary>Reads on; behind the end there is FF, as on a bus that nobody pulls low.</summary>
    internal I2cStatus Read(Span<byte> target)
    {
        if (_bytes.Length == 0)
        {
            return I2cStatus.NotAcknowledged;
        }

        foreach (ref byte value in target)
        {
            value = _index < _bytes.Length ? _bytes[_index++] : (byte)0xFF;
        }

        return I2cStatus.Ok;
    }
}
