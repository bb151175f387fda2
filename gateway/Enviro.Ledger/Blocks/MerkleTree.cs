using System.Numerics;
using System.Security.Cryptography;

namespace Enviro.Ledger;

/// <summary>
/// The Merkle tree over all leaves (RFC 9162 §2.1), kept as its compact range: the roots of the perfect subtrees that the tree size's one bits
/// stand for. Appending costs one or two hashes on average, the root a hash for each subtree; no leaf is kept.
/// </summary>
public sealed class MerkleTree
{
    /// <summary>Length of a hash in bytes.</summary>
    public const int HashLength = SHA256.HashSizeInBytes;

    private const byte LeafPrefix = 0x00;
    private const byte NodePrefix = 0x01;
    private const int UsualLeafLength = 255;

    // A tree size of 63 bits has at most 63 subtrees; one more slot holds a leaf before it is merged.
    private readonly byte[] _subtrees = new byte[64 * HashLength];
    private int _count;

    /// <summary>Number of leaves.</summary>
    public long TreeSize { get; private set; }

    /// <summary>Hash of a leaf: SHA-256(0x00 ‖ leaf), 32 bytes.</summary>
    public static byte[] HashLeaf(ReadOnlySpan<byte> leaf)
    {
        byte[] hash = new byte[HashLength];
        HashLeaf(leaf, hash);
        return hash;
    }

    /// <summary>Writes the hash of a leaf to <paramref name="hash"/>, 32 bytes.</summary>
    public static void HashLeaf(ReadOnlySpan<byte> leaf, Span<byte> hash)
    {
        Span<byte> prefixed = leaf.Length <= UsualLeafLength ? stackalloc byte[1 + leaf.Length] : new byte[1 + leaf.Length];
        prefixed[0] = LeafPrefix;
        leaf.CopyTo(prefixed[1..]);
        SHA256.HashData(prefixed, hash);
    }

    /// <summary>Writes the hash of an inner node, SHA-256(0x01 ‖ left ‖ right), to <paramref name="hash"/>, which may be one of the two.</summary>
    public static void HashNode(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> hash)
    {
        Span<byte> prefixed = stackalloc byte[1 + (2 * HashLength)];
        prefixed[0] = NodePrefix;
        left.CopyTo(prefixed[1..]);
        right.CopyTo(prefixed[(1 + HashLength)..]);
        SHA256.HashData(prefixed, hash);
    }

    /// <summary>Appends a leaf by its hash of 32 bytes.</summary>
    public void Append(ReadOnlySpan<byte> leafHash)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(leafHash.Length, HashLength, nameof(leafHash));
        leafHash.CopyTo(Subtree(_count++));
        for (long size = TreeSize; (size & 1) != 0; size >>= 1)
        {
            HashNode(Subtree(_count - 2), Subtree(_count - 1), Subtree(_count - 2));
            _count--;
        }

        TreeSize++;
    }

    /// <summary>The root over all leaves, 32 bytes; of an empty tree, the hash of nothing (RFC 9162 §2.1.1).</summary>
    public byte[] RootHash()
    {
        if (_count == 0)
        {
            return SHA256.HashData([]);
        }

        byte[] root = Subtree(_count - 1).ToArray();
        for (int i = _count - 2; i >= 0; i--)
        {
            HashNode(Subtree(i), root, root);
        }

        return root;
    }

    /// <summary>The compact range: the roots of the perfect subtrees, 32 bytes for each one bit of the tree size, from the largest.</summary>
    public byte[] Subtrees() => _subtrees.AsSpan(0, _count * HashLength).ToArray();

    /// <summary>
    /// The tree of a size and its <see cref="Subtrees"/>; null where their number does not fit the size. Whether they are those of the leaves, its root says:
    /// no others have the same (RFC 9162 §2.1).
    /// </summary>
    public static MerkleTree? FromSubtrees(long treeSize, ReadOnlySpan<byte> subtrees)
    {
        if (treeSize < 0 || subtrees.Length != BitOperations.PopCount((ulong)treeSize) * HashLength)
        {
            return null;
        }

        MerkleTree tree = new() { TreeSize = treeSize, _count = subtrees.Length / HashLength };
        subtrees.CopyTo(tree._subtrees);
        return tree;
    }

    /// <summary>A copy that can grow on its own.</summary>
    public MerkleTree Clone()
    {
        MerkleTree copy = new() { TreeSize = TreeSize, _count = _count };
        _subtrees.CopyTo(copy._subtrees, 0);
        return copy;
    }

    private Span<byte> Subtree(int index) => _subtrees.AsSpan(index * HashLength, HashLength);
}
