using System.Numerics;

namespace Enviro.Wire.Tests;

/// <summary>The limbs against whole numbers, up to the bounds the remarks of <see cref="ModularArithmetic"/> state.</summary>
public sealed class ModularArithmeticTests(ITestOutputHelper output)
{
    private static readonly BigInteger R = BigInteger.One << 270;

    public static TheoryData<bool> Moduli => [true, false];

    [Theory]
    [MemberData(nameof(Moduli))]
    public void Products_squares_and_sums_are_those_of_whole_numbers_at_the_bounds_of_the_limbs(bool field)
    {
        (ModularArithmetic arithmetic, BigInteger m) = Of(field);
        Random random = Seeded();
        long[] result = new long[ModularArithmetic.Limbs];
        for (int i = 0; i < 2000; i++)
        {
            long[] a = Limbs(random, m, i % 4);
            long[] b = Limbs(random, m, i / 4 % 4);
            arithmetic.Multiply(result, a, b);
            AssertProduct(result, Value(a) * Value(b), m);
            arithmetic.Square(result, a);
            AssertProduct(result, Value(a) * Value(a), m);
            ModularArithmetic.Add(result, a, -3, b);
            Assert.Equal(Value(a) - (3 * Value(b)), Value(result));
            AssertLimbs(result);

            long[] inPlace = [.. a];
            arithmetic.Multiply(inPlace, inPlace, inPlace);
            arithmetic.Square(result, a);
            Assert.Equal(result, inPlace);
        }
    }

    [Theory]
    [MemberData(nameof(Moduli))]
    public void Any_32_bytes_load_and_store_modulo_m(bool field)
    {
        (ModularArithmetic arithmetic, BigInteger m) = Of(field);
        Random random = Seeded();
        long[] value = new long[ModularArithmetic.Limbs];
        byte[] stored = new byte[34];
        for (int i = 0; i < 2000; i++)
        {
            // Runs of ones and zeros are where a carry goes through many limbs.
            byte[] bytes = P256Numbers.ToBytes(i switch
            {
                < 256 => BigInteger.One << i,
                < 512 => (BigInteger.One << 256) - (BigInteger.One << (i - 256)),
                < 768 => (BigInteger.One << (i - 512)) - 1,
                < 800 => m + i - 784,
                _ => P256Numbers.Of(Bytes(random)),
            });
            arithmetic.Load(bytes, 0, value);
            AssertLimbs(value);
            arithmetic.Store(value, stored, 1);
            BigInteger number = P256Numbers.Of(bytes);
            Assert.Equal(number % m, P256Numbers.Of(stored[1..33]));
            Assert.Equal((0, 0), (stored[0], stored[33]));
            Assert.Equal(number < m, arithmetic.IsBelowModulus(bytes, 0));
            Assert.Equal(number % m == 0, arithmetic.IsZero(value));
        }
    }

    [Theory]
    [MemberData(nameof(Moduli))]
    public void Every_multiple_of_m_within_the_bounds_is_zero_and_its_neighbours_are_not(bool field)
    {
        (ModularArithmetic arithmetic, BigInteger m) = Of(field);
        byte[] stored = new byte[32];
        for (int times = -16; times <= 16; times++)
        {
            for (int off = -1; off <= 1; off++)
            {
                long[] value = ToLimbs((times * m) + off);
                Assert.Equal(off == 0, arithmetic.IsZero(value));
                arithmetic.Store(value, stored, 0);
                Assert.Equal(P256Numbers.Modulo(off * BigInteger.ModPow(R, m - 2, m), m), P256Numbers.Of(stored));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Moduli))]
    public void The_inverse_times_the_value_is_1_and_that_of_0_is_0(bool field)
    {
        (ModularArithmetic arithmetic, BigInteger m) = Of(field);
        Random random = Seeded();
        byte[] stored = new byte[32];
        long[] inverse = new long[ModularArithmetic.Limbs];
        for (int i = 0; i < 50; i++)
        {
            long[] value = i == 0 ? new long[ModularArithmetic.Limbs] : Limbs(random, m, i % 4);
            arithmetic.Invert(inverse, value);
            arithmetic.Multiply(inverse, inverse, value);
            arithmetic.Store(inverse, stored, 0);
            Assert.Equal(Value(value) % m == 0 ? 0 : 1, P256Numbers.Of(stored));
        }
    }

    private static (ModularArithmetic Arithmetic, BigInteger Modulus) Of(bool field) =>
        field ? (new P256Field(), P256Numbers.P) : (new P256Order(), P256Numbers.N);

    private static byte[] Bytes(Random random)
    {
        byte[] bytes = new byte[32];
        random.NextBytes(bytes);
        return bytes;
    }

    // Of each kind: any value within ±16 m, its ends, and every limb at its positive or negative bound.
    private static long[] Limbs(Random random, BigInteger m, int kind)
    {
        if (kind == 0)
        {
            return ToLimbs(P256Numbers.Of(Bytes(random)) * random.Next(-15, 16));
        }

        if (kind == 1)
        {
            return ToLimbs((random.Next(2) == 0 ? 16 : -16) * m);
        }

        long[] limbs = new long[ModularArithmetic.Limbs];
        for (int i = 0; i < ModularArithmetic.Limbs - 1; i++)
        {
            limbs[i] = (kind == 2 || random.Next(2) == 0 ? 1 : -1) * (1L << 29);
        }

        limbs[^1] = random.Next(-(1 << 20), 1 << 20);
        return limbs;
    }

    private static long[] ToLimbs(BigInteger value)
    {
        long[] limbs = new long[ModularArithmetic.Limbs];
        for (int i = 0; i < ModularArithmetic.Limbs - 1; i++)
        {
            long limb = (long)(((value + (1 << 29)) & ((1 << 30) - 1)) - (1 << 29));
            limbs[i] = limb;
            value = (value - limb) >> 30;
        }

        limbs[^1] = (long)value;
        return limbs;
    }

    private static BigInteger Value(long[] limbs) => limbs.Reverse().Aggregate(BigInteger.Zero, (value, limb) => (value << 30) + limb);

    private static void AssertProduct(long[] result, BigInteger product, BigInteger m)
    {
        Assert.Equal(P256Numbers.Modulo(product, m), P256Numbers.Modulo(Value(result) * R, m));
        Assert.True(BigInteger.Abs(Value(result)) * 100 <= 52 * m, "a product exceeds 0.52 m");
        AssertLimbs(result);
    }

    private static void AssertLimbs(long[] value) => Assert.All(value[..^1], limb => Assert.InRange(limb, -(1L << 29), 1L << 29));

    private Random Seeded()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        return new Random(seed);
    }
}
