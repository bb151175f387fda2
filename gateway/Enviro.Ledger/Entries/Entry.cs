namespace Enviro.Ledger;

/// <summary>
/// An entry as it is made: a message as received, byte for byte, and the context the receiver adds. Each stands behind a salted commitment of
/// its own, so that either can be erased later, salt and all, while the tree and every other proof stay whole.
/// </summary>
public sealed class Entry
{
    /// <summary>Largest message in bytes: enough for an enrolment that carries its whole evidence.</summary>
    public const int MaxMessageLength = 65536;

    /// <summary>Largest context in bytes.</summary>
    public const int MaxContextLength = 1024;

    private Entry(EntryKind kind, byte[] message, byte[] messageSalt, byte[] context, byte[] contextSalt)
    {
        Kind = kind;
        Message = message;
        MessageSalt = messageSalt;
        Context = context;
        ContextSalt = contextSalt;
        Leaf = EntryLeaf.Encode(kind, EntryLeaf.Commit(messageSalt, message), EntryLeaf.Commit(contextSalt, context));
        LeafHash = MerkleTree.HashLeaf(Leaf);
    }

    /// <summary>What the entry is.</summary>
    public EntryKind Kind { get; }

    /// <summary>The message, byte for byte as received.</summary>
    public byte[] Message { get; }

    /// <summary>Salt of the message's commitment, 16 bytes.</summary>
    public byte[] MessageSalt { get; }

    /// <summary>The encoded context, see <see cref="EntryContext"/>.</summary>
    public byte[] Context { get; }

    /// <summary>Salt of the context's commitment, 16 bytes.</summary>
    public byte[] ContextSalt { get; }

    /// <summary>The encoded leaf, see <see cref="EntryLeaf"/>.</summary>
    public byte[] Leaf { get; }

    /// <summary>SHA-256(0x00 ‖ leaf), 32 bytes (RFC 9162 §2.1.1).</summary>
    public byte[] LeafHash { get; }

    /// <summary>Creates an entry with fresh random salts.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="message">The message, byte for byte as received.</param>
    /// <param name="context">The encoded context.</param>
    /// <param name="random">Where the salts come from; null: the operating system. A salt that repeats or can be guessed makes an erased message guessable.</param>
    public static Entry Create(EntryKind kind, byte[] message, byte[] context, IRandomSource? random = null) =>
        FromParts(kind, message, NewSalt(random), context, NewSalt(random));

    /// <summary>
    /// Rebuilds an entry from parts that already have their salts. An unknown kind, a message or context above its limit or a salt that does
    /// not have 16 bytes is refused with <see cref="ArgumentException"/>.
    /// </summary>
    public static Entry FromParts(EntryKind kind, byte[] message, byte[] messageSalt, byte[] context, byte[] contextSalt)
    {
        if (!EntryLeaf.IsKnown(kind))
        {
            throw new ArgumentException($"The kind of entry {(int)kind} is unknown.", nameof(kind));
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(message.Length, MaxMessageLength, nameof(message));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(context.Length, MaxContextLength, nameof(context));
        ArgumentOutOfRangeException.ThrowIfNotEqual(messageSalt.Length, EntryLeaf.SaltLength, nameof(messageSalt));
        ArgumentOutOfRangeException.ThrowIfNotEqual(contextSalt.Length, EntryLeaf.SaltLength, nameof(contextSalt));
        return new Entry(kind, message, messageSalt, context, contextSalt);
    }

    private static byte[] NewSalt(IRandomSource? random)
    {
        byte[] salt = new byte[EntryLeaf.SaltLength];
        (random ?? SystemRandomSource.Instance).Fill(salt);
        return salt;
    }
}
