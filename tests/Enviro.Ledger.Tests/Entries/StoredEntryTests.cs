namespace Enviro.Ledger.Tests;

public sealed class StoredEntryTests
{
    private static readonly Entry Entry = Entry.Create(EntryKind.Reading, [1, 2, 3], [4, 5]);

    [Fact]
    public void An_entry_as_it_was_made_fits_its_leaf()
    {
        StoredEntry stored = Stored(Entry.Kind, Entry.Message, Entry.MessageSalt, Entry.Context, Entry.ContextSalt, Entry.Leaf);
        Assert.True(stored.MatchesLeaf());
        Assert.Equal(Entry.LeafHash, stored.LeafHash);
    }

    [Fact]
    public void An_erased_message_or_context_leaves_the_rest_checkable()
    {
        Assert.True(Stored(Entry.Kind, null, null, Entry.Context, Entry.ContextSalt, Entry.Leaf).MatchesLeaf());
        Assert.True(Stored(Entry.Kind, Entry.Message, Entry.MessageSalt, null, null, Entry.Leaf).MatchesLeaf());
        Assert.True(Stored(Entry.Kind, null, null, null, null, Entry.Leaf).MatchesLeaf());
        Assert.False(Stored(Entry.Kind, null, null, [9], Entry.ContextSalt, Entry.Leaf).MatchesLeaf());
    }

    [Fact]
    public void A_half_erased_entry_does_not_fit()
    {
        Assert.False(Stored(Entry.Kind, null, Entry.MessageSalt, Entry.Context, Entry.ContextSalt, Entry.Leaf).MatchesLeaf());
        Assert.False(Stored(Entry.Kind, Entry.Message, null, Entry.Context, Entry.ContextSalt, Entry.Leaf).MatchesLeaf());
        Assert.False(Stored(Entry.Kind, Entry.Message, Entry.MessageSalt, Entry.Context, null, Entry.Leaf).MatchesLeaf());
    }

    [Fact]
    public void Whatever_is_changed_does_not_fit()
    {
        Assert.False(Stored(EntryKind.Charter, Entry.Message, Entry.MessageSalt, Entry.Context, Entry.ContextSalt, Entry.Leaf).MatchesLeaf());
        Assert.False(Stored(Entry.Kind, [1, 2, 4], Entry.MessageSalt, Entry.Context, Entry.ContextSalt, Entry.Leaf).MatchesLeaf());
        Assert.False(Stored(Entry.Kind, Entry.Message, Entry.ContextSalt, Entry.Context, Entry.ContextSalt, Entry.Leaf).MatchesLeaf());
        Assert.False(Stored(Entry.Kind, Entry.Message, Entry.MessageSalt, [4, 6], Entry.ContextSalt, Entry.Leaf).MatchesLeaf());
        Assert.False(Stored(Entry.Kind, Entry.Message, Entry.MessageSalt, Entry.Context, Entry.ContextSalt, Entry.Leaf[..^1]).MatchesLeaf());
        Assert.False(Stored(Entry.Kind, Entry.Message, Entry.MessageSalt, Entry.Context, Entry.ContextSalt, []).MatchesLeaf());
    }

    private static StoredEntry Stored(EntryKind kind, byte[]? message, byte[]? messageSalt, byte[]? context, byte[]? contextSalt, byte[] leaf) => new()
    {
        Index = 0,
        Kind = kind,
        Message = message,
        MessageSalt = messageSalt,
        Context = context,
        ContextSalt = contextSalt,
        Leaf = leaf,
    };
}
