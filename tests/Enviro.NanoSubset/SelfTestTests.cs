using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Enviro.NanoSubset;

/// <summary>The self-test passes on .NET, leaves out none of its checks, and knows the vectors that lie in tests/vectors.</summary>
public sealed partial class SelfTestTests
{
    private static readonly string s_folder = Path.Combine(Repository.Root, "firmware", "Enviro.Wire.SelfTest");

    [Fact]
    public async Task It_passes_on_dot_net_and_prints_a_line_for_each_of_its_checks()
    {
        string[] names = [.. FirmwareProject.Named("Enviro.Wire.SelfTest").Sources().SelectMany(source => Check().Matches(source.Text)).Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(names);
        Assert.Equal(names.Length, names.Distinct().Count());

        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Enviro.Wire.SelfTest.dll")]) { RedirectStandardOutput = true };
        using Process program = Process.Start(start)!;
        string[] lines = (await program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"SELFTEST PASS {names.Length}"), lines[^1].TrimEnd());
        Assert.Equal(names.Order(StringComparer.Ordinal), lines[..^1].Select(line => line.TrimEnd().Replace("ok ", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(0, program.ExitCode);
    }

    [Fact]
    public void It_knows_the_vectors_of_the_repository()
    {
        string path = Path.Combine(s_folder, "Vectors.cs");
        if (Environment.GetEnvironmentVariable("ENVIRO_WRITE_VECTORS") == "1")
        {
            File.WriteAllText(path, MakeVectors());
        }

        Assert.Equal(MakeVectors(), File.ReadAllText(path));
    }

    private static string MakeVectors()
    {
        JsonNode reading = Vector("reading-message.json");
        JsonNode session = Vector("session.json");
        string[] constants =
        [
            Constant("NodeKey", "Public key X‖Y of the node.", Text(reading["key"]!["x"]) + Text(reading["key"]!["y"])),
            Constant("NodePrivateKey", "Its private key, a published one (RFC 9052 appendix C.7).", Text(reading["key"]!["d"])),
            Constant("Thumbprint", "Its thumbprint.", Text(reading["key"]!["thumbprint"])),
            Constant("ProtectedHeader", "Protected header of the reading message.", Text(reading["protected"])),
            Constant("Payload", "Its payload.", Text(reading["payload"])),
            Constant("SigStructure", "What its signature covers.", Text(reading["sigStructure"])),
            Constant("ReadingMessage", "The reading message.", Text(reading["message"])),
            Constant("ReadingHash", "Its SHA-256.", Text(reading["hash"])),
            Constant("Urn", "The node of the session.", Text(session["urn"])),
            Constant("ServiceKey", "Public key X‖Y of its gateway.", Text(session["serviceKey"])),
            Constant("Hello", "The hello.", Text(session["hello"])),
            Constant("Challenge", "Its challenge.", Text(session["challenge"])),
            Constant("Secret", "What both agree on.", Text(session["secret"])),
            Constant("Downlink", "First message of the session.", Text(session["downlink"])),
            Constant("Evidence", "The evidence.", Text(session["evidence"])),
            string.Create(CultureInfo.InvariantCulture,
                $"    /// <summary>Time of the session's first message, Unix ms.</summary>\n    internal const long TimeMs = {session["timeMs"]!.GetValue<long>()};\n"),
        ];
        return $$"""
            namespace Enviro.Wire.SelfTest;

            /// <summary>The vectors of tests/vectors/wire, written here by SelfTestTests in tests/Enviro.NanoSubset: a board has no files to read them from.</summary>
            internal static class Vectors
            {
            {{string.Join('\n', constants)}}}

            """;
    }

    private static string Constant(string name, string summary, string value)
    {
        StringBuilder text = new();
        text.Append("    /// <summary>").Append(summary).Append("</summary>\n    internal const string ").Append(name).Append(" =");
        if (value.Length <= 120)
        {
            return text.Append(" \"").Append(value).Append("\";\n").ToString();
        }

        string[] parts = [.. value.Chunk(128).Select(part => $"\"{new string(part)}\"")];
        return text.Append("\n        ").AppendJoin("\n        + ", parts).Append(";\n").ToString();
    }

    private static JsonNode Vector(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests", "vectors", "wire", name)))!;

    private static string Text(JsonNode? node) => node!.GetValue<string>();

    [GeneratedRegex("""tally\.(?:Equal|True|Number)\(\s*"([^"]+)",""")]
    private static partial Regex Check();
}
