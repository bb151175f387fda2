using System.Numerics;
using System.Security.Cryptography;

namespace Enviro.Wire.Tests;

/// <summary>The completeness of the addition, and the table of the base point.</summary>
public sealed class P256GroupTests
{
    private readonly P256Group _group = new(new P256Field());

    [Fact]
    public void Each_entry_of_the_base_points_table_is_the_runtimes_multiple_of_G()
    {
        uint[] words = P256BasePoint.Coordinates();
        Assert.Equal((P256BasePoint.Entries - 1) * 16, words.Length);
        for (int entry = 1; entry < P256BasePoint.Entries; entry++)
        {
            BigInteger scalar = 0;
            for (int tooth = 0; tooth < 4; tooth++)
            {
                scalar += new BigInteger((entry >> tooth) & 1) << (64 * tooth);
            }

            using ECDsa key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = P256Numbers.ToBytes(scalar) });
            ECPoint point = key.ExportParameters(false).Q;
            Assert.Equal(point.X, ModularArithmetic.ToBytes(words, (entry - 1) * 16));
            Assert.Equal(point.Y, ModularArithmetic.ToBytes(words, ((entry - 1) * 16) + 8));
        }
    }

    [Fact]
    public void Sums_of_multiples_are_multiples_of_the_sum_infinity_and_equal_points_included()
    {
        BigInteger[] scalars = [0, 1, 2, 3, 7, P256Numbers.N - 1, P256Numbers.N - 2, P256Numbers.N - 7, P256Numbers.N];
        foreach (BigInteger a in scalars)
        {
            foreach (BigInteger b in scalars)
            {
                P256Point sum = new();
                _group.Add(sum, Multiple(a), Multiple(b));
                AssertSame(Multiple(P256Numbers.Modulo(a + b, P256Numbers.N)), sum, $"{a} + {b}");

                P256Point inPlace = Multiple(a);
                _group.Add(inPlace, inPlace, Multiple(b));
                AssertSame(sum, inPlace, $"{a} += {b}");
            }

            P256Point twice = Multiple(a);
            _group.Double(twice, twice);
            AssertSame(Multiple(P256Numbers.Modulo(2 * a, P256Numbers.N)), twice, $"2 · {a}");
        }
    }

    [Fact]
    public void Multiplying_by_window_and_by_comb_agree_for_every_scalar_of_32_bytes()
    {
        P256Point g = Multiple(1);
        BigInteger top = (BigInteger.One << 256) - 1;
        foreach (BigInteger scalar in new[] { 0, 1, 16, P256Numbers.N - 1, P256Numbers.N, P256Numbers.N + 1, top })
        {
            P256Point product = new();
            _group.Multiply(product, g, P256Numbers.ToBytes(scalar));
            AssertSame(Multiple(scalar), product, $"{scalar}");
            AssertSame(Multiple(P256Numbers.Modulo(scalar, P256Numbers.N)), product, $"{scalar} mod n");
        }
    }

    [Fact]
    public void Any_multiple_of_infinity_is_infinity()
    {
        P256Point product = new();
        _group.Multiply(product, Multiple(0), P256Numbers.ToBytes(P256Numbers.N - 5));
        Assert.False(_group.TryStore(product, new byte[32], null, 0));
    }

    private P256Point Multiple(BigInteger scalar)
    {
        P256Point point = new();
        _group.MultiplyBase(point, P256Numbers.ToBytes(scalar));
        return point;
    }

    private void AssertSame(P256Point expected, P256Point actual, string what) => Assert.True(Describe(expected) == Describe(actual), what);

    private string Describe(P256Point point)
    {
        byte[] x = new byte[32];
        byte[] y = new byte[32];
        return _group.TryStore(point, x, y, 0) ? Convert.ToHexString(x) + Convert.ToHexString(y) : "infinity";
    }
}
