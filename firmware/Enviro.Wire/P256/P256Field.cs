namespace Enviro.Wire;

/// <summary>The field of P-256: p = 2^256 - 2^224 + 2^192 + 2^96 - 1 (SP 800-186 §3.2.1.3).</summary>
internal class P256Field : ModularArithmetic
{
    internal P256Field()
        : base(
            [0xffffffff, 0x00000001, 0x00000000, 0x00000000, 0x00000000, 0xffffffff, 0xffffffff, 0xffffffff],
            [0x4fffffff, 0xdfffffff, 0xffffffff, 0xefffffff, 0xbfffffff, 0xf0000000, 0x00000000, 0x30000000])
    {
    }

    /// <summary>p is -1 modulo 2^96: the factor of each step is the column itself, and p's four powers of two are shifts.</summary>
    protected override void Reduce(long[] columns)
    {
        long carry = 0;
        for (int i = 0; i < Limbs; i++)
        {
            long column = columns[i] + carry;
            long factor = ((column + Half) & Mask) - Half;
            carry = (column - factor) >> Bits;
            columns[i + 3] += factor << 6;
            columns[i + 6] += factor << 12;
            columns[i + 7] -= factor << 14;
            columns[i + 8] += factor << 16;
        }

        columns[Limbs] += carry;
    }
}
