using Enviro.Wire;

namespace Enviro.Ledger.Tests;

/// <summary>What a decoder must withstand: every truncation, every changed bit, a byte too many; and one encoding for one meaning.</summary>
internal static class HostileBytes
{
    /// <param name="encoded">A valid encoding.</param>
    /// <param name="recode">Parses and encodes again.</param>
    internal static void AssertWithstood(byte[] encoded, Func<byte[], byte[]> recode)
    {
        Assert.Equal(encoded, recode(encoded));
        for (int length = 0; length < encoded.Length; length++)
        {
            Assert.Throws<WireFormatException>(() => recode(encoded[..length]));
        }

        Assert.Throws<WireFormatException>(() => recode([.. encoded, 0]));
        for (int bit = 0; bit < encoded.Length * 8; bit++)
        {
            byte[] changed = (byte[])encoded.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                Assert.Equal(changed, recode(changed));
            }
            catch (WireFormatException)
            {
                // Refused in the one way a decoder may refuse.
            }
        }
    }
}
