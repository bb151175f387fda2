using System.Text.Json;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification.Tests;
using Enviro.Wire;

namespace Enviro.Cli.Tests;

/// <summary><c>node list</c>, <c>node show</c> and the certificates it writes.</summary>
public sealed class NodeShowTests
{
    private const string Urn = "urn:dev:os:32473-0123ffffffffffffee";

    [Fact]
    public async Task A_node_is_shown_as_the_ledger_has_it()
    {
        using OperatorBench bench = new(isFilled: true);
        TestDevice device = bench.Attested.Device;
        string thumbprint = Convert.ToHexStringLower(device.Node.Thumbprint);
        string address = ShortAddress.Of(device.Node.PublicKey);
        string firmware = Convert.ToHexStringLower(TestDevice.FirmwareDigest);
        string configuration = Convert.ToHexStringLower(Atecc608Configuration.ConfigurationDigest(device.Configuration));

        string shown = await bench.DoneAsync("node", "show", address);
        JsonElement json = await bench.JsonAsync("node", "show", thumbprint.ToUpperInvariant());

        string[] texts = [TestDevice.Urn, thumbprint, address, "AL2", "attested before", "active since", "the fence is down", "roof", "automatic", "CN=device", "enviro-node 0.2.0", firmware, configuration, "boot 1, number 1"];
        Assert.All(texts, text => Assert.Contains(text, shown, StringComparison.Ordinal));
        Assert.Equal((thumbprint, address, "own", true), (Text(json, "thumbprint"), Text(json, "shortAddress"), Text(json, "keyKind"), json.GetProperty("publiclyVerifiable").GetBoolean()));
        Assert.Equal((2, "stale", "active", "the fence is down"), (json.GetProperty("assuranceLevel").GetInt32(), Text(json, "freshness"), Text(json, "status"), Text(json, "statusReason")));
        JsonElement attestation = json.GetProperty("attestation");
        Assert.Equal((firmware, configuration, "2023-11-14T22:14:20Z"), (Text(attestation, "firmwareDigest"), Text(attestation, "configurationDigest"), Text(attestation, "at")));
        Assert.Equal((1, 1), (json.GetProperty("lastReading").GetProperty("boot").GetInt32(), json.GetProperty("lastReading").GetProperty("seq").GetInt32()));
    }

    [Fact]
    public async Task Nodes_with_a_shared_key_are_told_for_what_they_are()
    {
        using OperatorBench bench = new(isFilled: true);

        string listed = await bench.DoneAsync("node", "list");
        JsonElement json = await bench.JsonAsync("node", "show", AttestedLedger.MacUrn);

        Assert.All((string[])[TestDevice.Urn, AttestedLedger.MacUrn, "authenticated by a shared key"], text => Assert.Contains(text, listed, StringComparison.Ordinal));
        Assert.Contains("not publicly verifiable", await bench.DoneAsync("node", "show", AttestedLedger.MacUrn), StringComparison.Ordinal);
        Assert.Equal(("shared", false, 0, "never"), (Text(json, "keyKind"), json.GetProperty("publiclyVerifiable").GetBoolean(), json.GetProperty("assuranceLevel").GetInt32(), Text(json, "freshness")));
        Assert.All((string[])["publicKey", "shortAddress", "certificate", "attestation"], name => Assert.Equal(JsonValueKind.Null, json.GetProperty(name).ValueKind));
        Assert.Contains("nothing to export", await bench.FailsAsync(1, "node", "show", AttestedLedger.MacUrn, "--export-certs", Path.Combine(bench.Directory, "out")), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(bench.Directory, "out")));
    }

    [Fact]
    public async Task Exported_certificates_are_verified_by_OpenSSL_as_the_command_says()
    {
        using OperatorBench bench = new();
        string folder = Path.Combine(bench.Directory, "it's out");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "chain.pem"), "left by an earlier export");

        string output = await bench.DoneAsync("node", "show", TestDevice.Urn, "--export-certs", folder);

        Assert.False(File.Exists(Path.Combine(folder, "chain.pem")));
        await AssertVerifiesAsync(output);
        OperatorBench.Outcome json = await bench.RunAsync("node", "show", TestDevice.Urn, "--json", "--export-certs", folder);
        Assert.Equal(TestDevice.Urn, Text(JsonDocument.Parse(json.Output).RootElement, "urn"));
        Assert.Contains("openssl verify", json.Errors, StringComparison.Ordinal);

        // OpenSSL can say no, too.
        using TestAuthority other = new("Workshop");
        File.WriteAllText(Path.Combine(folder, "authority.pem"), other.Certificate.ExportCertificatePem());
        Assert.NotEqual(0, (await OperatorBench.ToolAsync("bash", "-c", CommandIn(output))).ExitCode);
    }

    [Fact]
    public async Task A_chain_is_exported_with_those_between_and_of_two_authorities_of_one_name_the_one_that_signed()
    {
        using OperatorBench bench = new();
        using TestAuthority impostor = new("Workshop");
        using TestAuthority between = new("Between", bench.Attested.Authority);
        using TestDevice device = bench.NewDevice(Urn, between);
        device.Certificates = [device.Certificates[0], between.Certificate.RawData];
        AttestationPolicy old = bench.Attested.Policy;
        AttestationPolicy policy = new()
        {
            Authorities = [new TrustedAuthority("impostor", impostor.Certificate.RawData), .. old.Authorities],
            Firmware = old.Firmware,
            Configurations = old.Configurations,
            Approval = old.Approval,
            AtMs = old.AtMs + 1,
            ChainId = old.ChainId,
        };
        bench.Attested.Ledger.Append(EntryKind.Policy, policy.Sign(bench.Attested.Ledger.Operator));
        bench.Await(device);
        bench.Stopped();
        await bench.DoneAsync("node", "approve", Urn, "--site", "roof");
        string folder = Path.Combine(bench.Directory, "out");

        string output = await bench.DoneAsync("node", "show", Urn, "--export-certs", folder);

        Assert.Contains("-untrusted", output, StringComparison.Ordinal);
        await AssertVerifiesAsync(output);
        Assert.Equal(bench.Attested.Authority.Certificate.ExportCertificatePem(), File.ReadAllText(Path.Combine(folder, "authority.pem")).TrimEnd());
        Assert.Equal(between.Certificate.ExportCertificatePem(), File.ReadAllText(Path.Combine(folder, "chain.pem")).TrimEnd());
        bench.AssertSound();
    }

    [Fact]
    public async Task What_is_not_there_ends_with_1_and_a_wrong_call_with_2()
    {
        using OperatorBench bench = new();

        Assert.Contains("enviro node list", await bench.FailsAsync(1, "node", "show", "urn:dev:nobody"), StringComparison.Ordinal);
        await bench.FailsAsync(2, "node", "show");
        await bench.FailsAsync(2, "node", "show", TestDevice.Urn, "--unknown");
        string nowhere = Path.Combine(bench.Directory, "none");
        foreach (string[] call in (string[][])[["list"], ["pending"], ["show", "x"], ["approve", "x"], ["suspend", "x", "--reason", "y"], ["add-shared", "urn:dev:x", "--site", "y"]])
        {
            OperatorBench.Outcome outcome = await OperatorBench.EnviroAsync(["node", call[0], nowhere, .. call[1..]]);
            Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
            Assert.Contains(nowhere, outcome.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("operator.pem", outcome.Errors, StringComparison.Ordinal);
        }
    }

    private static async Task AssertVerifiesAsync(string output)
    {
        OperatorBench.Outcome verified = await OperatorBench.ToolAsync("bash", "-c", CommandIn(output));
        Assert.Equal((0, ""), (verified.ExitCode, verified.Errors));
        Assert.Contains("device.pem: OK", verified.Output, StringComparison.Ordinal);
    }

    private static string CommandIn(string output) => output[output.IndexOf("openssl verify", StringComparison.Ordinal)..].Trim();

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
