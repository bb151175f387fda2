using System.Security.Cryptography;
using Enviro.Wire;

namespace Enviro.Ledger;

/// <summary>Header of a block: a tree head over all leaves so far, chained to the header before it.</summary>
/// <remarks><code>
/// { 1 => 1, 2 => bstr .size 32,    ; version, chain id = SHA-256 of the genesis charter
///   3 => bstr .size 32,            ; gateway: thumbprint of its seal key
///   4 => uint, 5 => bstr .size 32, ; height, hash of the previous header (zeros at height 0)
///   6 => uint, 7 => uint,          ; index of the first leaf, tree size after this block
///   8 => bstr .size 32,            ; root over all leaves so far (RFC 9162)
///   9 => uint, 10 => uint, 11 => uint, ; sealed at, earliest and latest reading, Unix ms
///   12 => uint }                   ; rollback counter read from the TPM
/// </code></remarks>
public sealed class BlockHeader
{
    /// <summary>The version of this format.</summary>
    public const uint CurrentVersion = 1;

    /// <summary>Largest encoded header in bytes.</summary>
    public const int MaxLength = 216;

    private const int HashLength = SHA256.HashSizeInBytes;

    /// <summary>Version of the format, always 1.</summary>
    public uint Version { get; init; } = CurrentVersion;

    /// <summary>SHA-256 of the genesis charter's message, 32 bytes.</summary>
    public required byte[] ChainId { get; init; }

    /// <summary>Thumbprint of the gateway's seal key, 32 bytes.</summary>
    public required byte[] Gateway { get; init; }

    /// <summary>Number of the block, from 0.</summary>
    public required long Height { get; init; }

    /// <summary>Hash of the previous header, 32 bytes; zeros at height 0.</summary>
    public required byte[] Previous { get; init; }

    /// <summary>Index of the block's first leaf: the tree size after the block before it.</summary>
    public required long FirstIndex { get; init; }

    /// <summary>Number of leaves after this block.</summary>
    public required long TreeSize { get; init; }

    /// <summary>Root over the first <see cref="TreeSize"/> leaves, 32 bytes.</summary>
    public required byte[] RootHash { get; init; }

    /// <summary>When the block was sealed, Unix ms.</summary>
    public required long SealedAtMs { get; init; }

    /// <summary>Earliest reading of the block, Unix ms; 0 when no reading in it has a time.</summary>
    public long EarliestReadingMs { get; init; }

    /// <summary>Latest reading of the block, Unix ms; 0 when no reading in it has a time.</summary>
    public long LatestReadingMs { get; init; }

    /// <summary>Rollback counter read from the TPM; 0 with a software key.</summary>
    public ulong RollbackCounter { get; init; }

    /// <summary>The hash by which the next header names this one, and which a seal covers: SHA-256 of the encoded header.</summary>
    public static byte[] HashOf(byte[] encoded) => SHA256.HashData(encoded);

    /// <summary>Encodes the header. Members that <see cref="Parse"/> would refuse raise <see cref="ArgumentException"/>.</summary>
    public byte[] Encode()
    {
        foreach (byte[] hash in (byte[][])[ChainId, Gateway, Previous, RootHash])
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(hash.Length, HashLength, nameof(hash));
        }

        if (FindFault() is { } fault)
        {
            throw new ArgumentException($"The block header cannot be encoded: {fault}.");
        }

        CborWriter writer = new(MaxLength);
        writer.WriteMapStart(12);
        WriteUnsigned(writer, 1, Version);
        WriteHash(writer, 2, ChainId);
        WriteHash(writer, 3, Gateway);
        WriteUnsigned(writer, 4, (ulong)Height);
        WriteHash(writer, 5, Previous);
        WriteUnsigned(writer, 6, (ulong)FirstIndex);
        WriteUnsigned(writer, 7, (ulong)TreeSize);
        WriteHash(writer, 8, RootHash);
        WriteUnsigned(writer, 9, (ulong)SealedAtMs);
        WriteUnsigned(writer, 10, (ulong)EarliestReadingMs);
        WriteUnsigned(writer, 11, (ulong)LatestReadingMs);
        WriteUnsigned(writer, 12, RollbackCounter);
        return writer.ToArray();
    }

    /// <summary>Parses a header; anything else raises <see cref="WireFormatException"/>.</summary>
    public static BlockHeader Parse(byte[] encoded)
    {
        CborReader reader = new(encoded);
        reader.ReadMapStart(12);
        BlockHeader header = new()
        {
            Version = (uint)ReadUnsigned(reader, 1, uint.MaxValue),
            ChainId = ReadHash(reader, 2),
            Gateway = ReadHash(reader, 3),
            Height = (long)ReadUnsigned(reader, 4, long.MaxValue),
            Previous = ReadHash(reader, 5),
            FirstIndex = (long)ReadUnsigned(reader, 6, long.MaxValue),
            TreeSize = (long)ReadUnsigned(reader, 7, long.MaxValue),
            RootHash = ReadHash(reader, 8),
            SealedAtMs = (long)ReadUnsigned(reader, 9, long.MaxValue),
            EarliestReadingMs = (long)ReadUnsigned(reader, 10, long.MaxValue),
            LatestReadingMs = (long)ReadUnsigned(reader, 11, long.MaxValue),
            RollbackCounter = ReadUnsigned(reader, 12, ulong.MaxValue),
        };
        return header.FindFault() is { } fault ? throw new WireFormatException($"block header: {fault}") : header;
    }

    /// <summary>
    /// Says why this header cannot stand behind <paramref name="previous"/> (null: as the first block), or null when it can. The rule the store
    /// holds a new block to is the one that checks a whole chain afterwards.
    /// </summary>
    /// <param name="previous">The header before this one.</param>
    /// <param name="previousHash">Its hash, 32 bytes; ignored without a previous header.</param>
    public string? FindBrokenLink(BlockHeader? previous, byte[] previousHash)
    {
        if (Height != (previous is null ? 0 : previous.Height + 1))
        {
            return $"its height is {Height} where {(previous is null ? 0 : previous.Height + 1)} must be";
        }

        if (!Previous.AsSpan().SequenceEqual(previous is null ? new byte[HashLength] : previousHash))
        {
            return "it does not name the hash of the header before it";
        }

        if (previous is not null && !ChainId.AsSpan().SequenceEqual(previous.ChainId))
        {
            return "it names another chain than the header before it";
        }

        long firstIndex = previous?.TreeSize ?? 0;
        return FirstIndex == firstIndex ? null : $"its first leaf is {FirstIndex} where {firstIndex} must be";
    }

    private string? FindFault() =>
        Version != CurrentVersion ? "the version is unknown"
        : Height < 0 || FirstIndex < 0 || SealedAtMs < 0 || EarliestReadingMs < 0 ? "a number is negative"
        : TreeSize < FirstIndex ? "the tree ends before the block's first leaf"
        : LatestReadingMs < EarliestReadingMs ? "the latest reading is before the earliest"
        : null;

    private static void WriteUnsigned(CborWriter writer, int label, ulong value)
    {
        writer.WriteInteger(label);
        writer.WriteUnsigned(value);
    }

    private static void WriteHash(CborWriter writer, int label, byte[] hash)
    {
        writer.WriteInteger(label);
        writer.WriteByteString(hash);
    }

    private static ulong ReadUnsigned(CborReader reader, int label, ulong max)
    {
        reader.ReadLabel(label);
        return reader.ReadUnsigned(max);
    }

    private static byte[] ReadHash(CborReader reader, int label)
    {
        reader.ReadLabel(label);
        return reader.ReadByteString(HashLength);
    }
}
