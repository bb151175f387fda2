using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Enviro.Wire.Tests;

/// <summary>firmware/Enviro.Wire/README.md: what it shows in hexadecimal is what the code makes, and its limits are the code's.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Vectors.Root, "firmware", "Enviro.Wire", "README.md"));

    private static readonly JsonObject Message = Vectors.Read("reading-message.json");

    private static readonly JsonObject Session = Vectors.Read("session.json");

    private static readonly Dictionary<string, (byte[] Bytes, int Limit)> Examples = new()
    {
        ["Reading message"] = (Message.Bytes("message"), ReadingMessage.MaxLength),
        ["Reading header"] = (Message.Bytes("protected"), ReadingHeader.MaxLength),
        ["Reading quality"] = (Vectors.Read("reading-quality.json").Bytes("protected"), ReadingHeader.MaxLength),
        ["SenML Pack"] = (Message.Bytes("payload"), SenmlPack.MaxLength),
        ["Hello"] = (Session.Bytes("hello"), Hello.MaxLength),
        ["Challenge"] = (Session.Bytes("challenge"), Challenge.MaxLength),
        ["Session message"] = (Session.Bytes("downlink"), DownlinkSession.MaxLength),
        ["Settings"] = (Vectors.Read("settings.json").Bytes("message"), SettingsDocument.MaxLength),
        ["Evidence"] = (Session.Bytes("evidence"), Evidence.MaxLength),
        ["Key and its thumbprint"] = (CoseKey.Encode(TestKey.PublicKey), CoseKey.EncodedLength),
    };

    public static TheoryData<string> Sections => [.. Examples.Keys];

    [Theory]
    [MemberData(nameof(Sections))]
    public void A_documented_example_is_what_the_code_makes(string section)
    {
        string documented = Spaces().Replace(HexBlock().Match(Section(section)).Groups[1].Value, "");
        Assert.Equal(Convert.ToHexStringLower(Examples[section].Bytes), documented);
    }

    [Theory]
    [MemberData(nameof(Sections))]
    public void A_documented_limit_is_the_codes(string section) =>
        Assert.Contains("t most " + Examples[section].Limit.ToString("N0", CultureInfo.InvariantCulture) + " bytes", Section(section), StringComparison.Ordinal);

    [Fact]
    public void The_documented_thumbprint_is_the_keys() =>
        Assert.Contains(Convert.ToHexStringLower(TestKey.Thumbprint), Section("Key and its thumbprint"), StringComparison.Ordinal);

    [Fact]
    public void The_documented_limits_of_a_pack_are_the_codes()
    {
        string section = Section("SenML Pack");
        Assert.Contains(SenmlPack.MaxReadings + " readings", section, StringComparison.Ordinal);
        Assert.Contains(SenmlPack.MaxNameLength + " bytes a name or unit", section, StringComparison.Ordinal);
        Assert.Contains(SenmlPack.MaxBaseNameLength + " bytes a base name", section, StringComparison.Ordinal);
        Assert.Contains("-" + SenmlPack.MaxExponent + ".." + SenmlPack.MaxExponent, section, StringComparison.Ordinal);
        Assert.Contains(SenmlPack.MinTime + ".." + SenmlPack.MaxTime, section, StringComparison.Ordinal);
    }

    private static string Section(string heading)
    {
        int start = Text.IndexOf("\n## " + heading + "\n", StringComparison.Ordinal);
        Assert.True(start >= 0, "no section " + heading);
        int end = Text.IndexOf("\n## ", start + 4, StringComparison.Ordinal);
        return end < 0 ? Text[start..] : Text[start..end];
    }

    [GeneratedRegex("```hex\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex HexBlock();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
