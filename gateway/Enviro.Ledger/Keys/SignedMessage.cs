using System.Text;
using Enviro.Wire;

namespace Enviro.Ledger;

/// <summary>
/// A COSE_Sign1 (RFC 9052 §4.2) whose protected header says what the payload is and whose key signed it. The content type keeps a signature made
/// for one purpose from passing for another.
/// </summary>
/// <remarks><code>#6.18([ bstr .cbor { 1 => -7, 3 => tstr, 4 => bstr .size 32 }, {}, bstr, bstr .size 64 ])</code></remarks>
public sealed class SignedMessage
{
    /// <summary>Largest content type in bytes.</summary>
    public const int MaxContentTypeLength = 64;

    private SignedMessage(CoseSign1 envelope, byte[] keyId)
    {
        Envelope = envelope;
        KeyId = keyId;
        Payload = envelope.Message.AsSpan(envelope.PayloadOffset, envelope.PayloadLength).ToArray();
    }

    /// <summary>The message itself.</summary>
    public CoseSign1 Envelope { get; }

    /// <summary>Thumbprint of the key that is said to have signed, 32 bytes; the signature is yet to be verified.</summary>
    public byte[] KeyId { get; }

    /// <summary>The payload, as a copy.</summary>
    public byte[] Payload { get; }

    /// <summary>Signs a payload and returns the whole message.</summary>
    public static byte[] Sign(ISigningKey key, string contentType, byte[] payload) =>
        key.SignCoseSign1(EncodeHeader(contentType, key.Thumbprint), payload);

    /// <summary>The protected header of a message of this content type and signer.</summary>
    public static byte[] EncodeHeader(string contentType, byte[] keyId)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Encoding.UTF8.GetByteCount(contentType), MaxContentTypeLength, nameof(contentType));
        CborWriter writer = new(MaxContentTypeLength + keyId.Length + 16);
        writer.WriteMapStart(3);
        writer.WriteInteger(CoseLabels.Algorithm);
        writer.WriteInteger(CoseLabels.Es256);
        writer.WriteInteger(CoseLabels.ContentType);
        writer.WriteText(contentType);
        writer.WriteInteger(CoseLabels.KeyId);
        writer.WriteByteString(keyId);
        return writer.ToArray();
    }

    /// <summary>
    /// Parses a message of at most <paramref name="maxLength"/> bytes that must be of this content type; anything else raises
    /// <see cref="WireFormatException"/>. Does not verify the signature.
    /// </summary>
    public static SignedMessage Parse(byte[] message, string contentType, int maxLength)
    {
        if (message.Length > maxLength)
        {
            throw new WireFormatException("signed message: longer than its limit");
        }

        CoseSign1 envelope = CoseSign1.Parse(message);
        CborReader header = new(message, envelope.ProtectedOffset, envelope.ProtectedLength);
        header.ReadMapStart(3);
        header.ReadLabel(CoseLabels.Algorithm);
        header.ReadLabel(CoseLabels.Es256);
        header.ReadLabel(CoseLabels.ContentType);
        if (header.ReadText(MaxContentTypeLength) != contentType)
        {
            throw new WireFormatException($"signed message: the content type is not {contentType}");
        }

        header.ReadLabel(CoseLabels.KeyId);
        return new SignedMessage(envelope, header.ReadByteString(Sha256.DigestLength));
    }

    /// <summary>Says whether this key signed the message and is the one the header names.</summary>
    public bool IsSignedBy(Es256Key key) => KeyId.AsSpan().SequenceEqual(key.Thumbprint) && key.VerifyCoseSign1(Envelope);
}
