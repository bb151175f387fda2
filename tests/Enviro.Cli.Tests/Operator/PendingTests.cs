using System.Text.Json;
using Enviro.Ledger;
using Enviro.Verification;
using Enviro.Verification.Tests;

namespace Enviro.Cli.Tests;

/// <summary><c>node pending</c> and <c>node approve</c> on a ledger whose gateway does not run.</summary>
public sealed class PendingTests
{
    private const string Urn = "urn:dev:os:32473-0123ffffffffffffee";

    [Fact]
    public async Task A_node_that_waits_is_listed_with_what_it_would_be_and_approved_as_that()
    {
        using OperatorBench bench = new();
        using TestDevice device = bench.NewDevice(Urn);
        bench.Await(device);
        bench.Stopped();

        string listed = await bench.DoneAsync("node", "pending");
        JsonElement json = Assert.Single((await bench.JsonAsync("node", "pending")).EnumerateArray());

        string[] shown = [Urn, Hex(device), ShortAddress.Of(device.Node.PublicKey), "NotApproved", "as it was told", "AL2", "CN=device", "CN=Workshop", "2023-11-14T22:13:20Z", "127.0.0.1:2 board"];
        Assert.All(shown, text => Assert.Contains(text, listed, StringComparison.Ordinal));
        Assert.Equal((Hex(device), "Accepted", 2), (json.GetProperty("thumbprint").GetString(), json.GetProperty("resultNow").GetString(), json.GetProperty("assuranceLevelNow").GetInt32()));
        Assert.Equal("CN=Workshop", json.GetProperty("certificate").GetProperty("issuer").GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("contestedBy").ValueKind);

        string approved = await bench.DoneAsync("node", "approve", Urn, "--site", "roof", "--reason", "seen on the roof");
        Assert.Contains($"Approved {Urn} at roof, AL2: entry 4", approved, StringComparison.Ordinal);
        Assert.Contains("no node waits", await bench.DoneAsync("node", "pending"), StringComparison.Ordinal);
        Assert.Contains("enrolled already", await bench.FailsAsync(1, "node", "approve", Urn), StringComparison.Ordinal);
        JsonElement node = await bench.JsonAsync("node", "show", Urn);
        Assert.Equal(("approved", "seen on the roof", 2), (node.GetProperty("enrolmentBasis").GetString(), node.GetProperty("enrolmentReason").GetString(), node.GetProperty("assuranceLevel").GetInt32()));
        bench.AssertSound();
    }

    [Fact]
    public async Task Of_two_keys_that_claim_a_name_one_is_named_by_the_beginning_of_its_thumbprint()
    {
        using OperatorBench bench = new();
        using TestDevice device = bench.NewDevice(Urn);
        using TestDevice clone = bench.NewDevice(Urn);
        bench.Await(device, contestedBy: clone.Node.Thumbprint);
        bench.Await(clone, AppraisalResult.ClonedIdentity, device.Node.Thumbprint);
        bench.Stopped();

        string both = await bench.FailsAsync(1, "node", "approve", Urn);
        Assert.Contains(Hex(device), both, StringComparison.Ordinal);
        Assert.Contains(Hex(clone), both, StringComparison.Ordinal);
        Assert.Contains("contested", await bench.DoneAsync("node", "pending"), StringComparison.Ordinal);
        Assert.Contains("at least its first 8", await bench.FailsAsync(2, "node", "approve", Urn, "--key", Hex(device)[..7]), StringComparison.Ordinal);
        Assert.Contains("waits", await bench.FailsAsync(1, "node", "approve", Urn, "--key", "0000000000"), StringComparison.Ordinal);
        await bench.DoneAsync("node", "approve", Urn, "--site", "roof", "--key", Hex(clone)[..8].ToUpperInvariant());

        Assert.Equal(Hex(clone), (await bench.JsonAsync("node", "show", Urn)).GetProperty("thumbprint").GetString());
        Assert.Contains("revoke that first", await bench.FailsAsync(1, "node", "approve", Urn, "--key", ShortAddress.Of(device.Node.PublicKey)), StringComparison.Ordinal);
        bench.AssertSound();
    }

    [Fact]
    public async Task A_revoked_name_is_given_to_another_key_by_approval_alone()
    {
        using OperatorBench bench = new();
        using TestDevice successor = bench.NewDevice(TestDevice.Urn);
        bench.Await(successor, AppraisalResult.ClonedIdentity, bench.Attested.Device.Node.Thumbprint);
        bench.Stopped();
        string[] approve = ["node", "approve", TestDevice.Urn, "--site", "roof", "--key", Hex(successor)];

        Assert.Contains("revoke that first", await bench.FailsAsync(1, approve), StringComparison.Ordinal);
        await bench.DoneAsync("node", "revoke", TestDevice.Urn, "--reason", "stolen");
        await bench.DoneAsync(approve);

        Assert.Equal(Hex(successor), (await bench.JsonAsync("node", "show", TestDevice.Urn)).GetProperty("thumbprint").GetString());
        Assert.Equal("revoked", (await bench.JsonAsync("node", "show", Hex(bench.Attested.Device))).GetProperty("status").GetString());
        bench.AssertSound();
    }

    [Fact]
    public async Task Evidence_that_is_refused_now_is_approved_on_the_operators_word_alone()
    {
        using OperatorBench bench = new();
        using TestAuthority stranger = new("Stranger");
        using TestDevice device = bench.NewDevice(Urn, stranger);
        bench.Await(device, AppraisalResult.UnknownAuthority);
        bench.Stopped();

        JsonElement json = (await bench.JsonAsync("node", "pending"))[0];
        Assert.Equal(("UnknownAuthority", JsonValueKind.Null), (json.GetProperty("resultNow").GetString(), json.GetProperty("assuranceLevelNow").ValueKind));
        Assert.Contains("--without-evidence", await bench.FailsAsync(1, "node", "approve", Urn, "--site", "roof"), StringComparison.Ordinal);
        Assert.Contains("AL0", await bench.DoneAsync("node", "approve", Urn, "--site", "roof", "--without-evidence"), StringComparison.Ordinal);
        bench.AssertSound();
    }

    [Fact]
    public async Task A_node_without_a_certificate_is_approved_as_AL0_with_its_evidence()
    {
        using OperatorBench bench = new();
        using TestDevice device = bench.NewDevice(Urn);
        device.Certificates = [];
        bench.Await(device);
        bench.Stopped();

        Assert.Contains("certificate: none", await bench.DoneAsync("node", "pending"), StringComparison.Ordinal);
        Assert.Contains("AL0", await bench.DoneAsync("node", "approve", Urn, "--site", "roof"), StringComparison.Ordinal);
        JsonElement shown = await bench.JsonAsync("node", "show", Urn);
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Object), (shown.GetProperty("certificate").ValueKind, shown.GetProperty("attestation").ValueKind));
        bench.AssertSound();
    }

    [Fact]
    public async Task What_strangers_write_into_certificates_steers_no_terminal()
    {
        using OperatorBench bench = new();
        using TestAuthority stranger = new("Stranger");
        using TestDevice device = bench.NewDevice(Urn, stranger);
        device.Certificates = [stranger.Issue(device.Node.PublicKey, "[red]a\u001b[2J\u0007b\u202Ec\u009B2J", Urn, device.AttestationKey)];
        bench.Await(device, AppraisalResult.UnknownAuthority);
        using TestDevice broken = bench.NewDevice("urn:dev:os:32473-0123eeeeeeeeeeeeee");
        broken.Certificates = [[0x30, 0x03, 1, 2, 3]];
        bench.Await(broken, AppraisalResult.CertificateMismatch);
        bench.Stopped();

        string listed = await bench.DoneAsync("node", "pending");

        Assert.Contains("[red]a", listed, StringComparison.Ordinal);
        Assert.Contains(broken.Node.Urn, listed, StringComparison.Ordinal);
        Assert.DoesNotContain(listed, letter => char.IsControl(letter) && letter != '\n');
        Assert.DoesNotContain('\u202E', listed);
    }

    private static string Hex(TestDevice device) => Convert.ToHexStringLower(device.Node.Thumbprint);
}
