using System.Text.Json.Nodes;

namespace Enviro.Wire.Tests;

/// <summary>The claims of evidence that are information: settings version and last words; with them tests/vectors/wire/restart-evidence.json.</summary>
public sealed class RestartReportTests
{
    private const string Name = "restart-evidence.json";

    private const string Words = "InvalidOperationException: the bus is gone";

    /// <summary>Evidence without the two: its claims' map and what ends it.</summary>
    private static readonly string Plain = Convert.ToHexStringLower(SampleEvidence.Claims(false).Encode());

    [Fact]
    public void The_vector_file_says_what_the_code_makes_and_reads()
    {
        if (Vectors.Writing)
        {
            Vectors.Write(Name, Make());
        }

        JsonObject vector = Vectors.Read(Name);
        EvidenceClaims claims = Claims(vector["settingsVersion"]!.GetValue<uint>(), new RestartReport(
            (RestartReason)vector["reason"]!.GetValue<int>(), vector["uptimeS"]!.GetValue<uint>(), vector["text"]!.GetValue<string>()));
        Assert.Equal(vector.Bytes("claims"), claims.Encode());
        Evidence evidence = Evidence.Parse(vector.Bytes("evidence"));
        Assert.True(TestKey.Verifies(evidence.Envelope, []));
        Assert.Equal(claims.Encode(), evidence.Claims.Encode());
    }

    [Theory]
    [InlineData(0, false, false)]
    [InlineData(1, false, true)]
    [InlineData(uint.MaxValue, true, false)]
    [InlineData(0, true, true)]
    [InlineData(77, true, true)]
    public void Any_of_the_claims_may_be_absent(uint version, bool hasReport, bool withQuote)
    {
        EvidenceClaims claims = SampleEvidence.Claims(withQuote);
        claims.SettingsVersion = version;
        claims.LastRestart = hasReport ? new RestartReport(RestartReason.Exception, 86_400, Words) : null;
        EvidenceClaims parsed = EvidenceClaims.Parse(claims.Encode());
        Assert.Equal((version, withQuote), (parsed.SettingsVersion, parsed.Quote != null));
        Assert.Equal(hasReport ? (RestartReason.Exception, 86_400u, Words) : null, Parts(parsed.LastRestart));
        Assert.Equal(claims.Encode(), parsed.Encode());
    }

    [Fact]
    public void Evidence_without_them_has_the_bytes_it_always_had()
    {
        Assert.StartsWith("aa0a58", Plain, StringComparison.Ordinal);
        Assert.DoesNotContain("3a00010006", Plain, StringComparison.Ordinal);
        Assert.DoesNotContain("3a00010007", Plain, StringComparison.Ordinal);
        EvidenceClaims old = EvidenceClaims.Parse(Convert.FromHexString(Plain));
        Assert.Equal((0u, true), (old.SettingsVersion, old.LastRestart == null));
    }

    [Theory]
    [InlineData(1, "3a0001000601", null)]
    [InlineData(1, "3a0001000600", "settings version 0")]
    [InlineData(1, "3a000100061b0000000100000000", "a version beyond 32 bits")]
    [InlineData(1, "3a0001000620", "a negative version")]
    [InlineData(1, "3a00010007830000" + "60", null)]
    [InlineData(1, "3a000100078300" + "1affffffff" + "617e", null)]
    [InlineData(1, "3a000100078318ff0060", null)]
    [InlineData(1, "3a00010007831901000060", "a reason beyond 255")]
    [InlineData(1, "3a0001000783001b000000010000000060", "an uptime beyond 32 bits")]
    [InlineData(1, "3a0001000783200060", "a negative reason")]
    [InlineData(1, "3a000100078300006109", "a control character")]
    [InlineData(1, "3a0001000783000062c3a9", "a letter beyond ASCII")]
    [InlineData(1, "3a00010007820000", "no text")]
    [InlineData(1, "3a0001000784000060" + "00", "a fourth member")]
    [InlineData(2, "3a00010007830000603a0001000601", "the two out of order")]
    [InlineData(2, "3a00010006013a0001000601", "a version twice")]
    [InlineData(1, "3a0001000801", "a claim that evidence does not have")]
    [InlineData(1, "3a00010005a10001", "a reading's claim")]
    [InlineData(0, "", null)]
    public void Claims_of_another_shape_are_refused(int more, string behind, string? what)
    {
        string altered = "a" + (char)('a' + more) + Plain[2..] + behind;
        Exception? refused = Record.Exception(() => EvidenceClaims.Parse(Convert.FromHexString(altered)));
        Assert.True(what == null ? refused == null : refused is WireFormatException, what ?? "the border was refused: " + refused?.Message);
    }

    [Fact]
    public void The_largest_evidence_has_room_for_them()
    {
        EvidenceClaims claims = SampleEvidence.Claims(true);
        claims.OemId = uint.MaxValue;
        claims.BootCount = ReadingHeader.MaxBoot;
        claims.HardwareModel = claims.HardwareVersion = claims.SoftwareName = claims.SoftwareVersion = new string('v', EvidenceClaims.MaxNameLength);
        claims.SettingsVersion = uint.MaxValue;
        claims.LastRestart = new RestartReport((RestartReason)RestartReport.MaxReason, uint.MaxValue, new string('~', RestartReport.MaxTextLength));
        byte[] large = new byte[Evidence.MaxCertificateLength];
        Assert.InRange(claims.Encode().Length, 700, Evidence.MaxClaimsLength);
        Assert.InRange(SampleEvidence.Sign([large, large, large], claims).Length, 3_900, Evidence.MaxLength);
    }

    [Fact]
    public void A_report_has_what_a_reader_takes_and_any_text_can_be_made_one()
    {
        Assert.Throws<ArgumentException>(() => new RestartReport((RestartReason)256, 0, ""));
        Assert.Throws<ArgumentException>(() => new RestartReport((RestartReason)(-1), 0, ""));
        Assert.Throws<ArgumentException>(() => new RestartReport(RestartReason.Power, 0, new string('a', 49)));
        Assert.Throws<ArgumentException>(() => new RestartReport(RestartReason.Power, 0, "\n"));
        Assert.Equal("caf? at 3 ?C?", RestartReport.TextOf("café at 3 °C\n"));
        Assert.Equal(new string('x', RestartReport.MaxTextLength), RestartReport.TextOf(new string('x', 1_000)));
        Assert.True(new RestartReport(RestartReason.Unknown, 0, "").IsKnown);
        Assert.False(new RestartReport((RestartReason)8, 0, "").IsKnown);
    }

    /// <summary>The numbers are in evidence that ledgers keep: they are what they were when it was made.</summary>
    [Fact]
    public void The_reasons_keep_their_numbers() =>
        Assert.Equal(
            ["Power", "Watchdog", "Exception", "Console", "SettingsApplied", "SettingsRolledBack", "WakeFailed", "Unknown"],
            Enumerable.Range(0, Enum.GetValues<RestartReason>().Length).Select(number => ((RestartReason)number).ToString()));

    private static EvidenceClaims Claims(uint version, RestartReport report)
    {
        EvidenceClaims claims = SampleEvidence.Claims(false);
        claims.SettingsVersion = version;
        claims.LastRestart = report;
        return claims;
    }

    private static (RestartReason Reason, uint UptimeS, string Text)? Parts(RestartReport? report) =>
        report == null ? null : (report.Reason, report.UptimeS, report.Text);

    private static JsonObject Make()
    {
        EvidenceClaims claims = Claims(3, new RestartReport(RestartReason.Exception, 86_400, Words));
        return new JsonObject
        {
            ["format"] = "evidence with settings version and last words, without a chain: COSE_Sign1, hexadecimal where not otherwise obvious",
            ["settingsVersion"] = 3,
            ["reason"] = 2,
            ["uptimeS"] = 86_400,
            ["text"] = Words,
            ["claims"] = Convert.ToHexStringLower(claims.Encode()),
            ["evidence"] = Convert.ToHexStringLower(SampleEvidence.Sign([], claims)),
        };
    }
}
