namespace Enviro.Wire;

/// <summary>
/// COSE_Sign1 (RFC 9052 §4.2) with an attached payload, an empty unprotected header and an ES256 signature of 64 bytes. The parts point into
/// the message: nothing is copied, and what was signed is hashed exactly as it was received.
/// </summary>
/// <remarks><code>#6.18([ protected: bstr .cbor map, {}, payload: bstr, signature: bstr .size 64 ])</code></remarks>
public sealed class CoseSign1
{
    /// <summary>Length of an ES256 signature r‖s.</summary>
    public const int SignatureLength = 64;

    private CoseSign1(byte[] message)
    {
        Message = message;
    }

    /// <summary>The whole message, tag included.</summary>
    public byte[] Message { get; }

    /// <summary>Offset of the protected header's CBOR map in <see cref="Message"/>.</summary>
    public int ProtectedOffset { get; private set; }

    /// <summary>Length of the protected header's CBOR map.</summary>
    public int ProtectedLength { get; private set; }

    /// <summary>Offset of the payload in <see cref="Message"/>.</summary>
    public int PayloadOffset { get; private set; }

    /// <summary>Length of the payload.</summary>
    public int PayloadLength { get; private set; }

    /// <summary>Offset of the 64 signature bytes in <see cref="Message"/>.</summary>
    public int SignatureOffset { get; private set; }

    /// <summary>Parses a message; anything else raises <see cref="WireFormatException"/>. Does not verify the signature.</summary>
    public static CoseSign1 Parse(byte[] message)
    {
        CborReader reader = new CborReader(message);
        reader.ReadTag(CoseLabels.Sign1Tag);
        reader.ReadArrayStart(4);
        CoseSign1 parsed = new CoseSign1(message);
        parsed.ProtectedLength = reader.ReadByteString(out int protectedOffset);
        parsed.ProtectedOffset = protectedOffset;
        reader.ReadMapStart(0);
        parsed.PayloadLength = reader.ReadByteString(out int payloadOffset);
        parsed.PayloadOffset = payloadOffset;
        if (reader.ReadByteString(out int signatureOffset) != SignatureLength)
        {
            throw new WireFormatException("COSE_Sign1: the signature does not have 64 bytes");
        }

        parsed.SignatureOffset = signatureOffset;
        return parsed;
    }

    /// <summary>
    /// Writes the Sig_structure (RFC 9052 §4.4) of context "Signature1": the bytes whose SHA-256 is signed.
    /// </summary>
    public static void WriteSigStructure(
        CborWriter writer,
        byte[] protectedHeader, int protectedOffset, int protectedLength,
        byte[] externalAad,
        byte[] payload, int payloadOffset, int payloadLength)
    {
        writer.WriteArrayStart(4);
        writer.WriteText("Signature1");
        writer.WriteByteString(protectedHeader, protectedOffset, protectedLength);
        writer.WriteByteString(externalAad);
        writer.WriteByteString(payload, payloadOffset, payloadLength);
    }

    /// <summary>Writes the Sig_structure of this message.</summary>
    public void WriteSigStructure(CborWriter writer, byte[] externalAad) =>
        WriteSigStructure(writer, Message, ProtectedOffset, ProtectedLength, externalAad, Message, PayloadOffset, PayloadLength);

    /// <summary>Writes the message itself from its parts and the signature r‖s.</summary>
    public static void Write(
        CborWriter writer,
        byte[] protectedHeader, int protectedOffset, int protectedLength,
        byte[] payload, int payloadOffset, int payloadLength,
        byte[] signature)
    {
        writer.WriteTag(CoseLabels.Sign1Tag);
        writer.WriteArrayStart(4);
        writer.WriteByteString(protectedHeader, protectedOffset, protectedLength);
        writer.WriteMapStart(0);
        writer.WriteByteString(payload, payloadOffset, payloadLength);
        writer.WriteByteString(signature, 0, SignatureLength);
    }
}
