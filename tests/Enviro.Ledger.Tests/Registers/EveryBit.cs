using Enviro.Ledger.Registers;

namespace Enviro.Ledger.Tests;

/// <summary>A signed transaction with any one bit changed or any end cut off is refused by a verdict, never by an exception.</summary>
internal static class EveryBit
{
    internal static void AssertRefused(LedgerState state, EntryKind kind, byte[] message)
    {
        for (int bit = 0; bit < message.Length * 8; bit++)
        {
            byte[] changed = (byte[])message.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(RegisterResult.Accepted, state.Check(kind, changed));
        }

        for (int length = 0; length < message.Length; length++)
        {
            Assert.Equal(RegisterResult.Malformed, state.Check(kind, message[..length]));
        }

        Assert.Equal(RegisterResult.Malformed, state.Check(kind, [.. message, 0]));
        Assert.Equal(RegisterResult.Accepted, state.Check(kind, message));
    }
}
