using System.Text.Json;

namespace Enviro.EndToEnd;

[Collection<DemoCollection>]
public sealed class DemoTests(DemoFixture demo)
{
    [Fact]
    public void The_last_line_of_a_demo_is_one_JSON_object_that_says_what_it_came_to() =>
        AssertReport(demo.Result, stations: Recording.SmallStations, messages: 17);

    [Fact]
    public void Every_recorded_value_is_in_the_ledger_to_the_digit_and_no_other() => AssertSame(
        Recording.Read(demo.RecordingFile, Recording.SmallStations, Recording.SmallHours), LedgerFolder.Readings(demo.Data));

    [Fact]
    public void The_recorded_day_of_twelve_stations_goes_through_in_a_minute()
    {
        using TempFolder folder = new();
        string? month = Recording.FindMonth();
        (string path, int stations, int hours) = month is null
            ? (demo.RecordingFile, Recording.SmallStations, Recording.SmallHours)
            : (month, 12, 24);

        ProgramResult result = Programs.Simulator(
            "demo", "--nodes", ((long)stations).Text(), "--hours", ((long)hours).Text(), "--replay", path, "--data", folder.At("data"));

        HashSet<Measured> recorded = Recording.Read(path, stations, hours);
        AssertReport(result, stations, recorded.DistinctBy(value => (value.Station, value.Time)).Count());
        AssertSame(recorded, LedgerFolder.Readings(folder.At("data")));
    }

    [Theory]
    [InlineData("--nodes", "0", "--nodes")]
    [InlineData("--hours", "0", "--hours")]
    [InlineData("--speed", "0.5", "--speed")]
    [InlineData("--replay", "/nowhere/recording.csv", "/nowhere/recording.csv")]
    [InlineData("--nodes", "many", "many")]
    public void A_demo_that_cannot_run_says_why(string option, string value, string named)
    {
        ProgramResult result = Programs.Simulator("demo", option, value);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(named, result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Out);
    }

    [Fact]
    public void A_folder_that_no_demo_made_is_left_alone()
    {
        using TempFolder folder = new();
        File.WriteAllText(folder.At("ledger.db"), "somebody's");

        ProgramResult result = Programs.Simulator("demo", "--nodes", "1", "--hours", "1", "--data", folder.Root);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(folder.Root, result.Error, StringComparison.Ordinal);
        Assert.Equal("somebody's", File.ReadAllText(folder.At("ledger.db")));
        Assert.Single(Directory.GetFileSystemEntries(folder.Root));
    }

    private static void AssertReport(ProgramResult result, int stations, int messages)
    {
        Assert.True(result.ExitCode == 0, result.ToString());
        JsonElement report = JsonDocument.Parse(result.Out.TrimEnd('\n').Split('\n')[^1]).RootElement;
        Assert.True(report.GetProperty("verified").GetBoolean(), result.ToString());
        Assert.Equal(stations, report.GetProperty("nodes").GetInt32());
        Assert.Equal(messages, report.GetProperty("readings").GetInt32());
        Assert.Equal(messages, report.GetProperty("accepted").GetInt32());

        Assert.Equal(stations, report.GetProperty("enrolled").GetInt32());
        Assert.Equal(stations, report.GetProperty("attested").GetInt32());

        // A repetition that crossed its acknowledgement is refused as one, and so is a reading that came before its node's enrolment. A nonce is good for an
        // hour, which is less than a second here: a machine that stalls so long has the node asked once more. Nothing else may be.
        Assert.All(report.GetProperty("refused").EnumerateObject(), refused => Assert.Contains(refused.Name, new[] { "Replayed", "UnknownAttester", "StaleNonce" }));

        // Besides the readings: a charter, a gateway, a policy, each node's enrolment, and evidence again every six hours.
        int attestations = report.GetProperty("entries").GetInt32() - (messages + stations + 3);
        Assert.InRange(attestations, 0, stations * 6);
        Assert.InRange(report.GetProperty("blocks").GetInt32(), 1, messages + (7 * stations) + 3);
        Assert.Contains("swtpm", report.GetProperty("tpm").GetString(), StringComparison.Ordinal);
        Assert.InRange(report.GetProperty("elapsedS").GetDouble(), 0.1, 60);
        Assert.InRange(report.GetProperty("gatewayPeakMb").GetDouble(), 1, 150);
        Assert.Equal(0, report.GetProperty("gatewayRestarts").GetInt32());
    }

    private static void AssertSame(HashSet<Measured> recorded, HashSet<Measured> kept)
    {
        Assert.Empty(recorded.Except(kept));
        Assert.Empty(kept.Except(recorded));
        Assert.NotEmpty(recorded);
    }
}
