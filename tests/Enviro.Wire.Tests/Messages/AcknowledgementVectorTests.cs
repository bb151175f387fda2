using System.Text.Json.Nodes;

namespace Enviro.Wire.Tests;

/// <summary>tests/vectors/wire/acknowledgement.json: the answer to the message of reading-message.json.</summary>
public sealed class AcknowledgementVectorTests
{
    private const string Name = "acknowledgement.json";

    [Fact]
    public void The_vector_file_says_what_the_code_makes_and_is_opened_again()
    {
        if (Vectors.Writing)
        {
            Vectors.Write(Name, Make(Vectors.Read("reading-message.json")));
        }

        JsonObject vector = Vectors.Read(Name);
        byte[] message = vector.Bytes("message");
        Assert.Equal(message, AcknowledgementOf(vector).Encode(vector.Bytes("key"), vector.Bytes("kid")));

        Acknowledgement opened = Acknowledgement.Open(message, vector.Bytes("key"), vector.Bytes("kid"))!;
        Assert.Equal(vector.Bytes("hash"), opened.MessageHash);
        Assert.Equal(vector["result"]!.GetValue<uint>(), opened.Result);
        Assert.Equal(vector["timeMs"]!.GetValue<long>(), opened.TimeMs);
    }

    private static Acknowledgement AcknowledgementOf(JsonObject vector) =>
        new(vector.Bytes("hash"), vector["result"]!.GetValue<uint>(), vector["timeMs"]!.GetValue<long>());

    private static JsonObject Make(JsonObject readingMessage)
    {
        JsonObject vector = new()
        {
            ["format"] = "acknowledgement: COSE_Mac0, HMAC 256/256, hexadecimal where not otherwise obvious",
            ["key"] = "849b57219dae48de646d07dbb533566e976686457c1491be3a76dcea6c427188",
            ["kid"] = readingMessage["key"]!["thumbprint"]!.GetValue<string>(),
            ["hash"] = readingMessage["hash"]!.GetValue<string>(),
            ["result"] = Acknowledgement.Kept,
            ["timeMs"] = 1764547205123,
        };
        byte[] message = AcknowledgementOf(vector).Encode(vector.Bytes("key"), vector.Bytes("kid"));
        vector["message"] = Convert.ToHexStringLower(message);
        return vector;
    }
}
