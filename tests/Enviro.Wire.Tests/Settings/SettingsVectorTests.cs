using System.Text.Json.Nodes;

namespace Enviro.Wire.Tests;

/// <summary>tests/vectors/wire/settings.json: a settings document, signed deterministically, so that the code makes the file to the last byte.</summary>
public sealed class SettingsVectorTests
{
    private const string Name = "settings.json";

    [Fact]
    public void The_vector_file_says_what_the_code_makes()
    {
        SettingsDocument document = SampleSettings.Make();
        if (Vectors.Writing)
        {
            Vectors.Write(Name, new JsonObject
            {
                ["key"] = new JsonObject { ["x"] = Convert.ToHexStringLower(TestKey.X), ["y"] = Convert.ToHexStringLower(TestKey.Y), ["d"] = Convert.ToHexStringLower(TestKey.D) },
                ["payload"] = Convert.ToHexStringLower(document.EncodePayload()),
                ["message"] = Convert.ToHexStringLower(SampleSettings.Sign(document)),
            });
        }

        JsonObject vector = Vectors.Read(Name);
        Assert.Equal(vector.Bytes("payload"), document.EncodePayload());
        Assert.Equal(vector.Bytes("message"), SampleSettings.Sign(document));
        Assert.True(SampleSettings.Verifies(vector.Bytes("message")));
    }
}
