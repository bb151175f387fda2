namespace Enviro.Wire;

/// <summary>
/// A reading message of a node that shares a secret with its gateway: a COSE_Mac0 with the same header and pack as a <see cref="ReadingMessage"/>. Only
/// who holds the secret can check it, and whoever can check it could have made it: it proves nothing to others.
/// </summary>
/// <remarks><code>#6.17([ bstr .cbor reading-header ; alg 5, {}, bstr .cbor senml-pack, bstr .size 32 ])</code></remarks>
public sealed class MacReadingMessage
{
    private readonly byte[] _protected;
    private readonly byte[] _payload;
    private readonly byte[] _tag;

    private MacReadingMessage(byte[] protectedHeader, byte[] payload, byte[] tag)
    {
        _protected = protectedHeader;
        _payload = payload;
        _tag = tag;
        Header = ReadingHeader.Parse(protectedHeader, 0, protectedHeader.Length);
        Pack = SenmlPack.Parse(payload, 0, payload.Length);
        Header.CheckAgainst(Pack);
    }

    /// <summary>Its protected header; its KeyId is the thumbprint of the shared key.</summary>
    public ReadingHeader Header { get; }

    /// <summary>Its payload.</summary>
    public SenmlPack Pack { get; }

    /// <summary>Whether its tag is the one under <paramref name="sharedKey"/>; in the same time wherever tags differ.</summary>
    public bool IsAuthenticUnder(byte[] sharedKey) =>
        sharedKey.Length >= CoseMac0.MinKeyLength && HmacSha256.FixedTimeEquals(CoseMac0.ComputeTag(sharedKey, _protected, _payload), _tag);

    /// <summary>Parses a message; raises <see cref="WireFormatException"/>.</summary>
    public static MacReadingMessage Parse(byte[] message)
    {
        if (message.Length > ReadingMessage.MaxLength)
        {
            throw new WireFormatException("reading message: longer than its limit");
        }

        CborReader reader = new CborReader(message);
        reader.ReadTag(CoseLabels.Mac0Tag);
        reader.ReadArrayStart(4);
        byte[] protectedHeader = reader.ReadByteString();
        reader.ReadMapStart(0);
        byte[] payload = reader.ReadByteString();
        MacReadingMessage parsed = new MacReadingMessage(protectedHeader, payload, reader.ReadByteString(HmacSha256.TagLength));
        return parsed.Header.IsMac ? parsed : throw new WireFormatException("reading message: a signature's algorithm in a COSE_Mac0");
    }
}
