using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Enviro.Gateway;
using Enviro.Simulator;

namespace Enviro.EndToEnd;

/// <summary>How a gateway process starts, refuses to start, and stops.</summary>
public sealed class GatewayProcessTests
{
    private const string SoftwareKey = "file:keys/gateway.pem";

    [Fact]
    public void A_gateway_told_to_stop_seals_what_is_journaled()
    {
        using TempFolder folder = new();
        using Swtpm tpm = Swtpm.Start();
        using TestFleet fleet = new(2);
        fleet.Configure(folder.Root, tpm.Uri, sealAfterEntries: 100_000, sealAfterS: 86_400);
        using RunningGateway gateway = RunningGateway.Start(folder.Root);
        fleet.Connect(gateway.WaitForPort());
        fleet.WaitForAcknowledgements(4, gateway);
        ProgramResult before = Programs.Enviro("ledger", "verify", folder.Root, "--json");
        fleet.Drain(gateway);

        Assert.Equal(0, gateway.Terminate());

        Assert.Equal(0, before.ExitCode);
        Assert.Equal(0, before.Json.GetProperty("blocks").GetInt32());
        Assert.InRange(before.Json.GetProperty("unsealed").GetInt32(), 8, int.MaxValue);
        JsonElement after = Programs.Enviro("ledger", "verify", folder.Root, "--json").Json;
        Assert.True(after.GetProperty("sound").GetBoolean());
        Assert.Equal(1, after.GetProperty("blocks").GetInt32());
        Assert.Equal(0, after.GetProperty("unsealed").GetInt32());
        Assert.Equal(fleet.Acknowledged, after.GetProperty("readingMessages").GetInt32());
        Assert.False(File.Exists(folder.At(GatewayService.PortFileName)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.At("keys")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.At("keys", "operator.pem")));
    }

    [Fact]
    public void Blocks_of_a_software_key_say_so()
    {
        using TempFolder folder = new();
        new GatewayOptions { Key = SoftwareKey, ListenPort = 0 }.Save(folder.Root);
        using RunningGateway gateway = RunningGateway.Start(folder.Root);
        gateway.WaitForPort();
        Assert.Equal(0, gateway.Terminate());

        const string words = "software key, no platform attestation";
        Assert.Contains(words, Programs.Enviro("ledger", "verify", folder.Root).Out, StringComparison.Ordinal);
        Assert.Contains(words, Programs.Enviro("ledger", "show", folder.Root).Out, StringComparison.Ordinal);
        Assert.Equal(words, Assert.Single(LedgerFolder.Blocks(folder.Root)).GetProperty("seal").GetString());
        ProgramResult exported = Programs.Enviro("ledger", "export-seal", folder.Root, "--height", "0", "--out", folder.At("seal"));
        Assert.Equal(0, exported.ExitCode);
        Assert.Contains(words, exported.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.At("seal", "quote.msg")));
    }

    [Fact]
    public void A_folder_without_a_configuration_ends_with_2_and_says_how_to_make_one()
    {
        using TempFolder folder = new();

        ProgramResult result = Programs.Gateway("run", "--data", folder.Root);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(folder.At("gateway.json"), result.Error, StringComparison.Ordinal);
        Assert.Contains("enviro-gateway init", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Root));
    }

    [Theory]
    [InlineData("{", "gateway.json")]
    [InlineData("null", "must hold an object")]
    [InlineData("""{ "listenPrt": 1 }""", "listenPrt")]
    [InlineData("""{ "listenPort": 70000 }""", "listenPort")]
    [InlineData("""{ "listenAddress": "localhost" }""", "listenAddress")]
    [InlineData("""{ "sealAfterS": 0 }""", "sealAfterS")]
    [InlineData("""{ "nodes": [ { "urn": "node1" } ] }""", "nodes[0] (node1)")]
    [InlineData("""{ "key": "pkcs11:token", "listenPort": 0 }""", "pkcs11:token")]
    public void A_wrong_configuration_ends_with_2_and_names_what_is_wrong(string json, string named)
    {
        using TempFolder folder = new();
        File.WriteAllText(folder.At("gateway.json"), json);

        ProgramResult result = Programs.Gateway("run", "--data", folder.Root);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(named, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("run")]
    [InlineData("run", "--data")]
    [InlineData("start", "--data", ".")]
    public void A_wrong_call_ends_with_2(params string[] arguments) => Assert.Equal(2, Programs.Gateway(arguments).ExitCode);

    [Fact]
    public void Init_writes_a_configuration_once()
    {
        using TempFolder folder = new();

        ProgramResult first = Programs.Gateway("init", "--data", folder.At("new"));
        string written = File.ReadAllText(folder.At("new", "gateway.json"));
        File.AppendAllText(folder.At("new", "gateway.json"), "\n");
        ProgramResult second = Programs.Gateway("init", "--data", folder.At("new"));

        Assert.Equal(0, first.ExitCode);
        Assert.Contains("enviro-gateway run --data", first.Out, StringComparison.Ordinal);
        Assert.Equal(2, second.ExitCode);
        Assert.Contains("left as it is", second.Error, StringComparison.Ordinal);
        Assert.Equal(written + "\n", File.ReadAllText(folder.At("new", "gateway.json")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.At("new", "gateway.json")));
    }

    [Fact]
    public void A_port_that_is_taken_ends_with_2_and_names_the_setting()
    {
        using TempFolder folder = new();
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;
        new GatewayOptions { Key = SoftwareKey, ListenPort = port }.Save(folder.Root);

        ProgramResult result = Programs.Gateway("run", "--data", folder.Root);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"127.0.0.1:{port}", result.Error, StringComparison.Ordinal);
        Assert.Contains("listenPort", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_TPM_that_is_not_there_is_named_with_what_to_do_and_the_next_start_succeeds()
    {
        using TempFolder folder = new();
        using Swtpm tpm = Swtpm.Start();
        new GatewayOptions { Key = tpm.Uri, ListenPort = 0 }.Save(folder.Root);
        tpm.Kill();

        ProgramResult without = Programs.Gateway("run", "--data", folder.Root);

        Assert.Equal(1, without.ExitCode);
        Assert.Contains(tpm.Uri, without.Error, StringComparison.Ordinal);
        Assert.Contains("start", without.Error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", without.Error, StringComparison.Ordinal);
        tpm.Restart();
        using RunningGateway with = RunningGateway.Start(folder.Root);
        with.WaitForPort();
        Assert.Equal(0, with.Terminate());
        Assert.Equal(0, Programs.Enviro("ledger", "verify", folder.Root).ExitCode);
    }

    [Fact]
    public void A_gateway_without_its_TPM_keeps_readings_and_seals_them_when_it_is_back()
    {
        using TempFolder folder = new();
        using Swtpm tpm = Swtpm.Start();
        using TestFleet fleet = new(1);
        fleet.Configure(folder.Root, tpm.Uri, sealAfterEntries: 4, sealAfterS: 1);
        using RunningGateway gateway = RunningGateway.Start(folder.Root);
        fleet.Connect(gateway.WaitForPort());
        fleet.WaitForAcknowledgements(2, gateway);
        tpm.Kill();
        gateway.WaitForLog("Block not sealed");

        fleet.WaitForAcknowledgements(5, gateway);
        tpm.Restart();
        fleet.Drain(gateway);
        Assert.Equal(0, gateway.Terminate());

        JsonElement verified = Programs.Enviro("ledger", "verify", folder.Root, "--json").Json;
        Assert.True(verified.GetProperty("sound").GetBoolean());
        Assert.Equal(0, verified.GetProperty("unsealed").GetInt32());
        Assert.Equal(fleet.Acknowledged, verified.GetProperty("readingMessages").GetInt32());
    }

    [Fact]
    public void A_second_gateway_on_a_folder_ends_and_the_first_goes_on()
    {
        using TempFolder folder = new();
        using TestFleet fleet = new(1);
        fleet.Configure(folder.Root, SoftwareKey, sealAfterEntries: 4, sealAfterS: 1);
        using RunningGateway first = RunningGateway.Start(folder.Root);
        fleet.Connect(first.WaitForPort());

        ProgramResult second = Programs.Gateway("run", "--data", folder.Root);

        Assert.Equal(1, second.ExitCode);
        Assert.Contains("another gateway", second.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.At(GatewayService.PortFileName)));
        fleet.WaitForAcknowledgements(2, first);
        fleet.Drain(first);
        Assert.Equal(0, first.Terminate());
    }

    [Fact]
    public void A_gateway_killed_before_its_ledger_had_tables_starts_again()
    {
        using TempFolder folder = new();
        new GatewayOptions { Key = SoftwareKey, ListenPort = 0 }.Save(folder.Root);
        File.WriteAllBytes(folder.At("ledger.db"), []);
        using RunningGateway gateway = RunningGateway.Start(folder.Root);
        gateway.WaitForPort();

        Assert.Equal(0, gateway.Terminate());

        Assert.Equal(0, Programs.Enviro("ledger", "verify", folder.Root).ExitCode);
    }
}
