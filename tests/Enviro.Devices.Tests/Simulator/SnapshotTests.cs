using Enviro.Simulator;

namespace Enviro.Devices.Tests;

/// <summary>What a simulated chip keeps without power.</summary>
public sealed class SnapshotTests
{
    [Fact]
    public void A_power_cut_keeps_keys_and_counters_and_loses_what_was_volatile()
    {
        Bench bench = Bench.Provisioned(out byte[] publicKey);
        Assert.True(bench.Device.TryIncrementCounter(0, out _));
        Assert.True(bench.Device.TryLoadTempKey(new byte[32]));
        bench.Chip.CutPower();
        Assert.True(bench.Device.TryReadState(out int state));
        Assert.Equal(0, state);

        Bench restored = new(SimulatedAtecc608.Restore(bench.Chip.Snapshot()));
        byte[] again = new byte[64];
        Assert.True(restored.Device.TryReadPublicKey(0, again));
        Assert.Equal(publicKey, again);
        Assert.True(restored.Device.TryIncrementCounter(0, out uint boot));
        Assert.Equal(2u, boot);
    }

    [Fact]
    public void A_power_cut_repeats_no_random_number()
    {
        Bench bench = Bench.Provisioned(out _);
        byte[] before = new byte[32];
        Assert.True(bench.Device.TryRandom(before));
        byte[] after = new byte[32];
        Assert.True(new Bench(SimulatedAtecc608.Restore(bench.Chip.Snapshot())).Device.TryRandom(after));
        Assert.NotEqual(before, after);
    }

    [Fact]
    public void A_damaged_snapshot_is_refused()
    {
        byte[] snapshot = Bench.Fresh().Chip.Snapshot();
        Assert.Throws<InvalidDataException>(() => SimulatedAtecc608.Restore(snapshot[..^1]));
        snapshot[7] ^= 0xFF;
        Assert.Throws<InvalidDataException>(() => SimulatedAtecc608.Restore(snapshot));
    }
}
