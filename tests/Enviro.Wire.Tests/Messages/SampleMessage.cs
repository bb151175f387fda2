namespace Enviro.Wire.Tests;

/// <summary>One reading message with every field in use, and the steps a node takes to make it.</summary>
internal static class SampleMessage
{
    internal const string BaseName = "urn:dev:mac:0024befffe804ff1_";

    internal const long Time = 1764547200;

    internal static ReadingHeader Header() => new()
    {
        KeyId = TestKey.Thumbprint,
        HasIssuedAt = true,
        IssuedAt = 1764547203,
        Boot = 17,
        Sequence = 4242,
        Previous = Sha256.HashData("the message before"u8.ToArray()),
        Flags = ReadingFlags.SentLate | ReadingFlags.SupplyLow,
    };

    internal static Reading[] Readings() =>
    [
        new Reading("temperature", "Cel", 352, -1),
        new Reading("humidity", "%RH", 6125, -2),
        new Reading("pressure", "Pa", 10132, 1),
        new Reading("pm2.5", "ug/m3", 8, 0),
    ];

    /// <summary>A signed message; another one at each call, because ECDSA signatures here are randomised.</summary>
    internal static byte[] Signed() => Signed(Header(), Readings());

    internal static byte[] Signed(ReadingHeader header, Reading[] readings)
    {
        CborWriter protectedHeader = ProtectedHeader(header);
        CborWriter payload = Payload(readings);
        return Assemble(protectedHeader, payload, TestKey.Sign(SigStructure(protectedHeader, payload)));
    }

    internal static CborWriter ProtectedHeader(ReadingHeader header)
    {
        CborWriter writer = new(ReadingHeader.MaxLength);
        header.Write(writer);
        return writer;
    }

    internal static CborWriter Payload(Reading[] readings)
    {
        CborWriter writer = new(SenmlPack.MaxLength);
        SenmlPack.Write(writer, BaseName, true, Time, readings, readings.Length);
        return writer;
    }

    internal static CborWriter SigStructure(CborWriter protectedHeader, CborWriter payload)
    {
        CborWriter writer = new(ReadingMessage.MaxLength);
        CoseSign1.WriteSigStructure(writer, protectedHeader.Buffer, 0, protectedHeader.Length, [], payload.Buffer, 0, payload.Length);
        return writer;
    }

    internal static byte[] Assemble(CborWriter protectedHeader, CborWriter payload, byte[] signature)
    {
        CborWriter writer = new(ReadingMessage.MaxLength);
        CoseSign1.Write(writer, protectedHeader.Buffer, 0, protectedHeader.Length, payload.Buffer, 0, payload.Length, signature);
        return writer.ToArray();
    }
}
