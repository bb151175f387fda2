using System.Security.Cryptography;
using Enviro.Wire;

namespace Enviro.Ledger.Tests;

public sealed class EntryTests
{
    private static readonly byte[] Message = [1, 2, 3];
    private static readonly byte[] Context = [4, 5];

    [Fact]
    public void A_leaf_commits_to_salted_message_and_context()
    {
        Entry entry = Entry.Create(EntryKind.Reading, Message, Context);
        byte[] expected =
        [
            0x83, 0x10,
            0x58, 0x20, .. SHA256.HashData([.. entry.MessageSalt, .. Message]),
            0x58, 0x20, .. SHA256.HashData([.. entry.ContextSalt, .. Context]),
        ];
        Assert.Equal(expected, entry.Leaf);
        Assert.Equal(SHA256.HashData([0, .. expected]), entry.LeafHash);
    }

    [Fact]
    public void Salts_are_fresh_each_time()
    {
        Entry first = Entry.Create(EntryKind.Reading, Message, Message);
        Entry second = Entry.Create(EntryKind.Reading, Message, Message);
        byte[][] salts = [first.MessageSalt, first.ContextSalt, second.MessageSalt, second.ContextSalt];
        Assert.All(salts, salt => Assert.Equal(16, salt.Length));
        Assert.Equal(4, salts.Select(Convert.ToHexString).Distinct().Count());
    }

    [Fact]
    public void What_is_above_its_limit_or_unknown_is_refused()
    {
        Assert.NotNull(Entry.Create(EntryKind.Reading, new byte[Entry.MaxMessageLength], new byte[Entry.MaxContextLength]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Entry.Create(EntryKind.Reading, new byte[Entry.MaxMessageLength + 1], Context));
        Assert.Throws<ArgumentOutOfRangeException>(() => Entry.Create(EntryKind.Reading, Message, new byte[Entry.MaxContextLength + 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Entry.FromParts(EntryKind.Reading, Message, new byte[15], Context, new byte[16]));
        Assert.Throws<ArgumentException>(() => Entry.Create((EntryKind)7, Message, Context));
    }

    [Fact]
    public void A_leaf_withstands_hostile_bytes() => HostileBytes.AssertWithstood(
        Entry.Create(EntryKind.Reading, Message, Context).Leaf,
        encoded =>
        {
            EntryLeaf leaf = EntryLeaf.Parse(encoded);
            return EntryLeaf.Encode(leaf.Kind, leaf.MessageCommitment, leaf.ContextCommitment);
        });

    [Fact]
    public void A_leaf_of_an_unknown_kind_is_refused()
    {
        byte[] leaf = Entry.Create(EntryKind.Reading, Message, Context).Leaf;
        leaf[1] = 0x0f;
        Assert.Throws<WireFormatException>(() => EntryLeaf.Parse(leaf));
    }
}
