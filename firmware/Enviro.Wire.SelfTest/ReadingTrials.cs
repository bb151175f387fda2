namespace Enviro.Wire.SelfTest;

/// <summary>The vector of a reading message: parsed, verified, and made again byte by byte; and one authenticated by a shared key.</summary>
internal static class ReadingTrials
{
    internal static void Run(Tally tally)
    {
        byte[] message = Hex.Decode(Vectors.ReadingMessage);
        ReadingMessage parsed = ReadingMessage.Parse(message);
        tally.Equal("reading-hash", Vectors.ReadingHash, Sha256.HashData(message));
        tally.Equal("reading-thumbprint", Vectors.Thumbprint, CoseKey.Thumbprint(Hex.Decode(Vectors.NodeKey)));
        tally.Equal("reading-key-id", Vectors.Thumbprint, parsed.Header.KeyId);

        CborWriter structure = new CborWriter(2048);
        parsed.Envelope.WriteSigStructure(structure, []);
        tally.Equal("reading-sig-structure", Vectors.SigStructure, structure.ToArray());
        byte[] signature = Part(message, parsed.Envelope.SignatureOffset, CoseSign1.SignatureLength);
        byte[] digest = Sha256.HashData(structure.ToArray());
        P256 curve = new P256();
        tally.True("reading-verify", curve.Verify(Hex.Decode(Vectors.NodeKey), digest, signature));

        CborWriter header = new CborWriter(ReadingHeader.MaxLength);
        parsed.Header.Write(header);
        tally.Equal("reading-header", Vectors.ProtectedHeader, header.ToArray());
        CborWriter payload = new CborWriter(SenmlPack.MaxLength);
        SenmlPack pack = parsed.Pack;
        SenmlPack.Write(payload, pack.NodeName, pack.HasTime, pack.Time, pack.Readings, pack.Readings.Length);
        tally.Equal("reading-payload", Vectors.Payload, payload.ToArray());
        CborWriter whole = new CborWriter(ReadingMessage.MaxLength);
        CoseSign1.Write(whole, header.Buffer, 0, header.Length, payload.Buffer, 0, payload.Length, signature);
        tally.Equal("reading-message", Vectors.ReadingMessage, whole.ToArray());

        byte[] own = new byte[P256.SignatureLength];
        curve.Sign(Hex.Decode(Vectors.NodePrivateKey), digest, own);
        tally.True("reading-sign-and-verify", curve.Verify(Hex.Decode(Vectors.NodeKey), digest, own));
        message[parsed.Envelope.PayloadOffset + 20] ^= 1;
        tally.True("reading-altered", !Verifies(curve, message));
        RunShared(tally, parsed, payload);
    }

    private static void RunShared(Tally tally, ReadingMessage parsed, CborWriter payload)
    {
        byte[] key = Hex.Rising(1, 32);
        CborWriter header = new CborWriter(ReadingHeader.MaxLength);
        ReadingHeader claims = new ReadingHeader
        {
            IsMac = true,
            KeyId = CoseKey.SymmetricThumbprint(key),
            HasIssuedAt = true,
            IssuedAt = parsed.Header.IssuedAt,
            Boot = parsed.Header.Boot,
            Sequence = parsed.Header.Sequence,
            Previous = parsed.Header.Previous,
        };
        claims.Write(header);
        byte[] message = CoseMac0.Seal(key, header.ToArray(), payload.ToArray());
        tally.Equal("reading-mac", "8665cfc48f16e6ffc275b5abb10599e853b8d5873f99bbdfe9f417735051ab8c", Sha256.HashData(message));
        tally.True("reading-mac-authentic", MacReadingMessage.Parse(message).IsAuthenticUnder(key));
        message[message.Length - 1] ^= 1;
        tally.True("reading-mac-altered", !MacReadingMessage.Parse(message).IsAuthenticUnder(key));
    }

    /// <summary>Whether an altered message still passes; one that is no message any more does not.</summary>
    private static bool Verifies(P256 curve, byte[] message)
    {
        try
        {
            CoseSign1 envelope = CoseSign1.Parse(message);
            CborWriter structure = new CborWriter(2048);
            envelope.WriteSigStructure(structure, []);
            return curve.Verify(Hex.Decode(Vectors.NodeKey), Sha256.HashData(structure.ToArray()), Part(message, envelope.SignatureOffset, CoseSign1.SignatureLength));
        }
        catch (WireFormatException)
        {
            return false;
        }
    }

    private static byte[] Part(byte[] source, int offset, int count)
    {
        byte[] part = new byte[count];
        System.Array.Copy(source, offset, part, 0, count);
        return part;
    }
}
