namespace Enviro.Wire;

/// <summary>Scalars of P-256: integers modulo n, the number of points (SP 800-186 §3.2.1.3).</summary>
internal class P256Order : ModularArithmetic
{
    /// <summary>-1 / n mod 2^30.</summary>
    private const long NegativeInverse = 0x2e00bc4f;

    internal P256Order()
        : base(
            [0xffffffff, 0x00000000, 0xffffffff, 0xffffffff, 0xbce6faad, 0xa7179e84, 0xf3b9cac2, 0xfc632551],
            [0x55aba83a, 0xfc16484a, 0x92b6bec5, 0x9619076a, 0x9ea8ca2a, 0xe130785e, 0x01764469, 0x4887ac57])
    {
    }

    /// <summary>90 multiplications of limbs: n has no form that would spare them.</summary>
    protected override void Reduce(long[] columns)
    {
        long[] n = Modulus;
        long carry = 0;
        for (int i = 0; i < Limbs; i++)
        {
            long column = columns[i] + carry;
            long factor = ((((column & Mask) * NegativeInverse) + Half) & Mask) - Half;
            carry = (column + (factor * n[0])) >> Bits;
            for (int j = 1; j < Limbs; j++)
            {
                columns[i + j] += factor * n[j];
            }
        }

        columns[Limbs] += carry;
    }
}
