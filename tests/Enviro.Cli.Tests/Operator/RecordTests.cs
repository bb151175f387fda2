using System.Text.Json;
using Enviro.Ledger;
using Enviro.Verification;
using Enviro.Verification.Tests;

namespace Enviro.Cli.Tests;

/// <summary>Calibrations, the policy, the security log, and the help of each command.</summary>
public sealed class RecordTests
{
    public static TheoryData<string> Commands =>
    [
        "node list", "node show", "node pending", "node approve", "node suspend", "node resume", "node revoke", "node add-shared",
        "calibration add", "calibration list", "policy show", "gateway refusals",
    ];

    [Fact]
    public async Task Calibrations_are_entered_with_every_digit_and_listed_by_node()
    {
        using OperatorBench bench = new OperatorBench(isFilled: true).Stopped();
        string[] add =
        [
            "calibration", "add", "--node", TestDevice.Urn, "--quantity", "pm10", "--who", "A", "--instrument", "B 1", "--reference", "C 2",
            "--gain", "1.0340", "--offset=-0.40", "--from", "2026-01-31T00:00:00+01:00", "--to", "2026-06-30T00:00:00Z",
        ];

        await bench.DoneAsync(add);

        JsonElement all = await bench.JsonAsync("calibration", "list");
        JsonElement made = all[1];
        Assert.Equal(2, all.GetArrayLength());
        Assert.Equal(("1.0340", "-0.40"), (made.GetProperty("gain").GetString(), made.GetProperty("offset").GetString()));
        Assert.Equal(("2026-01-30T23:00:00Z", "2026-06-30T00:00:00Z"), (made.GetProperty("from").GetString(), made.GetProperty("to").GetString()));
        Assert.Equal(2, (await bench.JsonAsync("calibration", "list", "--node", TestDevice.Urn)).GetArrayLength());
        Assert.Equal(0, (await bench.JsonAsync("calibration", "list", "--node", AttestedLedger.MacUrn)).GetArrayLength());
        Assert.Contains("no calibration", await bench.DoneAsync("calibration", "list", "--node", AttestedLedger.MacUrn), StringComparison.Ordinal);
        Assert.Contains("1.0340", await bench.DoneAsync("calibration", "list"), StringComparison.Ordinal);
        await bench.FailsAsync(1, "calibration", "list", "--node", "urn:dev:nobody");
        foreach ((string option, string value) in ((string, string)[])[("--gain", "0"), ("--gain", "1e"), ("--from", "2026-01-31"), ("--from", "2026-01-31T00:00:00"), ("--to", "2026-01-30T00:00:00Z"), ("--quantity", "a b")])
        {
            string[] wrong = [.. add];
            wrong[Array.IndexOf(wrong, option) + 1] = value;
            await bench.FailsAsync(2, wrong);
        }

        bench.AssertSound();
    }

    [Fact]
    public async Task The_policy_in_force_is_shown_with_its_entry()
    {
        using OperatorBench bench = new();

        string shown = await bench.DoneAsync("policy", "show");
        JsonElement json = await bench.JsonAsync("policy", "show");

        string hash = Convert.ToHexStringLower(bench.Attested.Policy.Hash);
        string[] texts = [hash, "entry 2", "automatic", "Workshop", "enviro-node 0.2.0", Convert.ToHexStringLower(TestDevice.FirmwareDigest), "field"];
        Assert.All(texts, text => Assert.Contains(text, shown, StringComparison.Ordinal));
        Assert.Equal((hash, 2), (json.GetProperty("hash").GetString(), json.GetProperty("entry").GetInt32()));
    }

    [Fact]
    public async Task The_security_log_holds_security_events_alone()
    {
        using OperatorBench bench = new();
        Refusal[] refusals = [Refused(AppraisalResult.ClonedIdentity), Refused(AppraisalResult.Malformed), Refused(AppraisalResult.NotApproved)];
        bench.Attested.Ledger.Store.RecordRefusals(refusals, refusals.ToDictionary(refusal => refusal.Result, _ => 1L));

        string security = await bench.DoneAsync("gateway", "refusals", "--security");
        JsonElement all = await bench.JsonAsync("gateway", "refusals");

        Assert.Contains("ClonedIdentity", security, StringComparison.Ordinal);
        Assert.DoesNotContain("Malformed", security, StringComparison.Ordinal);
        Assert.DoesNotContain("NotApproved", security, StringComparison.Ordinal);
        Assert.Equal(3, all.GetProperty("last").GetArrayLength());
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_says_what_it_does_and_each_of_its_options_too(string command)
    {
        OperatorBench.Outcome help = await OperatorBench.EnviroAsync([.. command.Split(' '), "--help"]);

        Assert.Equal((0, ""), (help.ExitCode, help.Errors));
        string[] lines = help.Output.Split('\n');
        string[] described = [.. lines.Where(line => line.TrimStart().StartsWith('-') || line.TrimStart().StartsWith('<')).Select(line => line.Trim())];
        Assert.Contains(described, line => line.StartsWith('<'));
        Assert.All(described, line => Assert.Contains("  ", line, StringComparison.Ordinal));
        Assert.True(lines[1].Trim().Length > 20, help.Output);
    }

    private static Refusal Refused(AppraisalResult result) => new()
    {
        AtMs = AttestedLedger.StartMs,
        Result = (uint)result,
        ResultName = result.ToString(),
        Source = "127.0.0.1:2 board",
        Topic = "enviro/v1/x/up/evidence",
        Detail = "as it was told",
        IsSecurityEvent = result.IsSecurityEvent(),
    };
}
