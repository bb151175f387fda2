using System.Text.Json;
using Enviro.Verification.Tests;
using Enviro.Wire;

namespace Enviro.Cli.Tests;

/// <summary><c>node settings</c> as a technician uses it.</summary>
public sealed class SettingsCommandTests
{
    private const string Passphrase = "correct horse battery";

    [Fact]
    public void A_provisioned_node_gets_settings_by_its_URN_and_its_passphrase_is_never_shown()
    {
        using CommandLine line = new();
        using ServedKit kit = new();
        Found(line);
        using JsonDocument provisioned = JsonDocument.Parse(line.Enviro("node provision", "--chip", kit.TcpUri, "--json").Expect(0).Output);
        string urn = Text(provisioned.RootElement[0], "urn");

        CommandLine.Ended issued = line.Enviro("node settings issue", "--node", urn, "--file", line.PathOf("site.json")).Expect(0);
        CommandLine.Ended shown = line.Enviro("node settings show", "--node", urn).Expect(0);
        CommandLine.Ended json = line.Enviro("node settings show", "--node", urn, "--json").Expect(0);

        Assert.Contains($"Settings 1 of {urn}", issued.Output, StringComparison.Ordinal);
        using JsonDocument document = JsonDocument.Parse(json.Output);
        Assert.Equal((urn, 1, Text(provisioned.RootElement[0], "thumbprint")), (Text(document.RootElement, "urn"), document.RootElement.GetProperty("version").GetInt32(), Text(document.RootElement, "thumbprint")));
        Assert.True(document.RootElement.GetProperty("network").GetProperty("hasPassphrase").GetBoolean());
        Assert.Contains("gateway.example.net:8883, TLS under the authority", shown.Output, StringComparison.Ordinal);
        Assert.All((string[])[issued.Output, issued.Errors, shown.Output, json.Output], text => Assert.DoesNotContain(Passphrase, text, StringComparison.Ordinal));
        SettingsDocument signed = SettingsDocument.Parse(File.ReadAllBytes(Text(document.RootElement, "file")), out _);
        Assert.Equal(Passphrase, signed.Network!.Passphrase);
        line.Enviro("node settings issue", "--node", urn, "--file", line.PathOf("site.json"), "--json").Expect(0);
        Assert.Contains("version          2", line.Enviro("node settings show", "--node", urn).Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_issued_is_told()
    {
        using CommandLine line = new();
        string site = line.PathOf("site.json");
        const string urn = "urn:dev:os:32473-0123a1b2c3d4e5f6ee";
        CommandLine.Run("dotnet", Path.Combine(AppContext.BaseDirectory, "enviro.dll"), "node", "settings", "template", site).Expect(0);
        CommandLine.Run("dotnet", Path.Combine(AppContext.BaseDirectory, "enviro.dll"), "node", "settings", "template", site).Expect(1);
        Assert.Contains("wifi.txt cannot be read", line.Enviro("node settings issue", "--node", urn, "--file", site).Expect(2).Errors, StringComparison.Ordinal);
        File.WriteAllText(line.PathOf("wifi.txt"), Passphrase);
        Assert.Contains("no certificate authority yet", line.Enviro("node settings issue", "--node", urn, "--file", site).Expect(2).Errors, StringComparison.Ordinal);
        line.Enviro("authority init").Expect(0);
        Assert.Contains("neither enrolled nor on the authority's records", line.Enviro("node settings issue", "--node", urn, "--file", site).Expect(1).Errors, StringComparison.Ordinal);
        Assert.Contains("service-key.pub", line.Enviro("node settings issue", "--node", urn, "--file", site, "--key", new string('a', 64)).Expect(2).Errors, StringComparison.Ordinal);
        Assert.Contains("64 hexadecimal digits", line.Enviro("node settings issue", "--node", urn, "--file", site, "--key", "aa").Expect(2).Errors, StringComparison.Ordinal);
        Assert.Contains("RFC 9039", line.Enviro("node settings show", "--node", "../../etc/passwd").Expect(2).Errors, StringComparison.Ordinal);
        Assert.Contains("No settings were issued", line.Enviro("node settings show", "--node", urn).Expect(1).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_enrolled_node_is_known_by_the_ledger_and_its_page_says_what_was_issued()
    {
        using OperatorBench bench = new(isFilled: true);
        await OperatorBench.EnviroAsync("authority", "init", bench.Directory, "--key", "file:keys/certificate-authority.pem");
        string site = Path.Combine(bench.Directory, "site.json");
        await OperatorBench.EnviroAsync("node", "settings", "template", site);
        await File.WriteAllTextAsync(Path.Combine(bench.Directory, "wifi.txt"), Passphrase, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(bench.Directory, "service-key.pub"), new string('7', 128), TestContext.Current.CancellationToken);
        string[] issue = ["node", "settings", "issue", bench.Directory, "--file", site, "--node"];

        OperatorBench.Outcome issued = await OperatorBench.EnviroAsync([.. issue, TestDevice.Urn]);
        OperatorBench.Outcome other = await OperatorBench.EnviroAsync([.. issue, TestDevice.Urn, "--key", new string('a', 64)]);
        OperatorBench.Outcome shared = await OperatorBench.EnviroAsync([.. issue, AttestedLedger.MacUrn]);

        Assert.True(issued.ExitCode == 0, issued.Errors);
        Assert.Equal(1, (await bench.JsonAsync("node", "show", TestDevice.Urn)).GetProperty("issuedSettingsVersion").GetInt32());
        Assert.Contains("version 1", await bench.DoneAsync("node", "show", TestDevice.Urn), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, (await bench.JsonAsync("node", "show", AttestedLedger.MacUrn)).GetProperty("issuedSettingsVersion").ValueKind);
        Assert.Equal((1, 1), (other.ExitCode, shared.ExitCode));
        Assert.Contains("which --key is not", other.Errors, StringComparison.Ordinal);
        Assert.Contains("\"identity\": \"shared-key\"", shared.Errors, StringComparison.Ordinal);
    }

    private static void Found(CommandLine line)
    {
        line.Enviro("authority init").Expect(0);
        CommandLine.Run("dotnet", Path.Combine(AppContext.BaseDirectory, "enviro.dll"), "node", "settings", "template", line.PathOf("site.json")).Expect(0);
        File.WriteAllText(line.PathOf("wifi.txt"), Passphrase + "\n");
        File.WriteAllText(line.PathOf("service-key.pub"), new string('7', 128) + "\n");
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
