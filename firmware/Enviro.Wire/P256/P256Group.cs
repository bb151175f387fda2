using System;

namespace Enviro.Wire;

/// <summary>
/// The points of P-256, y² = x³ - 3x + b, and their addition by the complete formulas of Renes, Costello and Batina (IACR ePrint 2015/1060,
/// algorithms 4 and 6): one and the same sequence for every pair of points, infinity and equal points included, so there is no case to leak or forget.
/// </summary>
internal sealed class P256Group
{
    private const int ScalarBits = 256;
    private const int TableLength = 16;

    private readonly P256Field _field;
    private readonly long[] _b = new long[ModularArithmetic.Limbs];
    private readonly P256Point[] _baseTable = P256Point.CreateTable(P256BasePoint.Entries);
    private readonly P256Point _selected = new P256Point();
    private readonly long[] _t0 = new long[ModularArithmetic.Limbs];
    private readonly long[] _t1 = new long[ModularArithmetic.Limbs];
    private readonly long[] _t2 = new long[ModularArithmetic.Limbs];
    private readonly long[] _t3 = new long[ModularArithmetic.Limbs];
    private readonly long[] _t4 = new long[ModularArithmetic.Limbs];
    private readonly long[] _x = new long[ModularArithmetic.Limbs];
    private readonly long[] _y = new long[ModularArithmetic.Limbs];
    private readonly long[] _z = new long[ModularArithmetic.Limbs];

    // Made when a point other than G is first multiplied: a node that only signs never needs it.
    private P256Point[]? _table;

    internal P256Group(P256Field field)
    {
        _field = field;
        uint[] b = [0x5ac635d8, 0xaa3a93e7, 0xb3ebbd55, 0x769886bc, 0x651d06b0, 0xcc53b0f6, 0x3bce3c3e, 0x27d2604b];
        _field.Load(ModularArithmetic.ToBytes(b, 0), 0, _b);
        uint[] coordinates = P256BasePoint.Coordinates();
        SetInfinity(_baseTable[0]);
        for (int i = 1; i < P256BasePoint.Entries; i++)
        {
            SetAffine(_baseTable[i], ModularArithmetic.ToBytes(coordinates, (i - 1) * 16), ModularArithmetic.ToBytes(coordinates, ((i - 1) * 16) + 8), 0);
        }
    }

    /// <summary>Reads a public key X‖Y; false unless both coordinates are below p and the point is on the curve (SP 800-56A §5.6.2.3.4; the
    /// group has prime order, so its points need no further check, and infinity has no such encoding).</summary>
    internal bool TryLoad(byte[] publicKey, P256Point point)
    {
        if (!_field.IsBelowModulus(publicKey, 0) || !_field.IsBelowModulus(publicKey, ModularArithmetic.Length))
        {
            return false;
        }

        SetAffine(point, publicKey, publicKey, ModularArithmetic.Length);
        _field.Square(_t0, point.X);
        _field.Multiply(_t0, _t0, point.X);
        ModularArithmetic.Add(_t0, _t0, -3, point.X);
        ModularArithmetic.Add(_t0, _t0, 1, _b);
        _field.Square(_t1, point.Y);
        ModularArithmetic.Add(_t0, _t0, -1, _t1);
        return _field.IsZero(_t0);
    }

    /// <summary>Writes x, and y unless <paramref name="y"/> is null, as 32 bytes each; false for the point at infinity.</summary>
    internal bool TryStore(P256Point point, byte[] x, byte[]? y, int yOffset)
    {
        if (_field.IsZero(point.Z))
        {
            return false;
        }

        _field.Invert(_t0, point.Z);
        _field.Multiply(_t1, point.X, _t0);
        _field.Store(_t1, x, 0);
        if (y != null)
        {
            _field.Multiply(_t1, point.Y, _t0);
            _field.Store(_t1, y, yOffset);
        }

        return true;
    }

    /// <summary>result = scalar · G: four bits of the scalar that are 64 apart at a time, 64 doublings and 64 additions whatever the scalar.</summary>
    internal void MultiplyBase(P256Point result, byte[] scalar)
    {
        SetInfinity(result);
        for (int i = (ScalarBits / 4) - 1; i >= 0; i--)
        {
            Double(result, result);
            int number = Bit(scalar, i) | (Bit(scalar, i + 64) << 1) | (Bit(scalar, i + 128) << 2) | (Bit(scalar, i + 192) << 3);
            _selected.Select(_baseTable, number);
            Add(result, result, _selected);
        }
    }

    /// <summary>result = scalar · point: four bits at a time, 256 doublings and 64 additions whatever the scalar.</summary>
    internal void Multiply(P256Point result, P256Point point, byte[] scalar)
    {
        _table ??= P256Point.CreateTable(TableLength);
        SetInfinity(_table[0]);
        _table[1].CopyFrom(point);
        for (int i = 2; i < TableLength; i++)
        {
            Add(_table[i], _table[i - 1], point);
        }

        SetInfinity(result);
        for (int i = 0; i < 2 * ModularArithmetic.Length; i++)
        {
            Double(result, result);
            Double(result, result);
            Double(result, result);
            Double(result, result);
            _selected.Select(_table, (scalar[i >> 1] >> (4 - ((i & 1) * 4))) & 15);
            Add(result, result, _selected);
        }
    }

    /// <summary>result = p + q (algorithm 4). Operands are read to the end before the result is written, so it may be one of them.</summary>
    internal void Add(P256Point result, P256Point p, P256Point q)
    {
        _field.Multiply(_t0, p.X, q.X);
        _field.Multiply(_t1, p.Y, q.Y);
        _field.Multiply(_t2, p.Z, q.Z);
        MultiplySums(_t3, p.X, p.Y, q.X, q.Y, _t0, _t1);
        MultiplySums(_t4, p.Y, p.Z, q.Y, q.Z, _t1, _t2);
        MultiplySums(_y, p.X, p.Z, q.X, q.Z, _t0, _t2);
        _field.Multiply(_z, _b, _t2);
        ModularArithmetic.Add(_x, _y, -1, _z);
        ModularArithmetic.Add(_z, _t1, -3, _x);
        ModularArithmetic.Add(_x, _t1, 3, _x);
        _field.Multiply(_y, _b, _y);
        ModularArithmetic.Add(_y, _y, -3, _t2);
        ModularArithmetic.Add(_y, _y, -1, _t0);
        ModularArithmetic.Add(_y, _y, 2, _y);
        ModularArithmetic.Add(_t0, _t0, -1, _t2);
        ModularArithmetic.Add(_t0, _t0, 2, _t0);
        _field.Multiply(_t1, _t4, _y);
        _field.Multiply(_t2, _t0, _y);
        _field.Multiply(_y, _x, _z);
        ModularArithmetic.Add(result.Y, _y, 1, _t2);
        _field.Multiply(_x, _t3, _x);
        ModularArithmetic.Add(result.X, _x, -1, _t1);
        _field.Multiply(_z, _t4, _z);
        _field.Multiply(_t1, _t3, _t0);
        ModularArithmetic.Add(result.Z, _z, 1, _t1);
    }

    /// <summary>result = 2 · p (algorithm 6); may be in place.</summary>
    internal void Double(P256Point result, P256Point p)
    {
        _field.Square(_t0, p.X);
        _field.Square(_t1, p.Y);
        _field.Square(_t2, p.Z);
        _field.Multiply(_t3, p.X, p.Y);
        ModularArithmetic.Add(_t3, _t3, 1, _t3);
        _field.Multiply(_z, p.X, p.Z);
        ModularArithmetic.Add(_z, _z, 1, _z);
        _field.Multiply(_t4, p.Y, p.Z);
        ModularArithmetic.Add(_t4, _t4, 1, _t4);
        _field.Multiply(_y, _b, _t2);
        ModularArithmetic.Add(_y, _y, -1, _z);
        ModularArithmetic.Add(_x, _t1, -3, _y);
        ModularArithmetic.Add(_y, _t1, 3, _y);
        _field.Multiply(_y, _x, _y);
        _field.Multiply(_x, _x, _t3);
        _field.Multiply(_z, _b, _z);
        ModularArithmetic.Add(_z, _z, -3, _t2);
        ModularArithmetic.Add(_z, _z, -1, _t0);
        ModularArithmetic.Add(_z, _z, 2, _z);
        ModularArithmetic.Add(_t0, _t0, -1, _t2);
        ModularArithmetic.Add(_t0, _t0, 2, _t0);
        _field.Multiply(_t0, _t0, _z);
        ModularArithmetic.Add(result.Y, _y, 1, _t0);
        _field.Multiply(_z, _t4, _z);
        ModularArithmetic.Add(result.X, _x, -1, _z);
        _field.Multiply(_t4, _t4, _t1);
        ModularArithmetic.Add(result.Z, _t4, 3, _t4);
    }

    /// <summary>Forgets the last intermediate values, which a secret scalar went through.</summary>
    internal void Clear()
    {
        _field.Clear();
        _selected.Clear();
        Array.Clear(_t0, 0, _t0.Length);
        Array.Clear(_t1, 0, _t1.Length);
        Array.Clear(_t2, 0, _t2.Length);
        Array.Clear(_t3, 0, _t3.Length);
        Array.Clear(_t4, 0, _t4.Length);
        Array.Clear(_x, 0, _x.Length);
        Array.Clear(_y, 0, _y.Length);
        Array.Clear(_z, 0, _z.Length);
    }

    private static int Bit(byte[] scalar, int bit) => (scalar[ModularArithmetic.Length - 1 - (bit >> 3)] >> (bit & 7)) & 1;

    // (a + b)(c + d) - ac - bd = ad + bc
    private void MultiplySums(long[] result, long[] a, long[] b, long[] c, long[] d, long[] ac, long[] bd)
    {
        ModularArithmetic.Add(_x, a, 1, b);
        ModularArithmetic.Add(_z, c, 1, d);
        _field.Multiply(result, _x, _z);
        ModularArithmetic.Add(result, result, -1, ac);
        ModularArithmetic.Add(result, result, -1, bd);
    }

    private void SetInfinity(P256Point point)
    {
        point.Clear();
        Array.Copy(_field.One, 0, point.Y, 0, ModularArithmetic.Limbs);
    }

    private void SetAffine(P256Point point, byte[] x, byte[] y, int yOffset)
    {
        _field.Load(x, 0, point.X);
        _field.Load(y, yOffset, point.Y);
        Array.Copy(_field.One, 0, point.Z, 0, ModularArithmetic.Limbs);
    }
}
