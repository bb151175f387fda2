using CsCheck;

namespace Enviro.Wire.Tests;

/// <summary>What a decoder of bytes from outside must do with all of them: a value or a <see cref="WireFormatException"/>, nothing else.</summary>
internal static class Malformed
{
    /// <summary>Says whether the decoder refuses the bytes; any other exception is the test's failure.</summary>
    internal static bool Is(byte[] bytes, Action<byte[]> decode)
    {
        try
        {
            decode(bytes);
            return false;
        }
        catch (WireFormatException)
        {
            return true;
        }
    }

    /// <summary>Every shorter, one longer, random ones, and one beyond the limit are refused.</summary>
    internal static void LengthsAndRubbish(byte[] message, int maxLength, Action<byte[]> decode)
    {
        Assert.False(Is(message, decode));
        Assert.InRange(message.Length, 1, maxLength);
        for (int length = 0; length < message.Length; length++)
        {
            Assert.True(Is(message[..length], decode), $"cut to {length} bytes");
        }

        Assert.True(Is([.. message, 0], decode), "prolonged");
        Assert.True(Is(new byte[maxLength + 1], decode), "beyond the limit");
        Gen.Byte.Array[0, 200].Sample(bytes => Assert.True(Is(bytes, decode)), iter: 5_000);
    }

    /// <summary>Each message with one bit inverted that is still well-formed.</summary>
    internal static IEnumerable<byte[]> WellFormedBitFlips(byte[] message, Action<byte[]> decode)
    {
        for (int bit = 0; bit < message.Length * 8; bit++)
        {
            byte[] altered = [.. message];
            altered[bit / 8] ^= (byte)(1 << (bit % 8));
            if (!Is(altered, decode))
            {
                yield return altered;
            }
        }
    }
}
