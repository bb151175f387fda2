using Enviro.Verification.Tests;

namespace Enviro.Gateway.Tests;

public sealed class GatewayOptionsTests : IDisposable
{
    private static readonly string s_key = new('a', 128);

    private readonly string _folder = Directory.CreateTempSubdirectory("enviro-options-").FullName;

    public static TheoryData<string, string> WrongOptions => new()
    {
        { "", "JSON" },
        { "null", "null" },
        { "[]", "GatewayOptions" },
        { """{ "sealAfterEntrys": 10 }""", "sealAfterEntrys" },
        { """{ "nodes": [ { "url": "x" } ] }""", "url" },
        { """{ "listenPort": 1, "listenPort": 2 }""", "listenPort" },
        { """{ "listenPort": "1883" }""", "listenPort" },
        { """{ "listenPort": -1 }""", "listenPort" },
        { """{ "listenPort": 65536 }""", "listenPort" },
        { """{ "listenAddress": "localhost" }""", "listenAddress" },
        { """{ "listenAddress": null }""", "listenAddress" },
        { """{ "maxClients": 0 }""", "maxClients" },
        { """{ "sealAfterEntries": 0 }""", "sealAfterEntries" },
        { """{ "sealAfterS": 0 }""", "sealAfterS" },
        { """{ "sealAfterS": 86401 }""", "sealAfterS" },
        { """{ "deployment": "" }""", "deployment" },
        { """{ "attestationIntervalS": 59 }""", "attestationIntervalS" },
        { """{ "attestationIntervalS": 86401 }""", "attestationIntervalS" },
        { """{ "sampleIntervalS": -1 }""", "sampleIntervalS" },
        { """{ "sampleIntervalS": 86401 }""", "sampleIntervalS" },
        { """{ "key": "file:keys/a.pem", "serviceKey": "file:keys/a.pem" }""", "serviceKey" },
        { """{ "nodes": [ { "downlinkKey": "00" } ] }""", "downlinkKey is no longer needed" },
        { """{ "deployment": "a\nb" }""", "deployment" },
        { $$"""{ "deployment": "{{new string('\u00e4', 33)}}" }""", "deployment" },
        { $$"""{ "name": "{{new string('x', 65)}}" }""", "name" },
        { """{ "name": null }""", "name" },
        { """{ "nodes": null }""", "nodes" },
        { """{ "nodes": [ null ] }""", "nodes[0]" },
    };

    public static TheoryData<string, string> WrongNodes => new()
    {
        { """ "urn": "urn:dev:" """, "urn" },
        { """ "urn": "ops:32473-a" """, "urn" },
        { $""" "urn": "urn:dev:{new string('x', 90)}" """, "urn" },
        { """ "urn": "urn:dev:a b" """, "urn" },
        { """ "urn": "urn:dev:a/b" """, "urn" },
        { """ "urn": "urn:dev:a_b" """, "urn" },
        { """ "urn": "urn:dev:+" """, "urn" },
        { """ "urn": "urn:dev:\u00e4" """, "urn" },
        { """ "urn": null """, "urn" },
        { """ "site": "" """, "site" },
        { """ "site": "a\u001bb" """, "site" },
        { """ "publicKey": "abcd" """, "publicKey" },
        { $""" "publicKey": "{new string('g', 128)}" """, "publicKey" },
        { """ "assuranceLevel": 3 """, "assuranceLevel" },
        { """ "assuranceLevel": -1 """, "assuranceLevel" },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(WrongOptions))]
    public void What_is_wrong_is_named(string json, string named)
    {
        Write(json);

        GatewayConfigurationException refused = Assert.Throws<GatewayConfigurationException>(() => GatewayOptions.Load(_folder));

        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.Contains("gateway.json", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(WrongNodes))]
    public void What_is_wrong_with_a_node_is_named(string member, string named)
    {
        Dictionary<string, string> members = new()
        {
            ["urn"] = "\"urn:dev:ops:32473-a\"",
            ["site"] = "\"roof\"",
            ["publicKey"] = $"\"{s_key}\"",
            ["assuranceLevel"] = "1",
        };
        Write(Node(members));
        Assert.Single(GatewayOptions.Load(_folder).Nodes);
        members[named] = member[(member.IndexOf(':', StringComparison.Ordinal) + 1)..];
        Write(Node(members));

        GatewayConfigurationException refused = Assert.Throws<GatewayConfigurationException>(() => GatewayOptions.Load(_folder));

        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_listed_twice_is_refused()
    {
        using TestNode node = new("urn:dev:ops:32473-a");
        new GatewayOptions { Nodes = [Bench.List(node), Bench.List(node)] }.Save(_folder);

        Assert.Contains("twice", Assert.Throws<GatewayConfigurationException>(() => GatewayOptions.Load(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_missing_is_named_with_what_to_do()
    {
        GatewayConfigurationException refused = Assert.Throws<GatewayConfigurationException>(() => GatewayOptions.Load(_folder));

        Assert.Contains(Path.Combine(_folder, "gateway.json"), refused.Message, StringComparison.Ordinal);
        Assert.Contains("init", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_saved_is_what_is_loaded_and_nobody_else_may_read_it()
    {
        using TestNode node = new("urn:dev:ops:32473-a");
        new GatewayOptions { Deployment = "d", Name = "n", Key = "file:k", ListenPort = 0, SealAfterS = 5, Nodes = [Bench.List(node)] }.Save(_folder);

        GatewayOptions loaded = GatewayOptions.Load(_folder);

        Assert.Equal(("d", "n", "file:k", 0, 5), (loaded.Deployment, loaded.Name, loaded.Key, loaded.ListenPort, loaded.SealAfterS));
        Assert.Equal(Bench.List(node).PublicKey, Assert.Single(loaded.Nodes).PublicKey);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "gateway.json")));
        }
    }

    [Fact]
    public void Comments_and_trailing_commas_are_allowed()
    {
        Write("""{ "listenPort": 0, /* a free one */ }""");

        Assert.Equal(0, GatewayOptions.Load(_folder).ListenPort);
    }

    [Theory]
    [InlineData("")]
    [InlineData("keys/gateway.pem")]
    [InlineData("pkcs11:token=x")]
    public void A_key_of_an_unknown_scheme_is_refused(string uri) =>
        Assert.Contains("scheme", Assert.Throws<GatewayConfigurationException>(() => SealKeys.Open(uri, _folder)).Message, StringComparison.Ordinal);

    private static string Node(Dictionary<string, string> members) =>
        $"{{ \"nodes\": [ {{ {string.Join(", ", members.Select(member => $"\"{member.Key}\": {member.Value}"))} }} ] }}";

    private void Write(string json) => File.WriteAllText(Path.Combine(_folder, "gateway.json"), json);
}
