using System;

namespace Enviro.Wire;

/// <summary>
/// Arithmetic modulo a prime of 256 bits, without a branch or an index that depends on a value. A value is nine signed limbs of 30 bits,
/// least significant first, in Montgomery form: x stands for x·2^270 mod m.
/// </summary>
/// <remarks>
/// <para>Every result keeps limbs 0 to 7 within ±2^29. The value itself is not reduced below m: a product is within ±0.51 m, a sum of a few
/// products within ±16 m, and 2^270 is 2^14 times m, so a product of two such sums is within ±0.52 m again (0.5 m + 16 m · 16 m / 2^270).
/// Only <see cref="Store"/> and <see cref="IsZero"/> look for the one representative from 0 to m - 1.</para>
/// <para>A column of a product adds at most nine times 2^58 and the reduction as much once more: below 2^63 with room to spare. Thirty bits
/// instead of 32 are what lets a column be added up without looking for carries, which an interpreter would pay for step by step.</para>
/// <para>Results may be the same array as operands unless a method says otherwise.</para>
/// </remarks>
internal abstract class ModularArithmetic
{
    internal const int Length = 32;
    internal const int Limbs = 9;

    protected const int Bits = 30;
    protected const long Half = 1L << (Bits - 1);
    protected const long Mask = (1L << Bits) - 1;

    private readonly byte[] _modulus;
    private readonly byte[] _inverseExponent;
    private readonly long[] _square = new long[Limbs];
    private readonly long[] _unit = new long[Limbs];
    private readonly long[] _canonical = new long[Limbs];
    private readonly long[] _columns = new long[2 * Limbs];

    /// <param name="modulus">m, eight words, most significant first; its top bit is set and its last byte is not below 2.</param>
    /// <param name="square">2^540 mod m, likewise.</param>
    protected ModularArithmetic(uint[] modulus, uint[] square)
    {
        _modulus = ToBytes(modulus, 0);
        _inverseExponent = ToBytes(modulus, 0);
        _inverseExponent[Length - 1] -= 2;
        _unit[0] = 1;
        ReadLimbs(_modulus, 0, Modulus);
        ReadLimbs(ToBytes(square, 0), 0, _square);
        Multiply(One, _square, _unit);
    }

    /// <summary>1 in Montgomery form.</summary>
    internal long[] One { get; } = new long[Limbs];

    /// <summary>m itself, not in Montgomery form.</summary>
    protected long[] Modulus { get; } = new long[Limbs];

    /// <summary>The 32 bytes of eight words, most significant first.</summary>
    internal static byte[] ToBytes(uint[] words, int offset)
    {
        byte[] bytes = new byte[Length];
        for (int i = 0; i < Length; i++)
        {
            bytes[i] = (byte)(words[offset + (i >> 2)] >> (24 - ((i & 3) * 8)));
        }

        return bytes;
    }

    /// <summary>Says whether 32 bytes are below m, and by its time nothing about them.</summary>
    internal bool IsBelowModulus(byte[] source, int offset)
    {
        int borrow = 0;
        for (int i = Length - 1; i >= 0; i--)
        {
            borrow = ((source[offset + i] - _modulus[i] - borrow) >> 31) & 1;
        }

        return borrow == 1;
    }

    /// <summary>Reads 32 bytes, whatever their value, as a value modulo m.</summary>
    internal void Load(byte[] source, int offset, long[] result)
    {
        ReadLimbs(source, offset, result);
        Multiply(result, result, _square);
    }

    /// <summary>Writes the value's representative from 0 to m - 1 as 32 bytes.</summary>
    internal void Store(long[] value, byte[] destination, int offset)
    {
        FindCanonical(value);
        long pending = 0;
        int bits = 0;
        int limb = 0;
        for (int i = Length - 1; i >= 0; i--)
        {
            if (bits < 8)
            {
                pending |= _canonical[limb++] << bits;
                bits += Bits;
            }

            destination[offset + i] = (byte)pending;
            pending >>= 8;
            bits -= 8;
        }

        Array.Clear(_canonical, 0, Limbs);
    }

    /// <summary>Says whether the value is 0 modulo m.</summary>
    internal bool IsZero(long[] value)
    {
        FindCanonical(value);
        long any = 0;
        for (int i = 0; i < Limbs; i++)
        {
            any |= _canonical[i];
        }

        Array.Clear(_canonical, 0, Limbs);
        return any == 0;
    }

    /// <summary>result = a + times · b, for the small factors of the curve's formulas.</summary>
    internal static void Add(long[] result, long[] a, int times, long[] b)
    {
        long carry = 0;
        for (int i = 0; i < Limbs - 1; i++)
        {
            long limb = a[i] + (times * b[i]) + carry;
            carry = (limb + Half) >> Bits;
            result[i] = limb - (carry << Bits);
        }

        result[Limbs - 1] = a[Limbs - 1] + (times * b[Limbs - 1]) + carry;
    }

    /// <summary>result = a · b: 81 multiplications of limbs and the reduction.</summary>
    internal void Multiply(long[] result, long[] a, long[] b)
    {
        long a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3], a4 = a[4], a5 = a[5], a6 = a[6], a7 = a[7], a8 = a[8];
        long b0 = b[0], b1 = b[1], b2 = b[2], b3 = b[3], b4 = b[4], b5 = b[5], b6 = b[6], b7 = b[7], b8 = b[8];
        long[] t = _columns;
        t[0] = a0 * b0;
        t[1] = (a0 * b1) + (a1 * b0);
        t[2] = (a0 * b2) + (a1 * b1) + (a2 * b0);
        t[3] = (a0 * b3) + (a1 * b2) + (a2 * b1) + (a3 * b0);
        t[4] = (a0 * b4) + (a1 * b3) + (a2 * b2) + (a3 * b1) + (a4 * b0);
        t[5] = (a0 * b5) + (a1 * b4) + (a2 * b3) + (a3 * b2) + (a4 * b1) + (a5 * b0);
        t[6] = (a0 * b6) + (a1 * b5) + (a2 * b4) + (a3 * b3) + (a4 * b2) + (a5 * b1) + (a6 * b0);
        t[7] = (a0 * b7) + (a1 * b6) + (a2 * b5) + (a3 * b4) + (a4 * b3) + (a5 * b2) + (a6 * b1) + (a7 * b0);
        t[8] = (a0 * b8) + (a1 * b7) + (a2 * b6) + (a3 * b5) + (a4 * b4) + (a5 * b3) + (a6 * b2) + (a7 * b1) + (a8 * b0);
        t[9] = (a1 * b8) + (a2 * b7) + (a3 * b6) + (a4 * b5) + (a5 * b4) + (a6 * b3) + (a7 * b2) + (a8 * b1);
        t[10] = (a2 * b8) + (a3 * b7) + (a4 * b6) + (a5 * b5) + (a6 * b4) + (a7 * b3) + (a8 * b2);
        t[11] = (a3 * b8) + (a4 * b7) + (a5 * b6) + (a6 * b5) + (a7 * b4) + (a8 * b3);
        t[12] = (a4 * b8) + (a5 * b7) + (a6 * b6) + (a7 * b5) + (a8 * b4);
        t[13] = (a5 * b8) + (a6 * b7) + (a7 * b6) + (a8 * b5);
        t[14] = (a6 * b8) + (a7 * b7) + (a8 * b6);
        t[15] = (a7 * b8) + (a8 * b7);
        t[16] = a8 * b8;
        t[17] = 0;
        Reduce(t);
        CarryUpperHalf(result);
    }

    /// <summary>result = a · a: 45 multiplications of limbs and the reduction. Virtual so that a test can count.</summary>
    internal virtual void Square(long[] result, long[] a)
    {
        long a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3], a4 = a[4], a5 = a[5], a6 = a[6], a7 = a[7], a8 = a[8];
        long d0 = a0 + a0, d1 = a1 + a1, d2 = a2 + a2, d3 = a3 + a3, d4 = a4 + a4, d5 = a5 + a5, d6 = a6 + a6, d7 = a7 + a7;
        long[] t = _columns;
        t[0] = a0 * a0;
        t[1] = d0 * a1;
        t[2] = (d0 * a2) + (a1 * a1);
        t[3] = (d0 * a3) + (d1 * a2);
        t[4] = (d0 * a4) + (d1 * a3) + (a2 * a2);
        t[5] = (d0 * a5) + (d1 * a4) + (d2 * a3);
        t[6] = (d0 * a6) + (d1 * a5) + (d2 * a4) + (a3 * a3);
        t[7] = (d0 * a7) + (d1 * a6) + (d2 * a5) + (d3 * a4);
        t[8] = (d0 * a8) + (d1 * a7) + (d2 * a6) + (d3 * a5) + (a4 * a4);
        t[9] = (d1 * a8) + (d2 * a7) + (d3 * a6) + (d4 * a5);
        t[10] = (d2 * a8) + (d3 * a7) + (d4 * a6) + (a5 * a5);
        t[11] = (d3 * a8) + (d4 * a7) + (d5 * a6);
        t[12] = (d4 * a8) + (d5 * a7) + (a6 * a6);
        t[13] = (d5 * a8) + (d6 * a7);
        t[14] = (d6 * a8) + (a7 * a7);
        t[15] = d7 * a8;
        t[16] = a8 * a8;
        t[17] = 0;
        Reduce(t);
        CarryUpperHalf(result);
    }

    /// <summary>
    /// result = a^(m - 2), which is 1 / a, or 0 of 0 (Fermat). The branches follow the exponent, which everyone knows. Not in place.
    /// </summary>
    internal void Invert(long[] result, long[] a)
    {
        Array.Copy(a, 0, result, 0, Limbs);
        for (int bit = (8 * Length) - 2; bit >= 0; bit--)
        {
            Square(result, result);
            if (((_inverseExponent[Length - 1 - (bit >> 3)] >> (bit & 7)) & 1) == 1)
            {
                Multiply(result, result, a);
            }
        }
    }

    /// <summary>Forgets the last intermediate values.</summary>
    internal void Clear() => Array.Clear(_columns, 0, _columns.Length);

    /// <summary>
    /// Montgomery's reduction of 18 columns: adds the multiple of m, between ±2^269, that makes columns 0 to 8 vanish, and puts
    /// their carry into column 9.
    /// </summary>
    protected abstract void Reduce(long[] columns);

    private static void ReadLimbs(byte[] source, int offset, long[] result)
    {
        long pending = 0;
        int bits = 0;
        int limb = 0;
        for (int i = Length - 1; i >= 0; i--)
        {
            pending += (long)source[offset + i] << bits;
            bits += 8;
            if (bits >= Bits)
            {
                // From 0 to 2^30 - 1 to within ±2^29: what is above half goes to the next limb, which the carry may fill: hence the sum above.
                long carry = ((pending & Mask) + Half) >> Bits;
                result[limb++] = (pending & Mask) - (carry << Bits);
                pending = (pending >> Bits) + carry;
                bits -= Bits;
            }
        }

        result[limb] = pending;
    }

    private void CarryUpperHalf(long[] result)
    {
        long[] t = _columns;
        long carry = 0;
        for (int i = 0; i < Limbs - 1; i++)
        {
            long limb = t[Limbs + i] + carry;
            carry = (limb + Half) >> Bits;
            result[i] = limb - (carry << Bits);
        }

        result[Limbs - 1] = t[(2 * Limbs) - 1] + carry;
    }

    // Leaves Montgomery form, which gives a value within ±0.51 m, then adds m to a negative one.
    private void FindCanonical(long[] value)
    {
        long[] c = _canonical;
        Multiply(c, value, _unit);
        long carry = 0;
        for (int i = 0; i < Limbs; i++)
        {
            carry += c[i];
            c[i] = carry & Mask;
            carry >>= Bits;
        }

        // What was carried out of the top is the sign: 0, or -1 which is a mask of ones.
        long negative = carry;
        carry = 0;
        for (int i = 0; i < Limbs; i++)
        {
            carry += c[i] + (Modulus[i] & negative);
            c[i] = carry & Mask;
            carry >>= Bits;
        }
    }
}
