using System;

namespace Enviro.Wire;

/// <summary>
/// COSE_Mac0 (RFC 9052 §6.2) with HMAC 256/256, an attached payload and an empty unprotected header.
/// </summary>
/// <remarks><code>#6.17([ protected: bstr .cbor { 1 => 5, 4 => kid }, {}, payload: bstr, tag: bstr .size 32 ])</code></remarks>
public static class CoseMac0
{
    /// <summary>Bytes a message has beyond its payload, at most, for a key identifier of 32 bytes.</summary>
    public const int MaxOverhead = 96;

    /// <summary>
    /// Shortest key in bytes: as long as the tag, below which HMAC loses strength (RFC 2104 §3); RFC 9053 §3.1 asks for the check.
    /// </summary>
    public const int MinKeyLength = HmacSha256.TagLength;

    private static readonly byte[] NoAad = [];

    /// <summary>Builds a message; <paramref name="keyId"/> names the key without revealing it.
    /// A key shorter than <see cref="MinKeyLength"/> raises <see cref="ArgumentException"/>.</summary>
    public static byte[] Encode(byte[] key, byte[] keyId, byte[] payload)
    {
        CborWriter header = new CborWriter(keyId.Length + 16);
        header.WriteMapStart(2);
        header.WriteInteger(CoseLabels.Algorithm);
        header.WriteInteger(CoseLabels.Hmac256);
        header.WriteInteger(CoseLabels.KeyId);
        header.WriteByteString(keyId);
        return Seal(key, header.ToArray(), payload);
    }

    /// <summary>Builds a message under a protected header that is encoded already.
    /// A key shorter than <see cref="MinKeyLength"/> raises <see cref="ArgumentException"/>.</summary>
    public static byte[] Seal(byte[] key, byte[] protectedHeader, byte[] payload)
    {
        if (key.Length < MinKeyLength)
        {
            throw new ArgumentException("A key for HMAC 256/256 has 32 bytes at least.");
        }

        byte[] tag = ComputeTag(key, protectedHeader, payload);
        CborWriter writer = new CborWriter(protectedHeader.Length + payload.Length + tag.Length + 24);
        writer.WriteTag(CoseLabels.Mac0Tag);
        writer.WriteArrayStart(4);
        writer.WriteByteString(protectedHeader);
        writer.WriteMapStart(0);
        writer.WriteByteString(payload);
        writer.WriteByteString(tag);
        return writer.ToArray();
    }

    /// <summary>Whether a message begins as a COSE_Mac0 does, so that a receiver of either kind knows which it has.</summary>
    public static bool IsTagged(byte[] message) => message.Length > 0 && message[0] == (0xC0 | (byte)CoseLabels.Mac0Tag);

    /// <summary>
    /// Parses a message and checks its key identifier and tag. False when it is well-formed but not authentic;
    /// malformed bytes raise <see cref="WireFormatException"/>. Nothing is authentic under a key shorter than <see cref="MinKeyLength"/>:
    /// a session that was never agreed has an empty key, which anyone can use.
    /// </summary>
    public static bool TryOpen(byte[] message, byte[] key, byte[] keyId, out byte[] payload)
    {
        CborReader reader = new CborReader(message);
        reader.ReadTag(CoseLabels.Mac0Tag);
        reader.ReadArrayStart(4);
        int protectedLength = reader.ReadByteString(out int protectedOffset);
        reader.ReadMapStart(0);
        payload = reader.ReadByteString();
        byte[] tag = reader.ReadByteString(HmacSha256.TagLength);

        CborReader header = new CborReader(message, protectedOffset, protectedLength);
        header.ReadMapStart(2);
        header.ReadLabel(CoseLabels.Algorithm);
        header.ReadLabel(CoseLabels.Hmac256);
        header.ReadLabel(CoseLabels.KeyId);
        byte[] claimedKeyId = header.ReadByteString();

        byte[] expected = ComputeTag(key, message, protectedOffset, protectedLength, payload, 0, payload.Length);
        bool authentic = key.Length >= MinKeyLength && HmacSha256.FixedTimeEquals(expected, tag) && HmacSha256.FixedTimeEquals(claimedKeyId, keyId);
        if (!authentic)
        {
            // What is not authenticated is not handed on, not even to a caller who forgets to look at the result.
            payload = NoAad;
        }

        return authentic;
    }

    /// <summary>The tag of a whole header and payload.</summary>
    internal static byte[] ComputeTag(byte[] key, byte[] header, byte[] payload) => ComputeTag(key, header, 0, header.Length, payload, 0, payload.Length);

    /// <summary>HMAC over the MAC_structure (RFC 9052 §6.3) of context "MAC0" with an empty external_aad.</summary>
    private static byte[] ComputeTag(byte[] key, byte[] header, int headerOffset, int headerLength, byte[] payload, int payloadOffset, int payloadLength)
    {
        CborWriter writer = new CborWriter(headerLength + payloadLength + 32);
        writer.WriteArrayStart(4);
        writer.WriteText("MAC0");
        writer.WriteByteString(header, headerOffset, headerLength);
        writer.WriteByteString(NoAad);
        writer.WriteByteString(payload, payloadOffset, payloadLength);
        return HmacSha256.Compute(key, writer.Buffer, 0, writer.Length);
    }
}
