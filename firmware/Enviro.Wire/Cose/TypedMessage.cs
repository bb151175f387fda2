namespace Enviro.Wire;

/// <summary>
/// A COSE_Sign1 (ES256) or COSE_Mac0 (HMAC 256/256) whose protected header says what the payload is and which key vouches for it. The content
/// type keeps what was made for one purpose from passing for another. Parsing checks the form only.
/// </summary>
/// <remarks><code>
/// #6.18([ bstr .cbor { 1 => -7, 3 => tstr, 4 => bstr .size 32 }, {}, bstr, bstr .size 64 ])
/// #6.17([ bstr .cbor { 1 => 5,  3 => tstr, 4 => bstr .size 32 }, {}, bstr, bstr .size 32 ])
/// </code></remarks>
public sealed class TypedMessage
{
    /// <summary>Largest content type in bytes.</summary>
    public const int MaxContentTypeLength = 64;

    private static readonly byte[] NoAad = [];

    private readonly byte[] _header;
    private readonly byte[] _proof;

    private TypedMessage(bool isMac, byte[] header, byte[] keyId, byte[] payload, byte[] proof)
    {
        IsMac = isMac;
        _header = header;
        KeyId = keyId;
        Payload = payload;
        _proof = proof;
    }

    /// <summary>Whether it is a COSE_Mac0, which only those who share the key can check.</summary>
    public bool IsMac { get; }

    /// <summary>Thumbprint of the key that is said to vouch for it, 32 bytes.</summary>
    public byte[] KeyId { get; }

    /// <summary>The payload.</summary>
    public byte[] Payload { get; }

    /// <summary>The signature r‖s, 64 bytes; empty for a COSE_Mac0.</summary>
    public byte[] Signature => IsMac ? NoAad : _proof;

    /// <summary>SHA-256 of the Sig_structure (RFC 9052 §4.4): what the signature covers, 32 bytes.</summary>
    public byte[] Digest() => DigestOf(_header, Payload);

    /// <summary>Whether it is a COSE_Mac0 under <paramref name="key"/>; in the same time wherever tags differ.</summary>
    public bool IsAuthenticUnder(byte[] key) =>
        IsMac && key.Length >= CoseMac0.MinKeyLength && HmacSha256.FixedTimeEquals(CoseMac0.ComputeTag(key, _header, Payload), _proof);

    /// <summary>The protected header: <paramref name="algorithm"/> is <see cref="CoseLabels.Es256"/> or <see cref="CoseLabels.Hmac256"/>.</summary>
    public static byte[] EncodeHeader(int algorithm, string contentType, byte[] keyId)
    {
        CborWriter writer = new CborWriter(MaxContentTypeLength + keyId.Length + 16);
        writer.WriteMapStart(3);
        writer.WriteInteger(CoseLabels.Algorithm);
        writer.WriteInteger(algorithm);
        writer.WriteInteger(CoseLabels.ContentType);
        writer.WriteText(contentType);
        writer.WriteInteger(CoseLabels.KeyId);
        writer.WriteByteString(keyId);
        return writer.ToArray();
    }

    /// <summary>SHA-256 of the Sig_structure of a header and payload, 32 bytes.</summary>
    public static byte[] DigestOf(byte[] header, byte[] payload)
    {
        CborWriter writer = new CborWriter(header.Length + payload.Length + 32);
        CoseSign1.WriteSigStructure(writer, header, 0, header.Length, NoAad, payload, 0, payload.Length);
        Sha256 hash = new Sha256();
        byte[] digest = new byte[Sha256.DigestLength];
        hash.Append(writer.Buffer, 0, writer.Length);
        hash.Finish(digest, 0);
        return digest;
    }

    /// <summary>Completes a COSE_Sign1 with the signature over <see cref="DigestOf"/>.</summary>
    public static byte[] Sign1(byte[] header, byte[] payload, byte[] signature)
    {
        CborWriter writer = new CborWriter(header.Length + payload.Length + CoseSign1.SignatureLength + 16);
        CoseSign1.Write(writer, header, 0, header.Length, payload, 0, payload.Length, signature);
        return writer.ToArray();
    }

    /// <summary>
    /// Parses a message of at most <paramref name="maxLength"/> bytes that must be of this content type; anything else raises
    /// <see cref="WireFormatException"/>.
    /// </summary>
    public static TypedMessage Parse(byte[] message, string contentType, int maxLength)
    {
        if (message.Length > maxLength)
        {
            throw new WireFormatException("typed message: longer than its limit");
        }

        bool isMac = CoseMac0.IsTagged(message);
        CborReader reader = new CborReader(message);
        reader.ReadTag(isMac ? CoseLabels.Mac0Tag : CoseLabels.Sign1Tag);
        reader.ReadArrayStart(4);
        byte[] header = reader.ReadByteString();
        reader.ReadMapStart(0);
        byte[] payload = reader.ReadByteString();
        byte[] proof = reader.ReadByteString(isMac ? HmacSha256.TagLength : CoseSign1.SignatureLength);

        CborReader fields = new CborReader(header);
        fields.ReadMapStart(3);
        fields.ReadLabel(CoseLabels.Algorithm);
        fields.ReadLabel(isMac ? CoseLabels.Hmac256 : CoseLabels.Es256);
        fields.ReadLabel(CoseLabels.ContentType);
        if (fields.ReadText(MaxContentTypeLength) != contentType)
        {
            throw new WireFormatException("typed message: the content type is not " + contentType);
        }

        fields.ReadLabel(CoseLabels.KeyId);
        byte[] keyId = fields.ReadByteString(Sha256.DigestLength);
        return new TypedMessage(isMac, header, keyId, payload, proof);
    }
}
