using System;

namespace Enviro.Wire;

/// <summary>
/// Protected header of a reading message: who signed, when, and the place of the message in the node's chain of messages.
/// </summary>
/// <remarks><code>
/// { 1 => -7 / 5, 3 => 112, 4 => bstr .size 32,
///   15 => { ? 6 => uint, -65537 => boot, -65538 => seq, -65539 => prev: bstr .size 32, -65540 => flags, ? -65542 => quality } }
/// </code></remarks>
public sealed class ReadingHeader
{
    /// <summary>Largest boot: where the ATECC608B's counters end (DS40002239 §4.4.5).</summary>
    public const uint MaxBoot = 2097151;

    /// <summary>Largest encoded header in bytes; 128 suffice where nothing was found about the readings.</summary>
    public const int MaxLength = 360;

    /// <summary>Whether it stands in a COSE_Mac0 (HMAC 256/256) and not in a COSE_Sign1 (ES256).</summary>
    public bool IsMac { get; set; }

    /// <summary>COSE Key Thumbprint of the signing key, 32 bytes.</summary>
    public byte[] KeyId { get; set; } = [];

    /// <summary>Whether <see cref="IssuedAt"/> is there: false while the clock has never been set.</summary>
    public bool HasIssuedAt { get; set; }

    /// <summary>When it was signed, seconds since 1970.</summary>
    public uint IssuedAt { get; set; }

    /// <summary>Value of the secure element's boot counter.</summary>
    public uint Boot { get; set; }

    /// <summary>Number of the message within its boot, from 0.</summary>
    public uint Sequence { get; set; }

    /// <summary>SHA-256 of the node's previous signed message as sent; zeros before the first.</summary>
    public byte[] Previous { get; set; } = [];

    /// <summary>Bits of <see cref="ReadingFlags"/>.</summary>
    public uint Flags { get; set; }

    /// <summary>What was found about the readings; null, or clean, where nothing was. <see cref="Parse"/> gives null then.</summary>
    public ReadingQuality? Quality { get; set; }

    private bool HasQuality => Quality != null && !Quality.IsClean;

    /// <summary>
    /// Writes the header. A field that <see cref="Parse"/> would refuse raises <see cref="InvalidOperationException"/>: once signed, such a
    /// header would spend a sequence number on a message nobody accepts.
    /// </summary>
    public void Write(CborWriter writer)
    {
        if (KeyId.Length != Sha256.DigestLength || Previous.Length != Sha256.DigestLength || Boot > MaxBoot || Flags > ReadingFlags.All)
        {
            throw new InvalidOperationException("A field of the reading header is unset or beyond its limit.");
        }

        writer.WriteMapStart(4);
        writer.WriteInteger(CoseLabels.Algorithm);
        writer.WriteInteger(IsMac ? CoseLabels.Hmac256 : CoseLabels.Es256);
        writer.WriteInteger(CoseLabels.ContentType);
        writer.WriteInteger(CoseLabels.SenmlCbor);
        writer.WriteInteger(CoseLabels.KeyId);
        writer.WriteByteString(KeyId);
        writer.WriteInteger(CoseLabels.CwtClaims);
        writer.WriteMapStart(4 + (HasIssuedAt ? 1 : 0) + (HasQuality ? 1 : 0));
        if (HasIssuedAt)
        {
            writer.WriteInteger(CoseLabels.IssuedAt);
            writer.WriteUnsigned(IssuedAt);
        }

        writer.WriteInteger(CoseLabels.Boot);
        writer.WriteUnsigned(Boot);
        writer.WriteInteger(CoseLabels.Sequence);
        writer.WriteUnsigned(Sequence);
        writer.WriteInteger(CoseLabels.Previous);
        writer.WriteByteString(Previous);
        writer.WriteInteger(CoseLabels.Flags);
        writer.WriteUnsigned(Flags);
        if (HasQuality)
        {
            writer.WriteInteger(CoseLabels.Quality);
            Quality!.Write(writer);
        }
    }

    /// <summary>Parses a header that fills the given part of <paramref name="buffer"/>; raises <see cref="WireFormatException"/>.</summary>
    public static ReadingHeader Parse(byte[] buffer, int offset, int count)
    {
        CborReader reader = new CborReader(buffer, offset, count);
        ReadingHeader header = new ReadingHeader();
        reader.ReadMapStart(4);
        reader.ReadLabel(CoseLabels.Algorithm);
        header.IsMac = reader.PeekType() == CborType.Unsigned;
        reader.ReadLabel(header.IsMac ? CoseLabels.Hmac256 : CoseLabels.Es256);
        reader.ReadLabel(CoseLabels.ContentType);
        reader.ReadLabel(CoseLabels.SenmlCbor);
        reader.ReadLabel(CoseLabels.KeyId);
        header.KeyId = reader.ReadByteString(Sha256.DigestLength);
        reader.ReadLabel(CoseLabels.CwtClaims);
        int claims = reader.ReadMapStart();
        header.HasIssuedAt = claims > 0 && reader.PeekType() == CborType.Unsigned;
        int required = header.HasIssuedAt ? 5 : 4;
        if (claims != required && claims != required + 1)
        {
            throw new WireFormatException("reading header: the claims must be iat (or not), boot, seq, prev, flags, quality (or not)");
        }

        if (header.HasIssuedAt)
        {
            reader.ReadLabel(CoseLabels.IssuedAt);
            header.IssuedAt = (uint)reader.ReadUnsigned(uint.MaxValue);
        }

        reader.ReadLabel(CoseLabels.Boot);
        header.Boot = (uint)reader.ReadUnsigned(MaxBoot);
        reader.ReadLabel(CoseLabels.Sequence);
        header.Sequence = (uint)reader.ReadUnsigned(uint.MaxValue);
        reader.ReadLabel(CoseLabels.Previous);
        header.Previous = reader.ReadByteString(Sha256.DigestLength);
        reader.ReadLabel(CoseLabels.Flags);
        header.Flags = (uint)reader.ReadUnsigned(ReadingFlags.All);
        if (claims > required)
        {
            reader.ReadLabel(CoseLabels.Quality);
            header.Quality = ReadingQuality.Read(reader);
        }

        return header;
    }

    /// <summary>Raises <see cref="WireFormatException"/> when the header says something about a reading that the pack does not have.</summary>
    internal void CheckAgainst(SenmlPack pack)
    {
        if (Quality != null && !Quality.IsWithin(pack.Readings.Length))
        {
            throw new WireFormatException("reading message: the quality of a reading that is not there");
        }
    }
}
