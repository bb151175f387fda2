using System.Globalization;
using System.Text.Json;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification;
using Enviro.Verification.Tests;
using Enviro.Wire;

namespace Enviro.Gateway.Tests;

/// <summary>The operator's commands, beside a running gateway and without one.</summary>
public sealed class NodeCommandTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_is_approved_shown_suspended_resumed_and_revoked()
    {
        using TestAuthority authority = new("Workshop");
        using TestDevice device = new(authority);
        await using RunningGateway gateway = await RunningGateway.StartAsync(policy: device.Policy(authority));
        NodeClient client = await PresentAsync(gateway, device, AppraisalResult.NotApproved);
        string thumbprint = Convert.ToHexStringLower(device.Node.Thumbprint);
        string address = ShortAddress.Of(device.Node.PublicKey);

        Assert.Contains(thumbprint, (await DoneAsync(gateway, "node", "pending")).Output, StringComparison.Ordinal);
        Assert.Equal("NotApproved", (await JsonAsync(gateway, "node", "pending"))[0].GetProperty("result").GetString());
        await DoneAsync(gateway, "node", "approve", device.Node.Urn, "--site", "roof", "--reason", "known");
        byte[] verdict = (await client.ReceiveSessionAsync(Stop)).Body;
        Assert.Equal((byte)AppraisalResult.Accepted, Assert.Single(verdict));
        await client.KeepNextAsync(Stop);
        Assert.Contains("no node waits", (await DoneAsync(gateway, "node", "pending")).Output, StringComparison.Ordinal);

        string shown = (await DoneAsync(gateway, "node", "show", address)).Output;
        Assert.All((string[])[device.Node.Urn, thumbprint, address, "AL2", "freshly attested", "active", "CN=Workshop", "known"], text => Assert.Contains(text, shown, StringComparison.Ordinal));
        JsonElement listed = (await JsonAsync(gateway, "node", "list")).EnumerateArray().Single(node => node.GetProperty("urn").GetString() == device.Node.Urn);
        Assert.Equal(("active", 2, "fresh", true), (listed.GetProperty("status").GetString(), listed.GetProperty("assuranceLevel").GetInt32(), listed.GetProperty("freshness").GetString(), listed.GetProperty("publiclyVerifiable").GetBoolean()));

        await DoneAsync(gateway, "node", "suspend", thumbprint, "--reason", "moved");
        Assert.Contains("says so already", (await RefusedAsync(gateway, "node", "suspend", device.Node.Urn, "--reason", "moved")).Errors, StringComparison.Ordinal);
        byte[] held = device.Node.Next(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        await client.PublishAsync(held, Stop);
        await DoneAsync(gateway, "node", "resume", device.Node.Urn, "--reason", "back");
        await client.PublishAsync(held, Stop);
        Assert.Equal(Acknowledgement.Kept, (await client.ReceiveAsync(Stop)).Result);

        await gateway.StopAsync();
        await DoneAsync(gateway, "node", "revoke", device.Node.Urn, "--reason", "lost");
        Assert.Contains("final", (await RefusedAsync(gateway, "node", "resume", device.Node.Urn, "--reason", "back")).Errors, StringComparison.Ordinal);
        string security = (await DoneAsync(gateway, "gateway", "refusals", "--security")).Output;
        Assert.Contains("Suspended", security, StringComparison.Ordinal);
        Assert.DoesNotContain("NotApproved", security, StringComparison.Ordinal);
        Assert.Contains("revoked", (await DoneAsync(gateway, "node", "list")).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await gateway.StopAsync()).ReadingMessages);
    }

    [Fact]
    public async Task Exported_certificates_are_verified_by_OpenSSL()
    {
        using TestAuthority authority = new("Workshop");
        using TestDevice device = new(authority);
        await using RunningGateway gateway = await RunningGateway.StartAsync(policy: device.Policy(authority, approval: ApprovalMode.Automatic));
        await PresentAsync(gateway, device, AppraisalResult.Accepted);
        string folder = Path.Combine(gateway.Directory, "certificates");

        await DoneAsync(gateway, "node", "show", device.Node.Urn, "--export-certs", folder);

        string[] verify = ["verify", "-CAfile", Path.Combine(folder, "authority.pem"), Path.Combine(folder, "device.pem")];
        EnviroCommand.Outcome outcome = await EnviroCommand.RunToolAsync("openssl", verify);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Errors));
        Assert.Contains("OK", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("nothing to export", (await RefusedAsync(gateway, "node", "show", gateway.A.Urn, "--export-certs", folder)).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_keys_that_claim_a_name_the_one_that_is_meant_must_be_named()
    {
        using TestAuthority authority = new("Workshop");
        using TestDevice device = new(authority);
        using TestDevice clone = new(authority);
        device.Configuration.CopyTo(clone.Configuration, 0);
        await using RunningGateway gateway = await RunningGateway.StartAsync(policy: device.Policy(authority));
        NodeClient first = await PresentAsync(gateway, device, AppraisalResult.NotApproved);
        await first.Client.DisconnectAsync(new MQTTnet.MqttClientDisconnectOptions(), Stop);
        await PresentAsync(gateway, clone, AppraisalResult.ClonedIdentity);

        string errors = (await RefusedAsync(gateway, "node", "approve", device.Node.Urn)).Errors;
        Assert.Contains(Convert.ToHexStringLower(device.Node.Thumbprint), errors, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(clone.Node.Thumbprint), errors, StringComparison.Ordinal);
        await RefusedAsync(gateway, "node", "approve", device.Node.Urn, "--key", new string('0', 64));
        await DoneAsync(gateway, "node", "approve", device.Node.Urn, "--key", Convert.ToHexStringLower(device.Node.Thumbprint));
        Assert.Contains("revoke that first", (await RefusedAsync(gateway, "node", "approve", device.Node.Urn, "--key", Convert.ToHexStringLower(clone.Node.Thumbprint))).Errors, StringComparison.Ordinal);
        await gateway.StopAsync();
    }

    [Fact]
    public async Task Evidence_that_is_not_accepted_is_approved_on_the_operators_word_alone()
    {
        using TestAuthority authority = new("Workshop");
        using TestAuthority stranger = new("Stranger");
        using TestDevice device = new(stranger);
        await using RunningGateway gateway = await RunningGateway.StartAsync(policy: device.Policy(authority));
        NodeClient client = await PresentAsync(gateway, device, AppraisalResult.UnknownAuthority);

        Assert.Contains("UnknownAuthority", (await RefusedAsync(gateway, "node", "approve", device.Node.Urn)).Errors, StringComparison.Ordinal);
        await DoneAsync(gateway, "node", "approve", device.Node.Urn, "--without-evidence");

        await client.ReceiveSessionAsync(Stop);
        await client.KeepNextAsync(Stop);
        Assert.Contains("AL0", (await DoneAsync(gateway, "node", "show", device.Node.Urn)).Output, StringComparison.Ordinal);
        await gateway.StopAsync();
    }

    [Fact]
    public async Task A_shared_key_is_made_shown_once_and_told_for_what_it_is()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        gateway.Options.Save(gateway.Directory);
        using TestNode node = new("urn:dev:os:32473-shared");

        string output = (await DoneAsync(gateway, "node", "add-shared", node.Urn, "--site", "cellar")).Output;

        byte[] key = Convert.FromHexString(output.TrimEnd()[^64..]);
        Assert.Contains("not publicly verifiable", output, StringComparison.Ordinal);
        await RefusedAsync(gateway, "node", "add-shared", node.Urn, "--site", "cellar");
        NodeClient client = new(await gateway.ConnectAsync(node.Urn), node, () => gateway.ServiceKey, key);
        await client.SubscribeAsync(Stop);
        await client.GreetAsync(Stop);
        await client.PublishAsync(client.Side.NextShared(), Stop);
        Assert.Equal(Acknowledgement.Kept, (await client.ReceiveAsync(Stop)).Result);
        foreach (string[] command in (string[][])[["node", "list"], ["node", "show", node.Urn]])
        {
            Assert.Contains("authenticated by a shared key", (await DoneAsync(gateway, command)).Output, StringComparison.Ordinal);
        }

        Assert.Equal(1, (await gateway.StopAsync()).MacReadings);
    }

    [Fact]
    public async Task Calibrations_are_entered_and_listed()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        string[] add = ["calibration", "add", "--node", gateway.A.Urn, "--quantity", "pm2.5", "--who", "A", "--instrument", "B 1", "--reference", "C 2", "--from", "2026-01-31T00:00:00Z"];

        await DoneAsync(gateway, [.. add, "--gain", "1.03", "--offset=-0.40"]);

        JsonElement made = (await JsonAsync(gateway, "calibration", "list"))[0];
        Assert.Equal(("1.03", "-0.40", "2026-01-31T00:00:00Z"), (made.GetProperty("gain").GetString(), made.GetProperty("offset").GetString(), made.GetProperty("from").GetString()));
        Assert.Equal(2, (await RunAsync(gateway, [.. add, "--gain", "0"])).ExitCode);
        Assert.Equal(2, (await RunAsync(gateway, [.. add, "--to", "2026-01-30T00:00:00Z"])).ExitCode);
        Assert.Equal(2, (await RunAsync(gateway, [.. add, "--to", "2026-02-30T00:00:00"])).ExitCode);
        add[3] = "urn:dev:nobody";
        await RefusedAsync(gateway, add);
        await gateway.StopAsync();
    }

    [Fact]
    public async Task A_wrong_call_ends_with_2_and_what_is_not_there_with_1()
    {
        using TestAuthority authority = new("Workshop");
        using TestDevice device = new(authority);
        await using RunningGateway gateway = await RunningGateway.StartAsync();

        Assert.Equal(2, (await RunAsync(gateway, "node", "suspend", gateway.A.Urn)).ExitCode);
        Assert.Equal(2, (await RunAsync(gateway, "node", "suspend", gateway.A.Urn, "--reason", "")).ExitCode);
        Assert.Equal(2, (await RunAsync(gateway, "node", "approve", gateway.A.Urn, "--site", new string('x', 65))).ExitCode);
        Assert.Equal(2, (await RunAsync(gateway, "node", "add-shared", "urn:dev:../x", "--site", "x")).ExitCode);
        Assert.Equal(2, (await EnviroCommand.RunAsync("node", "list", Path.Combine(gateway.Directory, "none"))).ExitCode);
        await RefusedAsync(gateway, "node", "show", "urn:dev:nobody");
        await RefusedAsync(gateway, "node", "suspend", "urn:dev:nobody", "--reason", "x");
        await RefusedAsync(gateway, "node", "approve", "urn:dev:nobody");
        await RefusedAsync(gateway, "policy", "show");
        await gateway.StopAsync();
        AttestedBench.WritePolicy(gateway.Directory, device.Policy(authority));
        File.Delete(Path.Combine(gateway.Directory, "keys", "operator.pem"));
        Assert.Equal(2, (await RunAsync(gateway, "node", "suspend", gateway.A.Urn, "--reason", "x")).ExitCode);
    }

    [Fact]
    public async Task The_policy_in_force_is_shown()
    {
        using TestAuthority authority = new("Workshop");
        using TestDevice device = new(authority);
        await using RunningGateway gateway = await RunningGateway.StartAsync(policy: device.Policy(authority));

        string shown = (await DoneAsync(gateway, "policy", "show")).Output;

        Assert.All((string[])["Workshop", "manual", "enviro-node 0.2.0", Convert.ToHexStringLower(TestDevice.FirmwareDigest)], text => Assert.Contains(text, shown, StringComparison.Ordinal));
        Assert.Equal("manual", (await JsonAsync(gateway, "policy", "show")).GetProperty("approval").GetString());
        await gateway.StopAsync();
    }

    /// <summary>Connects a device that shows true evidence, and checks what it is told.</summary>
    private static async Task<NodeClient> PresentAsync(RunningGateway gateway, TestDevice device, AppraisalResult expected)
    {
        NodeClient client = new(await gateway.ConnectAsync(device.Node.Urn), device.Node, () => gateway.ServiceKey);
        await client.SubscribeAsync(Stop);
        Challenge challenge = await client.GreetAsync(Stop);
        await client.PublishAsync(device.Sign(device.Claims(challenge.EvidenceNonce)), Stop, Topics.EvidenceOf(device.Node.Urn));
        DownlinkMessage told = await client.ReceiveSessionAsync(Stop);
        Assert.Equal((DownlinkKind.Appraisal, expected), (told.Kind, (AppraisalResult)told.Body[0]));
        return client;
    }

    private static Task<EnviroCommand.Outcome> RunAsync(RunningGateway gateway, params string[] command) =>
        EnviroCommand.RunAsync([.. command[..2], gateway.Directory, .. command[2..]]);

    private static async Task<EnviroCommand.Outcome> DoneAsync(RunningGateway gateway, params string[] command)
    {
        EnviroCommand.Outcome outcome = await RunAsync(gateway, command);
        Assert.True(outcome.ExitCode == 0, string.Create(CultureInfo.InvariantCulture, $"{outcome.ExitCode}: {outcome.Errors}{outcome.Output}"));
        return outcome;
    }

    private static async Task<EnviroCommand.Outcome> RefusedAsync(RunningGateway gateway, params string[] command)
    {
        EnviroCommand.Outcome outcome = await RunAsync(gateway, command);
        Assert.Equal(1, outcome.ExitCode);
        Assert.NotEmpty(outcome.Errors);
        return outcome;
    }

    private static async Task<JsonElement> JsonAsync(RunningGateway gateway, params string[] command) =>
        JsonDocument.Parse((await DoneAsync(gateway, [.. command, "--json"])).Output).RootElement;
}
