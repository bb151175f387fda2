using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>A reading message by somebody who is not the node, built with the format's own writers.</summary>
internal sealed class ForgedReading
{
    // Order of P-256's base point (SP 800-186 §3.2.1.3).
    private static readonly BigInteger Order = BigInteger.Parse(
        "0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>The node it claims to be of.</summary>
    internal required string Urn { get; init; }

    /// <summary>The key it claims to be signed with.</summary>
    internal required byte[] KeyId { get; init; }

    internal uint Boot { get; init; } = 1;

    internal uint Sequence { get; init; }

    internal byte[] Previous { get; init; } = new byte[Sha256.DigestLength];

    /// <summary>When it was measured and signed, seconds since 1970; null: without a clock.</summary>
    internal long? TimeS { get; init; }

    /// <summary>What it says: tenths of a µg/m³ of PM2.5.</summary>
    internal long Tenths { get; init; } = 21;

    /// <summary>The message under a key.</summary>
    internal byte[] Sign(ISigningKey key) => Sign(digest => key.SignDigest(digest));

    /// <summary>The message with a signature of 64 bytes over its digest, or whatever stands for one.</summary>
    internal byte[] Sign(Func<byte[], byte[]> sign)
    {
        byte[] header = Header(isMac: false);
        byte[] pack = Pack();
        return TypedMessage.Sign1(header, pack, sign(TypedMessage.DigestOf(header, pack)));
    }

    /// <summary>The same under a shared key.</summary>
    internal byte[] Mac(byte[] key) => CoseMac0.Seal(key, Header(isMac: true), Pack());

    private byte[] Header(bool isMac)
    {
        CborWriter writer = new(ReadingHeader.MaxLength);
        new ReadingHeader
        {
            IsMac = isMac,
            KeyId = KeyId,
            HasIssuedAt = TimeS is not null,
            IssuedAt = (uint)(TimeS ?? 0),
            Boot = Boot,
            Sequence = Sequence,
            Previous = Previous,
        }.Write(writer);
        return writer.ToArray();
    }

    private byte[] Pack()
    {
        CborWriter writer = new(SenmlPack.MaxLength);
        SenmlPack.Write(writer, $"{Urn}_", TimeS is not null, TimeS ?? 0, [new Reading("pm2.5", "ug/m3", Tenths, -1)], 1);
        return writer.ToArray();
    }

    /// <summary>The same message with the other signature of its key, (r, n − s) for (r, s) (FIPS 186-5 §6.4).</summary>
    internal static byte[] TwinOf(byte[] message)
    {
        CoseSign1 envelope = CoseSign1.Parse(message);
        byte[] twin = [.. message];
        Span<byte> s = twin.AsSpan(envelope.SignatureOffset + P256.ScalarLength, P256.ScalarLength);
        BigInteger other = Order - new BigInteger(s, isUnsigned: true, isBigEndian: true);
        s.Clear();
        other.TryWriteBytes(s[(s.Length - other.GetByteCount(isUnsigned: true))..], out _, isUnsigned: true, isBigEndian: true);
        return twin;
    }

    /// <summary>What a next message of the same node names as its previous one.</summary>
    internal static byte[] HashOf(byte[] message) => SHA256.HashData(message);
}
