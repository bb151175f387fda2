using System.Security.Cryptography;

namespace Enviro.Ledger.Tests;

public sealed class PendingNodeTests : IDisposable
{
    private const uint Good = 19;
    private const uint Bad = 20;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_kept_is_what_is_read_and_a_second_time_keeps_the_first_time()
    {
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        PendingNode node = Node("urn:dev:a", 1, 5, Bad);
        Assert.True(store.WritePending(node, Good));
        Assert.True(store.WritePending(
            new PendingNode
            {
                Thumbprint = node.Thumbprint,
                Urn = node.Urn,
                PublicKey = node.PublicKey,
                Boot = 7,
                FirstMs = 9,
                LastMs = 9,
                Source = new string('s', 300),
                Result = Good,
                ResultName = "NotApproved",
                Detail = "d",
                Evidence = [1, 2],
                Nonce = new byte[32],
            },
            Good));

        PendingNode read = Assert.Single(store.PendingNodes("urn:dev:a"));
        Assert.Equal((5L, 9L, 7u, Good, "NotApproved", "d", 256), (read.FirstMs, read.LastMs, read.Boot, read.Result, read.ResultName, read.Detail, read.Source.Length));
        Assert.Equal([1, 2], read.Evidence!);
        Assert.Null(read.ContestedBy);
        Assert.Empty(store.PendingNodes("urn:dev:b"));

        store.ContestPending(node.Thumbprint, new byte[32]);
        Assert.True(store.WritePending(node, Good));
        Assert.Equal(new byte[32], store.FindPending(node.Thumbprint)!.ContestedBy);

        store.ForgetPending(node.Thumbprint);
        Assert.Empty(store.PendingNodes());
    }

    [Fact]
    public void A_full_list_takes_no_stranger_but_a_node_that_was_found_good()
    {
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        PendingNode[] crowd = [.. Enumerable.Range(0, PendingNode.MaxKept).Select(i => Node($"urn:dev:{i}", i, i, Bad))];
        Assert.All(crowd, node => Assert.True(store.WritePending(node, Good)));

        Assert.False(store.WritePending(Node("urn:dev:late", 5000, 5000, Bad), Good));
        Assert.True(store.WritePending(crowd[5], Good));
        PendingNode good = Node("urn:dev:good", 5001, 5001, Good);
        Assert.True(store.WritePending(good, Good));

        Assert.Equal(PendingNode.MaxKept, store.PendingNodes().Count);
        Assert.Null(store.FindPending(crowd[0].Thumbprint));
        Assert.NotNull(store.FindPending(good.Thumbprint));
    }

    [Fact]
    public void A_ledger_of_version_1_is_read_as_it_is_and_brought_up_to_date_by_a_writer()
    {
        TestChain chain = new();
        using (LedgerStore store = LedgerStore.Create(_folder.Path))
        {
            chain.Found(store);
        }

        Tampering.Execute(_folder, "DROP TABLE subtrees; DROP TABLE pending; DROP INDEX refusals_by_log; ALTER TABLE refusals DROP COLUMN is_security");
        Tampering.Execute(_folder, "PRAGMA user_version = 1");
        using (LedgerStore reader = LedgerStore.OpenReadOnly(_folder.Path))
        {
            Assert.Equal(3, reader.EntryCount);
            Assert.Empty(reader.PendingNodes());
            Assert.Null(reader.FindPending(new byte[32]));
            Assert.Empty(reader.SecurityLog(10));
            Assert.Empty(reader.LastRefusals(10));
        }

        using (LedgerStore store = LedgerStore.Open(_folder.Path))
        {
            Assert.Equal(3, store.EntryCount);
            Assert.True(store.WritePending(Node("urn:dev:a", 1, 1, Good), Good));
        }

        using LedgerStore again = LedgerStore.OpenReadOnly(_folder.Path);
        Assert.Single(again.PendingNodes());
        Assert.Empty(Fsck.Check(_folder.Path));
    }

    private static PendingNode Node(string urn, int key, long atMs, uint result) => new()
    {
        Thumbprint = SHA256.HashData(BitConverter.GetBytes(key)),
        Urn = urn,
        PublicKey = new byte[64],
        Boot = 1,
        FirstMs = atMs,
        LastMs = atMs,
        Result = result,
        ResultName = "name",
    };
}
