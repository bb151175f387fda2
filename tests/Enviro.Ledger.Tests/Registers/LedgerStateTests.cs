using Enviro.Ledger.Registers;

namespace Enviro.Ledger.Tests;

public sealed class LedgerStateTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestChain _chain = new();

    [Fact]
    public void The_state_at_a_height_is_the_fold_of_the_entries_up_to_it()
    {
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        _chain.Found(store);
        _chain.AppendReadings(store, 0, 3);
        byte[] second = _chain.NodeMessage(publicKey: _chain.NewKey().PublicKey, urn: "urn:dev:ow:second");
        store.Append([TestChain.EntryOf(EntryKind.NodeEnrolled, second)]);

        Assert.Null(LedgerState.Fold(store, 0).Charter);
        Assert.Empty(LedgerState.Fold(store, 0).ChainId);
        LedgerState charter = LedgerState.Fold(store, 1);
        Assert.Equal(_chain.ChainId, charter.ChainId);
        Assert.Empty(charter.Gateways);
        LedgerState founded = LedgerState.Fold(store, 3);
        Assert.Equal("Roof", founded.Gateways[_chain.Gateway.Thumbprint].Name);
        Assert.Single(founded.Nodes);
        LedgerState all = LedgerState.Fold(store);
        Assert.Equal(2, all.Nodes.Count);
        Assert.Equal("Yard", all.NodesByUrn["urn:dev:ow:second"].Site);
        Assert.Empty(all.Rejected);
    }

    [Fact]
    public void A_check_has_no_effect()
    {
        LedgerState state = new();
        Assert.Equal(RegisterResult.Accepted, state.Check(EntryKind.Charter, _chain.CharterMessage));
        Assert.Equal(RegisterResult.Accepted, state.Check(EntryKind.Charter, _chain.CharterMessage));
        Assert.Null(state.Charter);
        Assert.Equal(RegisterResult.Accepted, state.Apply(EntryKind.Charter, _chain.CharterMessage));
        Assert.Equal(RegisterResult.AlreadyPresent, state.Check(EntryKind.Charter, _chain.CharterMessage));
    }

    [Fact]
    public void What_the_rules_do_not_accept_is_listed_and_changes_nothing()
    {
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        store.Append([TestChain.EntryOf(EntryKind.NodeEnrolled, _chain.NodeMessage())]);
        _chain.Found(store);
        store.Append([TestChain.EntryOf(EntryKind.Charter, _chain.CharterMessage), TestChain.EntryOf(EntryKind.NodeEnrolled, [1])]);
        Tampering.Execute(_folder, "UPDATE entries SET message = NULL, message_salt = NULL WHERE idx = 3");
        LedgerState state = LedgerState.Fold(store);
        Assert.Empty(state.Nodes);
        Assert.Equal(
            [
                new RejectedEntry(0, EntryKind.NodeEnrolled, RegisterResult.MissingCharter),
                new RejectedEntry(3, EntryKind.NodeEnrolled, RegisterResult.Malformed),
                new RejectedEntry(4, EntryKind.Charter, RegisterResult.AlreadyPresent),
                new RejectedEntry(5, EntryKind.NodeEnrolled, RegisterResult.Malformed),
            ],
            state.Rejected);
    }

    [Fact]
    public void A_row_of_an_unknown_kind_is_listed()
    {
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        _chain.Found(store);
        Tampering.Execute(_folder, "UPDATE entries SET kind = 9 WHERE idx = 2");
        Assert.Equal(new RejectedEntry(2, (EntryKind)9, RegisterResult.Malformed), Assert.Single(LedgerState.Fold(store).Rejected));
    }

    [Fact]
    public void A_reading_is_no_transaction()
    {
        LedgerState state = new();
        Assert.False(state.IsTransaction(EntryKind.Reading));
        Assert.False(state.IsTransaction(EntryKind.MacReading));
        Assert.Throws<ArgumentException>(() => state.Apply(EntryKind.Reading, []));
        Assert.Throws<ArgumentException>(() => state.Check(EntryKind.Reading, []));
    }

    public void Dispose()
    {
        _folder.Dispose();
        _chain.Dispose();
    }
}
