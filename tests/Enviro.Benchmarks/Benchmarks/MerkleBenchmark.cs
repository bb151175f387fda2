using BenchmarkDotNet.Attributes;
using Enviro.Ledger;

namespace Enviro.Benchmarks;

/// <summary>The Merkle tree over the entries: growing it by one leaf, and its root.</summary>
[InProcess]
[MemoryDiagnoser]
public class MerkleBenchmark
{
    private readonly byte[] _leafHash = MerkleTree.HashLeaf(new byte[EntryLeaf.MaxLength]);
    private readonly MerkleTree _growing = new();
    private readonly MerkleTree _full = new();

    [GlobalSetup]
    public void Grow()
    {
        // All bits set: the most subtrees a root of this size is made of.
        for (int i = 0; i < (1 << 20) - 1; i++)
        {
            _full.Append(_leafHash);
        }
    }

    [Benchmark]
    public void AppendLeaf() => _growing.Append(_leafHash);

    [Benchmark]
    public byte[] RootOfMillion() => _full.RootHash();
}
