using CsCheck;

namespace Enviro.Ledger.Tests;

public sealed class BlockHeaderTests
{
    private static readonly byte[] Chain = Hash(1);

    [Fact]
    public void A_header_survives_encoding() => Gen.Select(
        Gen.Byte.Array[32], Gen.Byte.Array[32], Gen.Byte.Array[32], Gen.Long[0, long.MaxValue], Gen.Long[0, 1L << 40], Gen.Long[0, 1L << 40], Gen.ULong)
        .Sample(
            (gateway, previous, root, height, first, added, counter) =>
            {
                BlockHeader header = new()
                {
                    ChainId = Chain,
                    Gateway = gateway,
                    Height = height,
                    Previous = previous,
                    FirstIndex = first,
                    TreeSize = first + added,
                    RootHash = root,
                    SealedAtMs = height,
                    EarliestReadingMs = first,
                    LatestReadingMs = first + added,
                    RollbackCounter = counter,
                };
                BlockHeader parsed = BlockHeader.Parse(header.Encode());
                Assert.Equal(header.Encode(), parsed.Encode());
                Assert.Equal(gateway, parsed.Gateway);
                Assert.Equal(previous, parsed.Previous);
                Assert.Equal(root, parsed.RootHash);
                Assert.Equal((height, first, first + added, counter), (parsed.Height, parsed.FirstIndex, parsed.TreeSize, parsed.RollbackCounter));
                Assert.Equal((height, first, first + added), (parsed.SealedAtMs, parsed.EarliestReadingMs, parsed.LatestReadingMs));
            },
            iter: 300);

    [Fact]
    public void The_largest_header_has_its_limit_of_bytes()
    {
        BlockHeader largest = Header(long.MaxValue, Hash(2), long.MaxValue, long.MaxValue, long.MaxValue);
        Assert.InRange(largest.Encode().Length, 1, BlockHeader.MaxLength);
    }

    [Fact]
    public void A_header_withstands_hostile_bytes() =>
        HostileBytes.AssertWithstood(Header(70000, Hash(2), 300, 400, 1_700_000_000_000).Encode(), encoded => BlockHeader.Parse(encoded).Encode());

    [Fact]
    public void Members_that_contradict_each_other_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Header(0, new byte[32], 2, 1, 0).Encode());
        Assert.Throws<ArgumentException>(() => Header(-1, new byte[32], 0, 1, 0).Encode());
        Assert.Throws<ArgumentOutOfRangeException>(() => Header(0, new byte[31], 0, 1, 0).Encode());
        byte[] swapped = Header(0, new byte[32], 1, 2, 0).Encode();
        int first = swapped.AsSpan().IndexOf((byte[])[6, 1, 7, 2]);
        swapped[first + 1] = 3;
        Assert.Throws<Wire.WireFormatException>(() => BlockHeader.Parse(swapped));
    }

    [Fact]
    public void A_header_links_only_to_the_one_before_it()
    {
        BlockHeader genesis = Header(0, new byte[32], 0, 3, 0);
        byte[] hash = BlockHeader.HashOf(genesis.Encode());
        Assert.Null(genesis.FindBrokenLink(null, []));
        Assert.Null(Header(1, hash, 3, 5, 0).FindBrokenLink(genesis, hash));
        Assert.Contains("height", Header(2, hash, 3, 5, 0).FindBrokenLink(genesis, hash), StringComparison.Ordinal);
        Assert.Contains("height", Header(1, new byte[32], 0, 5, 0).FindBrokenLink(null, []), StringComparison.Ordinal);
        Assert.Contains("hash", Header(1, Hash(9), 3, 5, 0).FindBrokenLink(genesis, hash), StringComparison.Ordinal);
        Assert.Contains("hash", Header(0, hash, 0, 5, 0).FindBrokenLink(null, []), StringComparison.Ordinal);
        Assert.Contains("first leaf", Header(1, hash, 2, 5, 0).FindBrokenLink(genesis, hash), StringComparison.Ordinal);
        Assert.Contains("first leaf", Header(0, new byte[32], 1, 5, 0).FindBrokenLink(null, []), StringComparison.Ordinal);
        Assert.Contains("another chain", Header(1, hash, 3, 5, 0, Hash(7)).FindBrokenLink(genesis, hash), StringComparison.Ordinal);
    }

    private static byte[] Hash(byte fill) => [.. Enumerable.Repeat(fill, 32)];

    private static BlockHeader Header(long height, byte[] previous, long first, long size, long atMs, byte[]? chain = null) => new()
    {
        ChainId = chain ?? Chain,
        Gateway = Hash(3),
        Height = height,
        Previous = previous,
        FirstIndex = first,
        TreeSize = size,
        RootHash = Hash(4),
        SealedAtMs = atMs,
        EarliestReadingMs = atMs,
        LatestReadingMs = atMs,
        RollbackCounter = atMs == long.MaxValue ? ulong.MaxValue : 5,
    };
}
