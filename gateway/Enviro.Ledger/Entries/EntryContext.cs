using System.Text;
using Enviro.Wire;

namespace Enviro.Ledger;

/// <summary>What the receiver adds to a message: when and from where it came, and how it was appraised on arrival.</summary>
/// <remarks><code>
/// { 1 => uint,            ; received at, Unix ms
///   2 => tstr,            ; source, at most 128 bytes, e.g. "127.0.0.1:51234"
///   3 => uint, 4 => uint, ; appraisal result; messages missing before this one
///   5 => 0..2, 6 => uint, ; assurance level; continuity
///   ? 7 => 1..2 }         ; freshness; absent where it is 0
/// </code></remarks>
public sealed class EntryContext
{
    /// <summary>Largest source in bytes of UTF-8.</summary>
    public const int MaxSourceLength = 128;

    /// <summary>Highest assurance level: AL2, attested.</summary>
    public const uint MaxAssuranceLevel = 2;

    /// <summary>Largest encoded context in bytes.</summary>
    public const int MaxLength = 176;

    /// <summary>When the message was received, Unix ms, not negative.</summary>
    public required long ReceivedAtMs { get; init; }

    /// <summary>Where it came from, as text of at most 128 bytes of UTF-8.</summary>
    public required string Source { get; init; }

    /// <summary>Number of the appraisal result.</summary>
    public uint Result { get; init; }

    /// <summary>How many messages of the same node are missing between this one and the one before it.</summary>
    public uint Missing { get; init; }

    /// <summary>Assurance level 0, 1 or 2 of the node when the message was received.</summary>
    public uint AssuranceLevel { get; init; }

    /// <summary>Number of the continuity verdict.</summary>
    public uint Continuity { get; init; }

    /// <summary>How recently the node was attested when the message was received. <see cref="Freshness.Never"/> is not written.</summary>
    public Freshness Freshness { get; init; }

    /// <summary>Encodes the context; a member above its limit is refused with <see cref="ArgumentException"/>.</summary>
    public byte[] Encode()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ReceivedAtMs);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(AssuranceLevel, MaxAssuranceLevel);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)Freshness, (uint)Freshness.Fresh, nameof(Freshness));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Encoding.UTF8.GetByteCount(Source), MaxSourceLength, nameof(Source));
        CborWriter writer = new(MaxLength);
        writer.WriteMapStart(Freshness == Freshness.Never ? 6 : 7);
        writer.WriteInteger(1);
        writer.WriteInteger(ReceivedAtMs);
        writer.WriteInteger(2);
        writer.WriteText(Source);
        writer.WriteInteger(3);
        writer.WriteUnsigned(Result);
        writer.WriteInteger(4);
        writer.WriteUnsigned(Missing);
        writer.WriteInteger(5);
        writer.WriteUnsigned(AssuranceLevel);
        writer.WriteInteger(6);
        writer.WriteUnsigned(Continuity);
        if (Freshness != Freshness.Never)
        {
            writer.WriteInteger(7);
            writer.WriteInteger((long)Freshness);
        }

        return writer.ToArray();
    }

    /// <summary>Parses a context; anything else raises <see cref="WireFormatException"/>.</summary>
    public static EntryContext Parse(byte[] encoded)
    {
        CborReader reader = new(encoded);
        int members = reader.ReadMapStart();
        if (members is not (6 or 7))
        {
            throw new WireFormatException("context: it has six members, or seven with a freshness");
        }

        reader.ReadLabel(1);
        long receivedAtMs = (long)reader.ReadUnsigned(long.MaxValue);
        reader.ReadLabel(2);
        string source = reader.ReadText(MaxSourceLength);
        reader.ReadLabel(3);
        uint result = (uint)reader.ReadUnsigned(uint.MaxValue);
        reader.ReadLabel(4);
        uint missing = (uint)reader.ReadUnsigned(uint.MaxValue);
        reader.ReadLabel(5);
        uint assuranceLevel = (uint)reader.ReadUnsigned(MaxAssuranceLevel);
        reader.ReadLabel(6);
        uint continuity = (uint)reader.ReadUnsigned(uint.MaxValue);
        return new EntryContext
        {
            ReceivedAtMs = receivedAtMs,
            Source = source,
            Result = result,
            Missing = missing,
            AssuranceLevel = assuranceLevel,
            Continuity = continuity,
            Freshness = members == 7 ? ReadFreshness(reader) : Freshness.Never,
        };
    }

    private static Freshness ReadFreshness(CborReader reader)
    {
        reader.ReadLabel(7);
        Freshness freshness = (Freshness)reader.ReadUnsigned((ulong)Freshness.Fresh);
        return freshness != Freshness.Never ? freshness : throw new WireFormatException("context: a freshness of 0 is not written");
    }
}
