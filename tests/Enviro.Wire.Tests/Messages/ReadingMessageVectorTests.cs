using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Enviro.Wire.Tests;

/// <summary>tests/vectors/wire/reading-message.json: another implementation needs only this file to be checked against.</summary>
public sealed class ReadingMessageVectorTests
{
    private const string Name = "reading-message.json";

    [Fact]
    public void The_vector_file_says_what_the_code_makes()
    {
        if (Vectors.Writing)
        {
            Vectors.Write(Name, Make());
        }

        JsonObject vector = Vectors.Read(Name);
        CborWriter protectedHeader = SampleMessage.ProtectedHeader(HeaderOf(vector));
        CborWriter payload = PayloadOf(vector);
        Assert.Equal(vector.Bytes("protected"), protectedHeader.ToArray());
        Assert.Equal(vector.Bytes("payload"), payload.ToArray());
        Assert.Equal(vector.Bytes("sigStructure"), SampleMessage.SigStructure(protectedHeader, payload).ToArray());
        Assert.Equal(vector.Bytes("message"), SampleMessage.Assemble(protectedHeader, payload, vector.Bytes("signature")));
        Assert.Equal(vector.Bytes("hash"), SHA256.HashData(vector.Bytes("message")));
    }

    [Fact]
    public void The_vector_file_is_parsed_back_and_verifies_with_its_own_key()
    {
        JsonObject vector = Vectors.Read(Name);
        JsonNode keyPair = vector["key"]!;
        ReadingMessage message = ReadingMessage.Parse(vector.Bytes("message"));
        using ECDsa key = TestKey.Open(keyPair.Bytes("x"), keyPair.Bytes("y"), keyPair.Bytes("d"));
        Assert.True(TestKey.Verifies(key, message.Envelope, []));
        Assert.Equal(keyPair.Bytes("thumbprint"), CoseKey.Thumbprint([.. keyPair.Bytes("x"), .. keyPair.Bytes("y")]));
        Assert.Equal(keyPair.Bytes("thumbprint"), message.Header.KeyId);

        JsonNode header = vector["header"]!;
        Assert.Equal(
            (header["iat"]!.GetValue<uint>(), header["boot"]!.GetValue<uint>(), header["seq"]!.GetValue<uint>(), header["flags"]!.GetValue<uint>()),
            (message.Header.IssuedAt, message.Header.Boot, message.Header.Sequence, message.Header.Flags));
        Assert.Equal(header.Bytes("prev"), message.Header.Previous);
        Assert.Equal(vector["pack"]!["bn"]!.GetValue<string>(), message.Pack.NodeName);
        Assert.Equal(vector["pack"]!["bt"]!.GetValue<long>(), message.Pack.Time);
        Assert.Equal(
            ReadingsOf(vector).Select(r => (r.Name, r.Unit, r.Mantissa, r.Exponent)),
            message.Pack.Readings.Select(r => (r.Name, r.Unit, r.Mantissa, r.Exponent)));
    }

    private static ReadingHeader HeaderOf(JsonObject vector)
    {
        JsonNode header = vector["header"]!;
        return new ReadingHeader
        {
            KeyId = vector["key"]!.Bytes("thumbprint"),
            HasIssuedAt = true,
            IssuedAt = header["iat"]!.GetValue<uint>(),
            Boot = header["boot"]!.GetValue<uint>(),
            Sequence = header["seq"]!.GetValue<uint>(),
            Previous = header.Bytes("prev"),
            Flags = header["flags"]!.GetValue<uint>(),
        };
    }

    private static Reading[] ReadingsOf(JsonObject vector) =>
    [
        .. vector["pack"]!["readings"]!.AsArray().Select(reading => new Reading(
            reading!["n"]!.GetValue<string>(), reading["u"]!.GetValue<string>(), reading["mantissa"]!.GetValue<long>(), reading["exponent"]!.GetValue<int>())),
    ];

    private static CborWriter PayloadOf(JsonObject vector)
    {
        Reading[] readings = ReadingsOf(vector);
        CborWriter writer = new(SenmlPack.MaxLength);
        SenmlPack.Write(writer, vector["pack"]!["bn"]!.GetValue<string>(), true, vector["pack"]!["bt"]!.GetValue<long>(), readings, readings.Length);
        return writer;
    }

    private static JsonObject Make()
    {
        ReadingHeader header = SampleMessage.Header();
        CborWriter protectedHeader = SampleMessage.ProtectedHeader(header);
        CborWriter payload = SampleMessage.Payload(SampleMessage.Readings());
        CborWriter sigStructure = SampleMessage.SigStructure(protectedHeader, payload);
        byte[] signature = TestKey.Sign(sigStructure);
        byte[] message = SampleMessage.Assemble(protectedHeader, payload, signature);
        return new JsonObject
        {
            ["format"] = "reading message: COSE_Sign1, ES256, hexadecimal where not otherwise obvious",
            ["key"] = new JsonObject
            {
                ["source"] = "RFC 9052 appendix C.7, key \"11\"",
                ["x"] = Convert.ToHexStringLower(TestKey.X),
                ["y"] = Convert.ToHexStringLower(TestKey.Y),
                ["d"] = Convert.ToHexStringLower(TestKey.D),
                ["thumbprint"] = Convert.ToHexStringLower(TestKey.Thumbprint),
            },
            ["header"] = new JsonObject
            {
                ["iat"] = header.IssuedAt,
                ["boot"] = header.Boot,
                ["seq"] = header.Sequence,
                ["prev"] = Convert.ToHexStringLower(header.Previous),
                ["flags"] = header.Flags,
            },
            ["pack"] = new JsonObject
            {
                ["bn"] = SampleMessage.BaseName,
                ["bt"] = SampleMessage.Time,
                ["readings"] = new JsonArray([.. SampleMessage.Readings().Select(reading => new JsonObject
                {
                    ["n"] = reading.Name,
                    ["u"] = reading.Unit,
                    ["mantissa"] = reading.Mantissa,
                    ["exponent"] = reading.Exponent,
                })]),
            },
            ["protected"] = Convert.ToHexStringLower(protectedHeader.ToArray()),
            ["payload"] = Convert.ToHexStringLower(payload.ToArray()),
            ["sigStructure"] = Convert.ToHexStringLower(sigStructure.ToArray()),
            ["signature"] = Convert.ToHexStringLower(signature),
            ["message"] = Convert.ToHexStringLower(message),
            ["hash"] = Convert.ToHexStringLower(SHA256.HashData(message)),
        };
    }
}
