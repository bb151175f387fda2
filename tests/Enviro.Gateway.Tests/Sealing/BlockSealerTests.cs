using Enviro.Ledger;
using Enviro.Verification;
using Enviro.Verification.Tests;

namespace Enviro.Gateway.Tests;

public sealed class BlockSealerTests : IDisposable
{
    private readonly Bench _bench = new();

    public BlockSealerTests()
    {
        // The enrolments of the new chain.
        Assert.True(_bench.Core.Sealer.Seal());
        _bench.Options.SealAfterEntries = 5;
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Nothing_is_due_while_nothing_waits()
    {
        Assert.Null(_bench.Core.Sealer.DueAt);
        Assert.False(_bench.Core.Sealer.SealIfDue());
        Assert.False(_bench.Core.Sealer.Seal());
        Assert.Equal(0, _bench.Store.Head!.Height);
    }

    [Fact]
    public void A_block_is_sealed_by_count()
    {
        for (int i = 0; i < 4; i++)
        {
            _bench.KeepNext(_bench.A);
            Assert.False(_bench.Core.Sealer.SealIfDue());
        }

        _bench.KeepNext(_bench.A);

        Assert.Equal(_bench.Clock.GetUtcNow(), _bench.Core.Sealer.DueAt);
        Assert.True(_bench.Core.Sealer.SealIfDue());
        Assert.Equal(9, _bench.Store.SealedTreeSize);
        Assert.Null(_bench.Core.Sealer.DueAt);
        Assert.Equal(2, _bench.AssertSound().Blocks);
    }

    [Fact]
    public void A_block_is_sealed_by_the_age_of_its_first_entry()
    {
        _bench.KeepNext(_bench.A);
        DateTimeOffset due = _bench.Clock.GetUtcNow() + TimeSpan.FromSeconds(60);
        _bench.Clock.Advance(59);
        _bench.KeepNext(_bench.A);
        Assert.Equal(due, _bench.Core.Sealer.DueAt);
        Assert.False(_bench.Core.Sealer.SealIfDue());

        _bench.Clock.Advance(1);

        Assert.True(_bench.Core.Sealer.SealIfDue());
        Assert.Equal(6, _bench.Store.SealedTreeSize);
        _bench.KeepNext(_bench.A);
        Assert.Equal(_bench.Clock.GetUtcNow() + TimeSpan.FromSeconds(60), _bench.Core.Sealer.DueAt);
        _bench.AssertSound();
    }

    [Fact]
    public void A_key_that_fails_holds_up_no_reading_and_is_tried_ever_less_often()
    {
        _bench.KeepNext(_bench.A);
        _bench.Clock.Advance(60);
        _bench.SealKey.Fails = true;
        int before = _bench.SealKey.Attempts;
        int[] pauses = [1, 2, 4, 8, 16, 32, 60, 60];
        foreach (int pause in pauses)
        {
            Assert.False(_bench.Core.Sealer.SealIfDue());
            Assert.Equal(_bench.Clock.GetUtcNow() + TimeSpan.FromSeconds(pause), _bench.Core.Sealer.DueAt);
            Assert.Contains("away", _bench.Core.Sealer.LastFailure, StringComparison.Ordinal);
            _bench.KeepNext(_bench.A);
            Assert.False(_bench.Core.Sealer.SealIfDue());
            _bench.Clock.Advance(pause);
        }

        Assert.Equal(pauses.Length, _bench.SealKey.Attempts - before);
        _bench.SealKey.Fails = false;

        Assert.True(_bench.Core.Sealer.SealIfDue());
        Assert.Null(_bench.Core.Sealer.LastFailure);
        VerificationReport report = _bench.AssertSound();
        Assert.Equal((2, 0, 9), (report.Blocks, report.Unsealed, report.ReadingMessages));

        _bench.SealKey.Fails = true;
        _bench.KeepNext(_bench.A);
        Assert.False(_bench.Core.Sealer.Seal());
        Assert.Equal(_bench.Clock.GetUtcNow() + TimeSpan.FromSeconds(1), _bench.Core.Sealer.DueAt);
    }

    [Fact]
    public void A_block_that_cannot_be_written_is_sealed_later()
    {
        _bench.KeepNext(_bench.A);
        _bench.BreakTable("blocks");

        Assert.False(_bench.Core.Sealer.Seal());

        Assert.NotNull(_bench.Core.Sealer.LastFailure);
        Assert.Equal(_bench.Clock.GetUtcNow() + TimeSpan.FromSeconds(1), _bench.Core.Sealer.DueAt);
        _bench.KeepNext(_bench.A);
        _bench.MendTable();
        _bench.Clock.Advance(1);
        Assert.True(_bench.Core.Sealer.SealIfDue());
        Assert.Equal(2, _bench.AssertSound().Blocks);
    }

    [Fact]
    public void What_a_predecessor_did_not_seal_is_sealed()
    {
        _bench.KeepNext(_bench.A);
        _bench.Process(_bench.B, _bench.B.Next(timeS: null));
        _bench.KeepNext(_bench.A);

        _bench.Restart();

        Assert.Equal(_bench.Clock.GetUtcNow() + TimeSpan.FromSeconds(60), _bench.Core.Sealer.DueAt);
        _bench.Clock.Advance(60);
        Assert.True(_bench.Core.Sealer.SealIfDue());
        Assert.Equal(0, _bench.AssertSound().Unsealed);
        BlockHeader header = BlockHeader.Parse(_bench.Store.Head!.Header);
        Assert.Equal((TestNode.StartS * 1000, (TestNode.StartS + 60) * 1000), (header.EarliestReadingMs, header.LatestReadingMs));
    }

    [Fact]
    public void A_clock_set_back_does_not_set_back_the_chain()
    {
        _bench.KeepNext(_bench.A);
        _bench.Core.Sealer.Seal();
        long sealedAt = BlockHeader.Parse(_bench.Store.Head!.Header).SealedAtMs;
        _bench.Clock.Advance(-1000);
        _bench.KeepNext(_bench.A);

        Assert.True(_bench.Core.Sealer.Seal());

        Assert.Equal(sealedAt, BlockHeader.Parse(_bench.Store.Head!.Header).SealedAtMs);
        _bench.AssertSound();
    }

    [Fact]
    public void Another_seal_key_is_enrolled_and_goes_on_with_the_chain()
    {
        _bench.KeepNext(_bench.A);
        using SoftwareSealKey successor = new(Path.Combine(_bench.Directory, "successor.pem"));
        GatewayCore core = GatewayCore.Start(
            _bench.Store, _bench.Keys() with { Seal = successor }, _bench.Options, null, _bench.Clock, SystemRandomSource.Instance, _bench.Log);

        Assert.True(core.Sealer.Seal());

        Assert.Equal(2, _bench.AssertSound().Blocks);
    }
}
