using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Enviro.Wire.Tests;

/// <summary>tests/vectors/wire/reading-quality.json: the message of reading-message.json, with something found about its readings.</summary>
public sealed class ReadingQualityVectorTests
{
    private const string Name = "reading-quality.json";

    [Fact]
    public void The_vector_file_says_what_the_code_makes_and_reads()
    {
        if (Vectors.Writing)
        {
            Vectors.Write(Name, Make());
        }

        JsonObject vector = Vectors.Read(Name);
        ReadingHeader header = SampleMessage.Header();
        header.Quality = QualityOf(vector);
        CborWriter protectedHeader = SampleMessage.ProtectedHeader(header);
        CborWriter payload = SampleMessage.Payload(SampleMessage.Readings());
        Assert.Equal(vector.Bytes("protected"), protectedHeader.ToArray());
        Assert.Equal(Vectors.Read("reading-message.json").Bytes("payload"), payload.ToArray());
        Assert.Equal(vector.Bytes("message"), SampleMessage.Assemble(protectedHeader, payload, vector.Bytes("signature")));
        Assert.Equal(vector.Bytes("hash"), SHA256.HashData(vector.Bytes("message")));

        ReadingMessage message = ReadingMessage.Parse(vector.Bytes("message"));
        Assert.True(TestKey.Verifies(message.Envelope, []));
        Assert.Equal(SampleQuality.FlagsOf(header.Quality), SampleQuality.FlagsOf(message.Header.Quality!));
        Assert.Equal(SampleQuality.MissingOf(header.Quality), SampleQuality.MissingOf(message.Header.Quality!));
    }

    private static ReadingQuality QualityOf(JsonObject vector)
    {
        ReadingQuality quality = new();
        foreach ((string index, JsonNode? flags) in vector["quality"]!["readings"]!.AsObject())
        {
            quality.Flag(int.Parse(index, System.Globalization.CultureInfo.InvariantCulture), flags!.GetValue<uint>());
        }

        foreach (JsonNode? sensor in vector["quality"]!["missing"]!.AsArray())
        {
            quality.AddMissing(sensor!.GetValue<string>());
        }

        return quality;
    }

    private static JsonObject Make()
    {
        ReadingHeader header = SampleMessage.Header();
        header.Quality = SampleQuality.Some();
        CborWriter protectedHeader = SampleMessage.ProtectedHeader(header);
        CborWriter payload = SampleMessage.Payload(SampleMessage.Readings());
        byte[] signature = TestKey.Sign(SampleMessage.SigStructure(protectedHeader, payload));
        byte[] message = SampleMessage.Assemble(protectedHeader, payload, signature);
        return new JsonObject
        {
            ["format"] = "the message of reading-message.json with a quality claim, hexadecimal where not otherwise obvious",
            ["quality"] = new JsonObject
            {
                ["readings"] = new JsonObject { ["0"] = 3, ["3"] = 4 },
                ["missing"] = new JsonArray("ph-1", "sps30"),
            },
            ["protected"] = Convert.ToHexStringLower(protectedHeader.ToArray()),
            ["signature"] = Convert.ToHexStringLower(signature),
            ["message"] = Convert.ToHexStringLower(message),
            ["hash"] = Convert.ToHexStringLower(SHA256.HashData(message)),
        };
    }
}
