using Enviro.Ledger;

namespace Enviro.Simulator;

/// <summary>A row of blocks, to be altered: the fields of its header one by one, and the bytes that are stored.</summary>
internal sealed class BlockRow
{
    private BlockRow(BlockHeader header)
    {
        ChainId = header.ChainId;
        Gateway = header.Gateway;
        Height = header.Height;
        Previous = header.Previous;
        FirstIndex = header.FirstIndex;
        TreeSize = header.TreeSize;
        RootHash = header.RootHash;
        SealedAtMs = header.SealedAtMs;
        EarliestReadingMs = header.EarliestReadingMs;
        LatestReadingMs = header.LatestReadingMs;
        RollbackCounter = header.RollbackCounter;
    }

    internal byte[] ChainId { get; set; }

    internal byte[] Gateway { get; set; }

    internal long Height { get; set; }

    internal byte[] Previous { get; set; }

    internal long FirstIndex { get; set; }

    internal long TreeSize { get; set; }

    internal byte[] RootHash { get; set; }

    internal long SealedAtMs { get; set; }

    internal long EarliestReadingMs { get; set; }

    internal long LatestReadingMs { get; set; }

    internal ulong RollbackCounter { get; set; }

    /// <summary>The stored header.</summary>
    internal required byte[] Header { get; set; }

    /// <summary>The stored seal.</summary>
    internal required byte[] Seal { get; set; }

    internal byte[] Hash => BlockHeader.HashOf(Header);

    internal static BlockRow Of(byte[] header, byte[] seal) => new(BlockHeader.Parse(header)) { Header = header, Seal = seal };

    internal BlockRow Copy() => Of(Encode(), Seal);

    /// <summary>The header that the fields give now.</summary>
    internal byte[] Encode() => new BlockHeader
    {
        ChainId = ChainId,
        Gateway = Gateway,
        Height = Height,
        Previous = Previous,
        FirstIndex = FirstIndex,
        TreeSize = TreeSize,
        RootHash = RootHash,
        SealedAtMs = SealedAtMs,
        EarliestReadingMs = EarliestReadingMs,
        LatestReadingMs = LatestReadingMs,
        RollbackCounter = RollbackCounter,
    }.Encode();
}
