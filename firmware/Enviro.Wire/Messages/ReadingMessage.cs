namespace Enviro.Wire;

/// <summary>
/// A reading message: a COSE_Sign1 whose protected header is a <see cref="ReadingHeader"/> and whose payload is a <see cref="SenmlPack"/>.
/// Parsing checks the form only; who signed it, and whether it follows the message before, is for the verifier.
/// </summary>
public sealed class ReadingMessage
{
    /// <summary>Largest reading message in bytes; anything longer is refused before it is looked at.</summary>
    public const int MaxLength = SenmlPack.MaxLength + ReadingHeader.MaxLength + CoseSign1.SignatureLength + 16;

    private ReadingMessage(CoseSign1 envelope, ReadingHeader header, SenmlPack pack)
    {
        Envelope = envelope;
        Header = header;
        Pack = pack;
    }

    /// <summary>The COSE_Sign1 around it.</summary>
    public CoseSign1 Envelope { get; }

    /// <summary>Its protected header.</summary>
    public ReadingHeader Header { get; }

    /// <summary>Its payload.</summary>
    public SenmlPack Pack { get; }

    /// <summary>Parses a message; raises <see cref="WireFormatException"/>.</summary>
    public static ReadingMessage Parse(byte[] message)
    {
        if (message.Length > MaxLength)
        {
            throw new WireFormatException("reading message: longer than its limit");
        }

        CoseSign1 envelope = CoseSign1.Parse(message);
        ReadingHeader header = ReadingHeader.Parse(message, envelope.ProtectedOffset, envelope.ProtectedLength);
        if (header.IsMac)
        {
            throw new WireFormatException("reading message: a MAC's algorithm in a COSE_Sign1");
        }

        SenmlPack pack = SenmlPack.Parse(message, envelope.PayloadOffset, envelope.PayloadLength);
        header.CheckAgainst(pack);
        return new ReadingMessage(envelope, header, pack);
    }
}
