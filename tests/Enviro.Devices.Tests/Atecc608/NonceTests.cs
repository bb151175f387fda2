using System.Security.Cryptography;
using Enviro.Devices.Atecc608;

namespace Enviro.Devices.Tests;

public sealed class NonceTests
{
    // TempKey cannot be read: what it holds shows in the digest of a stored public key, so these tests compare two ways there.
    [Fact]
    public void A_random_nonce_is_valid_and_not_fixed()
    {
        Bench bench = Bench.Configured();
        byte[] random = new byte[32];
        Assert.True(bench.Device.TryNonceRandom(Bench.Sequence(20), random));
        Assert.True(random.Distinct().Count() > 8);
        Assert.True(bench.Device.TryReadState(out int state));
        Assert.Equal(0x8000, state);
    }

    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    public void Pass_through_loads_the_chosen_buffer_only(int length)
    {
        Bench bench = Bench.Configured();
        Assert.True(bench.Device.TryLoadMessageDigestBuffer(Bench.Sequence(length)));
        Assert.True(bench.Device.TryLoadAlternateKeyBuffer(Bench.Sequence(32)));
        Assert.True(bench.Device.TryReadState(out int state));
        Assert.Equal(0, state);
        Assert.True(bench.Device.TryLoadTempKey(Bench.Sequence(length)));
        Assert.True(bench.Device.TryReadState(out state));
        Assert.Equal(0x8010, state);
    }

    [Fact]
    public void A_public_key_digest_needs_TempKey_and_marks_it()
    {
        Bench bench = Bench.Configured();
        byte[] publicKey = new byte[64];
        Assert.True(bench.Device.TryGenerateKey(1, publicKey));
        byte[] again = new byte[64];
        Assert.False(bench.Device.TryDigestPublicKey(1, again));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
        Assert.True(bench.Device.TryLoadTempKey(Bench.Sequence(32)));
        Assert.True(bench.Device.TryDigestPublicKey(1, again));
        Assert.Equal(publicKey, again);
        Assert.True(bench.Device.TryReadState(out int state));
        Assert.Equal(0x8051, state);
    }

    [Fact]
    public void A_digest_after_sleep_is_refused_by_the_driver()
    {
        Bench bench = Bench.Configured();
        Assert.True(bench.Device.TryLoadTempKey(Bench.Sequence(32)));
        Assert.True(bench.Device.TrySleep());
        Assert.False(bench.Device.TryDigestStoredPublicKey(9, new byte[3]));
        Assert.Equal(Atecc608Status.VolatileStateLost, bench.Device.LastStatus);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(200)]
    public void Sha_gives_the_digest_of_the_message(int length)
    {
        Atecc608Device device = Bench.Fresh().Device;
        byte[] message = Bench.Sequence(length);
        byte[] digest = new byte[32];
        Assert.True(device.TryShaStart());
        int offset = 0;
        for (; length - offset >= 64; offset += 64)
        {
            Assert.True(device.TryShaUpdate(message, offset));
        }

        Assert.True(device.TryShaEnd(message, offset, length - offset, digest));
        Assert.Equal(SHA256.HashData(message), digest);
    }

    [Fact]
    public void Sha_without_a_start_is_refused()
    {
        Atecc608Device device = Bench.Fresh().Device;
        Assert.True(device.TryWake());
        Assert.False(device.TryShaUpdate(new byte[64], 0));
        Assert.Equal(Atecc608Status.ExecutionError, device.LastStatus);
    }

    [Fact]
    public void A_hash_interrupted_by_a_fault_fails_and_is_never_wrong()
    {
        byte[] message = Bench.Sequence(150);
        int failures = 0;
        foreach (Simulator.BusFault fault in Enum.GetValues<Simulator.BusFault>())
        {
            for (int at = 0; at < 40; at++)
            {
                Bench bench = Bench.Fresh();
                bench.Bus.FaultAt = index => index == at ? fault : Simulator.BusFault.None;
                byte[] digest = new byte[32];
                bool done = bench.Device.TryShaStart() && bench.Device.TryShaUpdate(message, 0)
                    && bench.Device.TryShaUpdate(message, 64) && bench.Device.TryShaEnd(message, 128, 22, digest);
                failures += done ? 0 : 1;
                Assert.True(!done || digest.SequenceEqual(SHA256.HashData(message)), $"{fault} at {at}");
            }
        }

        Assert.True(failures > 0);
    }
}
