using System;

namespace Enviro.Wire;

/// <summary>A point (X : Y : Z) in homogeneous projective coordinates, x = X / Z, y = Y / Z; Z = 0 is the point at infinity.</summary>
internal sealed class P256Point
{
    internal long[] X { get; } = new long[ModularArithmetic.Limbs];

    internal long[] Y { get; } = new long[ModularArithmetic.Limbs];

    internal long[] Z { get; } = new long[ModularArithmetic.Limbs];

    internal static P256Point[] CreateTable(int length)
    {
        P256Point[] table = new P256Point[length];
        for (int i = 0; i < length; i++)
        {
            table[i] = new P256Point();
        }

        return table;
    }

    /// <summary>Makes this the entry of that number, reading all of them, so that neither branch nor address tells which.</summary>
    internal void Select(P256Point[] table, int number)
    {
        Clear();
        for (int i = 0; i < table.Length; i++)
        {
            // All ones for that entry, 0 for the others.
            long mask = (long)((i ^ number) - 1) >> 63;
            Merge(X, table[i].X, mask);
            Merge(Y, table[i].Y, mask);
            Merge(Z, table[i].Z, mask);
        }
    }

    internal void CopyFrom(P256Point other)
    {
        Array.Copy(other.X, 0, X, 0, X.Length);
        Array.Copy(other.Y, 0, Y, 0, Y.Length);
        Array.Copy(other.Z, 0, Z, 0, Z.Length);
    }

    internal void Clear()
    {
        Array.Clear(X, 0, X.Length);
        Array.Clear(Y, 0, Y.Length);
        Array.Clear(Z, 0, Z.Length);
    }

    private static void Merge(long[] into, long[] from, long mask)
    {
        for (int i = 0; i < ModularArithmetic.Limbs; i++)
        {
            into[i] |= from[i] & mask;
        }
    }
}
