using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification;
using Enviro.Verification.Tests;

namespace Enviro.Cli.Tests;

public class LiveCheckTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(200);

    [Fact]
    public void A_reading_of_this_boot_that_the_node_signed_is_what_it_waits_for()
    {
        using TestLedger ledger = TestLedger.Filled();
        LiveCheck check = new(ledger.Directory, ledger.A.Urn, ledger.A.PublicKey, _ => { });
        long index = check.Await(1, Limit, TestContext.Current.CancellationToken);
        using LedgerStore reader = LedgerStore.OpenReadOnly(ledger.Directory);
        Assert.Equal(ledger.A.Thumbprint, ReadingKey.Of(reader.ReadEntry(index)!.Message!).Node);

        // One of an earlier boot says nothing of the board on the bench.
        FlashException vain = Assert.Throws<FlashException>(() => check.Await(2, Limit, TestContext.Current.CancellationToken));
        Assert.False(vain.IsRefusal);
        Assert.Contains("--gateway-wait", vain.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reading_that_comes_while_it_waits_is_seen()
    {
        using TestLedger ledger = TestLedger.Filled();
        LiveCheck check = new(ledger.Directory, ledger.A.Urn, ledger.A.PublicKey, _ => { });
        ledger.A.Boot = 5;
        ledger.A.Sequence = 0;
        using Timer timer = new(_ => ledger.AppendNext(ledger.A), null, 300, Timeout.Infinite);
        Assert.True(check.Await(5, TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken) >= 12);
    }

    [Fact]
    public void A_node_that_waits_for_approval_is_told_with_the_command()
    {
        using OperatorBench bench = new();
        using TestDevice device = bench.NewDevice("urn:dev:os:32473-0123ffffffffffffee");
        bench.Await(device);
        List<string> notes = [];
        LiveCheck check = new(bench.Directory, device.Node.Urn, device.Node.PublicKey, notes.Add);
        FlashException pending = Assert.Throws<FlashException>(() => check.Await(1, Limit, TestContext.Current.CancellationToken));
        Assert.True(pending.IsRefusal);
        Assert.Contains($"enviro node approve {bench.Directory} urn:dev:os:32473-0123ffffffffffffee", pending.Message, StringComparison.Ordinal);
        Assert.Contains("enviro node approve", Assert.Single(notes), StringComparison.Ordinal);

        // One whose evidence is not in order is not to be waved through.
        using TestDevice other = bench.NewDevice("urn:dev:os:32473-0123eeeeeeeeeeeeee");
        bench.Await(other, AppraisalResult.DebugEnabled);
        check = new LiveCheck(bench.Directory, other.Node.Urn, other.Node.PublicKey, _ => { });
        Assert.Contains("DebugEnabled, as it was told", Assert.Throws<FlashException>(() => check.Await(1, Limit, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_suspended_node_and_one_the_gateway_refuses_are_told_why()
    {
        using OperatorBench bench = new();
        TestNode node = bench.Attested.Device.Node;
        LiveCheck check = new(bench.Directory, node.Urn, node.PublicKey, _ => { });
        bench.Attested.Ledger.Store.RecordRefusals(
            [
                new Refusal
                {
                    AtMs = DateTimeOffset.UtcNow.AddSeconds(60).ToUnixTimeMilliseconds(), Result = (uint)AppraisalResult.NotApproved, ResultName = "BadSignature",
                    Topic = $"enviro/{node.Urn}/up", Detail = "of another key",
                },
            ],
            new Dictionary<uint, long>());
        FlashException refused = Assert.Throws<FlashException>(() => check.Await(9, Limit, TestContext.Current.CancellationToken));
        Assert.Contains("BadSignature, of another key", refused.Message, StringComparison.Ordinal);
        bench.Attested.SetStatus(NodeStatus.Suspended);
        Assert.Contains("is suspended", Assert.Throws<FlashException>(() => check.Await(9, Limit, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }
}
