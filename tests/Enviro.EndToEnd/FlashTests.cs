using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Enviro.Gateway;
using Enviro.Simulator;

namespace Enviro.EndToEnd;

/// <summary>The whole field procedure: a bought board, one command, a reading that the gateway has verified and kept.</summary>
public sealed class FlashTests : IDisposable
{
    private const string Passphrase = "correct horse battery";

    private readonly TempFolder _folder = new();
    private readonly BenchBoard _board;
    private RunningGateway? _gateway;

    public FlashTests()
    {
        _board = new BenchBoard(_folder.At("bench"));
        File.WriteAllBytes(Image, [.. Enumerable.Range(0, 40_000).Select(i => (byte)(i * 7))]);
    }

    private string Data => _folder.At("data");

    private string Image => _folder.At("app.bin");

    [Fact]
    public void One_command_makes_a_bought_board_a_node_whose_reading_is_verified()
    {
        StartGateway("automatic");
        ProgramResult flashed = Flash("--json", "--gateway-wait", "60");
        Assert.True(flashed.ExitCode == 0, Explain(flashed));
        JsonElement board = flashed.Json[0];
        Assert.Equal(("ready", "provisioned", true), (board.GetProperty("result").GetString(), board.GetProperty("provisioning").GetString(), board.GetProperty("flashed").GetBoolean()));
        Assert.True(File.Exists(board.GetProperty("labelSvg").GetString()));

        // It is enrolled where its settings put it. What it saw is there for everybody, and sound.
        Assert.Equal("Roof 3", Programs.Enviro("node", "show", Data, board.GetProperty("urn").GetString()!, "--json").Json.GetProperty("site").GetString());
        Assert.Equal(0, _gateway!.Terminate());
        JsonElement entry = LedgerFolder.Entries(Data).Single(one => one.GetProperty("index").GetInt64() == board.GetProperty("entry").GetInt64());
        Assert.Equal("Reading", entry.GetProperty("kind").GetString());
        ProgramResult shown = Programs.Enviro("node", "show", Data, board.GetProperty("urn").GetString()!, "--json");
        Assert.Equal(board.GetProperty("thumbprint").GetString(), shown.Json.GetProperty("thumbprint").GetString());
        Assert.Equal(DigestOfImage, shown.Json.GetProperty("attestation").GetProperty("firmwareDigest").GetString());
        Assert.Equal(0, Programs.Enviro("ledger", "verify", Data).ExitCode);
    }

    [Fact]
    public void Unplugged_at_any_step_the_same_command_goes_on_and_ends_right()
    {
        StartGateway("manual");
        foreach (string call in new[] { "--masserase", "--filedeployment", "--deploy" })
        {
            _board.FailAt(call);
            ProgramResult failed = Flash();
            Assert.True(failed.ExitCode == 2, Explain(failed));
        }

        _board.FailAt(null);
        foreach (string step in new[] { "provision", "settings", "restart", "self-test" })
        {
            ProgramResult unplugged = FlashAndUnplugAt(step);
            Assert.True(unplugged.ExitCode == 2, Explain(unplugged));
            Assert.Contains("run the same command again", unplugged.Error, StringComparison.Ordinal);
        }

        // A gateway that approves by hand keeps nothing yet; which command approves is said.
        ProgramResult pending = Flash("--gateway-wait", "20");
        Assert.True(pending.ExitCode == 1, Explain(pending));
        Assert.Contains("waits for approval", pending.Error, StringComparison.Ordinal);
        string urn = "urn:dev:os:" + pending.Error.Split("urn:dev:os:")[^1].Split('.', ' ')[0];
        ProgramResult approved = Programs.Enviro("node", "approve", Data, urn, "--site", "Roof 3");
        Assert.True(approved.ExitCode == 0, Explain(approved));

        ProgramResult ready = Flash("--json", "--gateway-wait", "60");
        Assert.True(ready.ExitCode == 0, Explain(ready));
        JsonElement board = ready.Json[0];
        Assert.Equal((urn, "ready", false), (board.GetProperty("urn").GetString(), board.GetProperty("result").GetString(), board.GetProperty("flashed").GetBoolean()));
        Assert.Equal("already-provisioned", board.GetProperty("provisioning").GetString());

        // One key, one certificate, one label, and settings that the board has.
        Assert.Single(Directory.GetFiles(Path.Combine(Data, "authority", "issued")));
        Assert.Single(Directory.GetFiles(Path.Combine(Data, "labels"), "*.png"));
        ProgramResult settings = Programs.Enviro("node", "settings", "show", Data, "--node", urn, "--json");
        Assert.Equal(board.GetProperty("settingsVersion").GetInt32(), settings.Json.GetProperty("version").GetInt32());
        Assert.Equal(0, _gateway!.Terminate());
        Assert.Equal(0, Programs.Enviro("ledger", "verify", Data).ExitCode);
    }

    public void Dispose()
    {
        _board.Dispose();
        _gateway?.Dispose();
        _folder.Dispose();
    }

    private string DigestOfImage => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Image)));

    private void StartGateway(string approval)
    {
        Directory.CreateDirectory(Data);
        new GatewayOptions { Deployment = "flash", Key = "file:keys/gateway.pem", ListenPort = 0, SealAfterEntries = 1000, SealAfterS = 3600 }.Save(Data);
        Assert.Equal(0, Programs.Enviro("authority", "init", Data, "--name", "bench").ExitCode);
        string configuration = Programs.Enviro("authority", "show", Data, "--json").Json.GetProperty("configuration").GetString()!;
        string firmware = $$"""{ "name": "{{SimulatedFirmware.Name}}", "version": "{{SimulatedFirmware.Version}}", "digest": "{{DigestOfImage}}", "debug": true }""";
        File.WriteAllText(
            Path.Combine(Data, PolicyFile.FileName),
            $$"""{ "approval": "{{approval}}", "firmware": [{{firmware}}], "configurations": [{ "name": "node", "digest": "{{configuration}}" }] }""");
        _gateway = RunningGateway.Start(Data);
        int port = _gateway.WaitForPort();
        File.WriteAllText(
            _folder.At("site.json"),
            $$"""
            { "site": "Roof 3", "sampleIntervalS": 1, "sensors": [{ "kind": "bme280" }],
              "network": { "ssid": "field", "passphrase": "{{Passphrase}}", "host": "127.0.0.1", "port": {{port}}, "tls": false } }
            """);
    }

    private ProgramResult Flash(params string[] more) => FlashAndUnplugAt(null, more);

    private ProgramResult FlashAndUnplugAt(string? step, params string[] more)
    {
        string[] arguments =
        [
            Programs.At("enviro.dll"), "node", "flash", Data, "--port", _board.Port, "--target", "ESP32_REV3", "--settings", _folder.At("site.json"), "--image", Image,
            "--board-wait", "30", .. more,
        ];
        ProcessStartInfo start = Programs.StartInfo("dotnet", arguments);
        start.Environment["PATH"] = $"{_board.Folder}:{Environment.GetEnvironmentVariable("PATH")}";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        List<string> errors = [];
        while (process.StandardError.ReadLine() is { } line)
        {
            errors.Add(line);
            if (step is not null && line.EndsWith($": {step}", StringComparison.Ordinal))
            {
                _board.Unplug();
            }
        }

        process.WaitForExit();
        string said = string.Join('\n', errors);
        Assert.DoesNotContain(Passphrase, output.Result + said + string.Join('\n', _board.Calls), StringComparison.Ordinal);
        return new ProgramResult(string.Join(' ', arguments), process.ExitCode, output.Result, said);
    }

    private string Explain(ProgramResult result) => $"{result}\nnanoff:\n{string.Join('\n', _board.Calls)}\nboard:\n{_board.Log}\ngateway:\n{_gateway?.Log}";
}
