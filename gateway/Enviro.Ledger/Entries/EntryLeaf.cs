using System.Security.Cryptography;
using Enviro.Wire;

namespace Enviro.Ledger;

/// <summary>
/// The leaf of an entry in the Merkle tree: the kind and two salted commitments. The salts keep a short or guessable message from being
/// found by trying once it has been erased.
/// </summary>
/// <remarks><code>[ kind: uint, message: bstr .size 32, context: bstr .size 32 ]   ; SHA-256(salt || bytes), salt 16 random bytes</code></remarks>
public sealed class EntryLeaf
{
    /// <summary>Length of a salt in bytes.</summary>
    public const int SaltLength = 16;

    /// <summary>Largest encoded leaf in bytes.</summary>
    public const int MaxLength = 80;

    private EntryLeaf(EntryKind kind, byte[] message, byte[] context)
    {
        Kind = kind;
        MessageCommitment = message;
        ContextCommitment = context;
    }

    /// <summary>What the entry is.</summary>
    public EntryKind Kind { get; }

    /// <summary>SHA-256 of the message's salt and the message, 32 bytes.</summary>
    public byte[] MessageCommitment { get; }

    /// <summary>SHA-256 of the context's salt and the context, 32 bytes.</summary>
    public byte[] ContextCommitment { get; }

    /// <summary>Says whether the ledger knows this kind.</summary>
    public static bool IsKnown(EntryKind kind) =>
        kind is (>= EntryKind.Charter and <= EntryKind.Calibration) or EntryKind.Reading or EntryKind.MacReading;

    /// <summary>The commitment to <paramref name="content"/>: SHA-256(salt ‖ content), 32 bytes.</summary>
    public static byte[] Commit(byte[] salt, byte[] content)
    {
        byte[] salted = new byte[salt.Length + content.Length];
        salt.CopyTo(salted, 0);
        content.CopyTo(salted, salt.Length);
        return SHA256.HashData(salted);
    }

    /// <summary>Encodes a leaf from its parts.</summary>
    public static byte[] Encode(EntryKind kind, byte[] messageCommitment, byte[] contextCommitment)
    {
        CborWriter writer = new(MaxLength);
        writer.WriteArrayStart(3);
        writer.WriteUnsigned((ulong)kind);
        writer.WriteByteString(messageCommitment);
        writer.WriteByteString(contextCommitment);
        return writer.ToArray();
    }

    /// <summary>Parses a leaf; unknown kinds and anything else that is not a leaf raise <see cref="WireFormatException"/>.</summary>
    public static EntryLeaf Parse(byte[] encoded)
    {
        CborReader reader = new(encoded);
        reader.ReadArrayStart(3);
        EntryKind kind = (EntryKind)reader.ReadUnsigned(int.MaxValue);
        if (!IsKnown(kind))
        {
            throw new WireFormatException("leaf: the kind of entry is unknown");
        }

        byte[] message = reader.ReadByteString(SHA256.HashSizeInBytes);
        return new EntryLeaf(kind, message, reader.ReadByteString(SHA256.HashSizeInBytes));
    }
}
