using System.Text.Json;
using Enviro.Ledger;
using Enviro.Verification;
using Enviro.Verification.Tests;
using Enviro.Wire;

namespace Enviro.Cli.Tests;

/// <summary>What a node says of its readings and of itself: shown where the readings and the node are, counted where they are counted.</summary>
public sealed class QualityTests : IDisposable
{
    private readonly OperatorBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Flags_stand_behind_the_value_and_missing_sensors_in_a_line_of_their_own()
    {
        ReadingQuality quality = new();
        quality.Flag(0, ReadingQuality.OutOfRange | ReadingQuality.RateOfChange);
        quality.AddMissing("sps30");
        quality.AddMissing("ph-1");
        Append(Continuity.First, quality);
        Append(Continuity.Continuous, null);
        _bench.Attested.Ledger.SealBlock();

        string shown = await _bench.DoneAsync("ledger", "show", "--height", "0");
        JsonElement[] entries = [.. (await _bench.JsonAsync("ledger", "show", "--height", "0")).GetProperty("entries").EnumerateArray()];

        Assert.Single(shown.Split('\n'), line => line.Contains("35.2 ug/m3   flagged out of range, changed too fast", StringComparison.Ordinal));
        Assert.Single(shown.Split('\n'), line => line.Trim() == "missing sensors: ph-1, sps30");
        JsonElement flagged = entries[^2];
        Assert.Equal(["ph-1", "sps30"], flagged.GetProperty("missingSensors").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(
            ["outOfRange", "rateOfChange"], flagged.GetProperty("readings")[0].GetProperty("quality").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal("35.2", flagged.GetProperty("readings")[0].GetProperty("value").GetRawText());
        Assert.False(entries[^1].TryGetProperty("missingSensors", out _));
        Assert.False(entries[^1].GetProperty("readings")[0].TryGetProperty("quality", out _));
    }

    [Fact]
    public async Task Verify_counts_them_and_stays_sound()
    {
        ReadingQuality quality = new();
        quality.Flag(0, ReadingQuality.Stuck);
        quality.AddMissing("sps30");
        Append(Continuity.First, quality);
        string clean = await _bench.DoneAsync("ledger", "verify");
        Append(Continuity.Continuous, quality);
        _bench.Attested.Ledger.SealBlock();

        string verdict = await _bench.DoneAsync("ledger", "verify");
        JsonElement json = (await _bench.JsonAsync("ledger", "verify")).GetProperty("quality");

        Assert.Contains("1 readings flagged", clean, StringComparison.Ordinal);
        Assert.Contains("2 readings flagged at the source: 0 out of range, 0 changed too fast, 2 stuck", verdict, StringComparison.Ordinal);
        Assert.Contains("2 times a sensor gave less than it has", verdict, StringComparison.Ordinal);
        Assert.EndsWith("sound", verdict.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal((2, 0, 0, 2, 2), (
            json.GetProperty("flaggedReadings").GetInt32(), json.GetProperty("outOfRange").GetInt32(), json.GetProperty("rateOfChange").GetInt32(),
            json.GetProperty("stuck").GetInt32(), json.GetProperty("missingSensors").GetInt32()));
    }

    [Fact]
    public async Task Nothing_is_said_where_nothing_was_found()
    {
        Append(Continuity.First, null);
        _bench.Attested.Ledger.SealBlock();

        Assert.DoesNotContain("flagged", await _bench.DoneAsync("ledger", "verify"), StringComparison.Ordinal);
        Assert.DoesNotContain("missing sensors", await _bench.DoneAsync("ledger", "show", "--height", "0"), StringComparison.Ordinal);
        Assert.Equal(0, (await _bench.JsonAsync("ledger", "verify")).GetProperty("quality").GetProperty("flaggedReadings").GetInt32());
    }

    [Theory]
    [InlineData(RestartReason.Exception, 93_784, "NullReferenceException in Sps30", "exception after 1.02:03:04: NullReferenceException in Sps30", "exception")]
    [InlineData(RestartReason.SettingsRolledBack, 0, "", "settings rolled back", "settings rolled back")]
    [InlineData((RestartReason)200, 60, "", "reason 200 after 0.00:01:00", "reason 200")]
    public async Task A_node_is_shown_with_its_settings_and_its_last_words(RestartReason reason, uint uptimeS, string text, string expected, string name)
    {
        _bench.Attested.Attest(_bench.Attested.Evidence(2, claims =>
        {
            claims.SettingsVersion = 17;
            claims.LastRestart = new RestartReport(reason, uptimeS, text);
        }));

        string shown = await _bench.DoneAsync("node", "show", TestDevice.Urn);
        JsonElement attestation = (await _bench.JsonAsync("node", "show", TestDevice.Urn)).GetProperty("attestation");

        Assert.Single(shown.Split('\n'), line => line.TrimEnd() == "settings             version 17");
        Assert.Single(shown.Split('\n'), line => line.TrimEnd() == "last restart         " + expected);
        Assert.Equal(17, attestation.GetProperty("settingsVersion").GetInt32());
        JsonElement restart = attestation.GetProperty("lastRestart");
        Assert.Equal((int)reason, restart.GetProperty("reason").GetInt32());
        Assert.Equal(
            (name, uptimeS, text),
            (restart.GetProperty("reasonName").GetString(), restart.GetProperty("uptimeS").GetUInt32(), restart.GetProperty("text").GetString()));
        _bench.AssertSound();
    }

    [Fact]
    public async Task A_node_that_tells_neither_is_shown_so()
    {
        string shown = await _bench.DoneAsync("node", "show", TestDevice.Urn);
        JsonElement attestation = (await _bench.JsonAsync("node", "show", TestDevice.Urn)).GetProperty("attestation");

        Assert.Contains("settings             none told", shown, StringComparison.Ordinal);
        Assert.Contains("last restart         not told", shown, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, attestation.GetProperty("settingsVersion").ValueKind);
        Assert.Equal(JsonValueKind.Null, attestation.GetProperty("lastRestart").ValueKind);
    }

    private void Append(Continuity continuity, ReadingQuality? quality)
    {
        TestNode node = _bench.Attested.Device.Node;
        _bench.Attested.Ledger.AppendReading(node.Next(TestNode.StartS + (60 * node.Sequence), quality), continuity, level: 2, freshness: Freshness.Fresh);
    }
}
