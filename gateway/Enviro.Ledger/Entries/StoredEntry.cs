using Enviro.Wire;

namespace Enviro.Ledger;

/// <summary>An entry as it is read back from the store: raw, and possibly with its message or context erased.</summary>
public sealed class StoredEntry
{
    /// <summary>Index of its leaf in the tree, from 0.</summary>
    public required long Index { get; init; }

    /// <summary>The kind its row claims; see <see cref="MatchesLeaf"/>.</summary>
    public required EntryKind Kind { get; init; }

    /// <summary>The message as received; null once erased.</summary>
    public byte[]? Message { get; init; }

    /// <summary>Salt of the message's commitment, 16 bytes; null once erased.</summary>
    public byte[]? MessageSalt { get; init; }

    /// <summary>The encoded context; null once erased.</summary>
    public byte[]? Context { get; init; }

    /// <summary>Salt of the context's commitment, 16 bytes; null once erased.</summary>
    public byte[]? ContextSalt { get; init; }

    /// <summary>The encoded leaf; never erased.</summary>
    public required byte[] Leaf { get; init; }

    /// <summary>SHA-256(0x00 ‖ leaf), 32 bytes (RFC 9162 §2.1.1).</summary>
    public byte[] LeafHash => MerkleTree.HashLeaf(Leaf);

    /// <summary>
    /// Re-computes what is still here: the leaf is well-formed and names the row's kind, and a message or context that is present with its salt
    /// fits its commitment. One without the other is never right: erasing takes both.
    /// </summary>
    public bool MatchesLeaf()
    {
        EntryLeaf leaf;
        try
        {
            leaf = EntryLeaf.Parse(Leaf);
        }
        catch (WireFormatException)
        {
            return false;
        }

        return leaf.Kind == Kind
            && Fits(Message, MessageSalt, leaf.MessageCommitment)
            && Fits(Context, ContextSalt, leaf.ContextCommitment);
    }

    private static bool Fits(byte[]? content, byte[]? salt, byte[] commitment)
    {
        if (content is null || salt is null)
        {
            return content is null && salt is null;
        }

        return EntryLeaf.Commit(salt, content).AsSpan().SequenceEqual(commitment);
    }
}
