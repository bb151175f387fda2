using System.Globalization;

namespace Enviro.Wire.Tests;

/// <summary>What software P-256 costs: memory, and work that is the same whatever the key. README.md states both.</summary>
public sealed class P256CostTests(ITestOutputHelper output)
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Vectors.Root, "firmware", "Enviro.Wire", "README.md"));

    [Fact]
    public void Signing_verifying_and_agreeing_allocate_nothing_once_each_has_been_done()
    {
        P256 p256 = new();
        byte[] digest = new byte[32];
        byte[] signature = new byte[64];
        byte[] secret = new byte[32];
        byte[] publicKey = TestKey.PublicKey;

        void Run()
        {
            p256.Sign(TestKey.D, digest, signature);
            Assert.True(p256.Verify(publicKey, digest, signature));
            Assert.True(p256.TryAgree(TestKey.D, publicKey, secret));
        }

        Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Multiplications_are_the_documented_number_for_every_key_and_digest()
    {
        CountingField field = new();
        CountingOrder order = new();
        P256 p256 = new(field, order);
        byte[] signature = new byte[64];
        byte[] publicKey = new byte[64];
        foreach (byte[] scalar in new[] { P256Numbers.ToBytes(1), P256Numbers.ToBytes(P256Numbers.N - 1), TestKey.D })
        {
            p256.TryGetPublicKey(scalar, publicKey);
            AssertDocumented("sign", () => p256.Sign(scalar, new byte[32], signature));
            AssertDocumented("verify", () => p256.Verify(publicKey, new byte[32], signature));
            AssertDocumented("agree", () => p256.TryAgree(scalar, publicKey, new byte[32]));
        }

        void AssertDocumented(string operation, Action action)
        {
            field.Reductions = field.Squares = order.Reductions = order.Squares = 0;
            action();

            // Limb by limb: a product has 81, a square 45, a reduction modulo n 90, one modulo p none.
            int count = ((field.Reductions + order.Reductions - field.Squares - order.Squares) * 81)
                + ((field.Squares + order.Squares) * 45) + (order.Reductions * 90);
            output.WriteLine($"{operation}: {count} multiplications, {field.Reductions} products in the field, {order.Reductions} modulo n");
            Assert.Contains($"| {operation} | {count.ToString("N0", CultureInfo.InvariantCulture)} |", Readme, StringComparison.Ordinal);
        }
    }

    private sealed class CountingField : P256Field
    {
        internal int Reductions { get; set; }

        internal int Squares { get; set; }

        internal override void Square(long[] result, long[] a)
        {
            Squares++;
            base.Square(result, a);
        }

        protected override void Reduce(long[] columns)
        {
            Reductions++;
            base.Reduce(columns);
        }
    }

    private sealed class CountingOrder : P256Order
    {
        internal int Reductions { get; set; }

        internal int Squares { get; set; }

        internal override void Square(long[] result, long[] a)
        {
            Squares++;
            base.Square(result, a);
        }

        protected override void Reduce(long[] columns)
        {
            Reductions++;
            base.Reduce(columns);
        }
    }
}
