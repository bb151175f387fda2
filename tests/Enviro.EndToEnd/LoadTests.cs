using System.Diagnostics;
using System.Text.Json;

namespace Enviro.EndToEnd;

/// <summary>A load on a real gateway: that it says what happened, and does not call a failure a success.</summary>
public sealed class LoadTests
{
    private const int Nodes = 20;
    private static readonly string[] Percentiles = ["p50", "p90", "p99", "p999", "max"];

    [Theory]
    [InlineData("200", "3", "--json")]
    [InlineData("200", "3", "--tls")]
    [InlineData("max", "1", "--gateway-processors=0")]
    public void A_small_load_loses_nothing_and_agrees_with_the_gateway(string rate, string seconds, string option)
    {
        using TempFolder folder = new();

        ProgramResult result = Programs.Simulator("load", "--nodes", "20", "--rate", rate, "--seconds", seconds, option, "--data", folder.At("load"));

        Assert.True(result.ExitCode == 0, result.ToString());
        JsonElement json = result.Json;
        long sent = json.GetProperty("sent").GetInt64();
        Assert.True(rate == "max" ? sent > Nodes : sent == 600, result.Out);
        Assert.Equal(sent, json.GetProperty("acknowledged").GetInt64());
        Assert.Equal(sent, json.GetProperty("kept").GetInt64());
        Assert.Equal(option == "--tls", json.GetProperty("tls").GetBoolean());
        Assert.All(["lost", "refused", "unsent", "broken"], name => Assert.Equal(0, json.GetProperty(name).GetInt64()));
        Assert.Empty(json.GetProperty("gatewayRefused").EnumerateObject());
        double[] latencies = [.. Percentiles.Select(name => json.GetProperty("latencyMs").GetProperty(name).GetDouble())];
        Assert.Equal(latencies.Order(), latencies);
        Assert.True(latencies[0] > 0, result.Out);
        Assert.True(json.GetProperty("gatewayCpuSeconds").GetDouble() > 0, result.Out);
        string[] progress = [.. result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        if (option == "--json")
        {
            Assert.All(progress, line => JsonDocument.Parse(line));
        }

        ProgramResult verified = Programs.Enviro("ledger", "verify", folder.At("load"), "--json");
        Assert.Equal(sent, verified.Json.GetProperty("readingMessages").GetInt64());
        Assert.Equal(0, verified.Json.GetProperty("unsealed").GetInt32());
    }

    [Fact]
    public async Task A_gateway_killed_under_load_is_a_failure()
    {
        using TempFolder folder = new();
        using Process load = new()
        {
            StartInfo = Programs.StartInfo("dotnet", [Programs.At("enviro-sim.dll"), "load", "--nodes", "20", "--rate", "500", "--seconds", "60", "--json", "--data", folder.At("load")]),
        };
        load.Start();
        load.StandardInput.Close();
        int gateway = (int)ReadUntil(load, "gateway");
        ReadUntil(load, "sent");

        using (Process process = Process.GetProcessById(gateway))
        {
            process.Kill();
        }

        Task<string> said = load.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string result = await load.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.True(load.WaitForExit(Wait.Patience), "the load goes on without a gateway");
        Assert.True(load.ExitCode == 1, result + await said);
        JsonElement json = JsonDocument.Parse(result).RootElement;
        Assert.False(json.GetProperty("fine").GetBoolean());
        Assert.False(json.GetProperty("gatewayStopped").GetBoolean());
        Assert.Equal(Nodes, json.GetProperty("broken").GetInt32());
        long acknowledged = json.GetProperty("acknowledged").GetInt64();
        Assert.Equal(json.GetProperty("sent").GetInt64() - acknowledged, json.GetProperty("lost").GetInt64());

        // What was acknowledged is on the disk, however its gateway ended; of what was under way, some may be too.
        Assert.InRange(json.GetProperty("kept").GetInt64(), acknowledged, acknowledged + Nodes);
    }

    [Theory]
    [InlineData("--nodes", "0")]
    [InlineData("--rate", "fast")]
    [InlineData("--seconds", "0")]
    [InlineData("--gateway-processors", "1-0")]
    public void A_wrong_call_ends_with_2_and_names_the_option(string option, string value)
    {
        using TempFolder folder = new();

        ProgramResult result = Programs.Simulator("load", option, value, "--data", folder.Root);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(option, result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Root));
    }

    /// <summary>Reads the load's progress until it says a member, and returns its value.</summary>
    private static long ReadUntil(Process load, string member)
    {
        while (load.StandardError.ReadLine() is string line)
        {
            if (JsonDocument.Parse(line).RootElement.TryGetProperty(member, out JsonElement value))
            {
                return value.GetInt64();
            }
        }

        Assert.Fail($"the load ended before it said \"{member}\"");
        return 0;
    }
}
