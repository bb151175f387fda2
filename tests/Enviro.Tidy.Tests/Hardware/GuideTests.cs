using System.Globalization;
using System.Text.RegularExpressions;

namespace Enviro.Tidy.Tests;

/// <summary>The technician's guide says what the firmware does: patterns of the LED, channels of the analogue input.</summary>
public sealed partial class GuideTests
{
    private const string Guide = "hardware/guide.md";
    private const string Patterns = "firmware/Enviro.Node/Program/StatusLed.cs";

    [Fact]
    public void The_table_of_flashes_is_that_of_the_firmware()
    {
        (int, string)[] flashed = PatternsOf(Tree.OfRepository.Text(Patterns));
        Assert.Equal(Enumerable.Range(1, flashed.Length), flashed.Select(pattern => pattern.Item1));
        Assert.Equal(flashed, TableOf(Tree.OfRepository.Text(Guide)));
    }

    // A line of the table that is altered or missing is seen.
    [Theory]
    [InlineData("| 9 | ChipFault |", "| 8 | ChipFault |")]
    [InlineData("| 6 | SensorFault |", "| 6 | FlashFault |")]
    [InlineData("| 4 | Trial |", "Trial")]
    public void A_guide_that_says_otherwise_is_refused(string old, string replacement)
    {
        string guide = Tree.OfRepository.Text(Guide);
        Assert.Contains(old, guide, StringComparison.Ordinal);
        Assert.NotEqual(PatternsOf(Tree.OfRepository.Text(Patterns)), TableOf(guide.Replace(old, replacement, StringComparison.Ordinal)));
    }

    [Fact]
    public void Analogue_channels_are_where_the_diagram_has_them()
    {
        string[] wires = Tree.OfRepository.Text("hardware/node/devkitc/wiring.csv").Split('\n');
        foreach (Match channel in Channel().Matches(Tree.OfRepository.Text(Guide)))
        {
            string wire = $"{channel.Groups[1].Value}.A,adc.A{channel.Groups[2].Value},";
            Assert.Contains(wires, line => line.StartsWith(wire, StringComparison.Ordinal));
        }

        Assert.Equal(3, Channel().Count(Tree.OfRepository.Text(Guide)));
    }

    [Fact]
    public void Every_error_of_the_console_is_in_the_guide()
    {
        string guide = Tree.OfRepository.Text(Guide);
        string[] codes = [.. ErrorCode().Matches(Tree.OfRepository.Text("firmware/docs/console.md").Split("| error code |")[1].Split("\n## ")[0]).Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(codes);
        Complaints.AssertNone(codes.Where(code => !guide.Contains($"`error {code}", StringComparison.Ordinal)).Select(code => $"{Guide} does not say what to do about: error {code}"));
    }

    private static (int Flashes, string Name)[] PatternsOf(string source) =>
        [.. Member().Matches(source).Select(match => (int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture), match.Groups[1].Value))];

    private static (int Flashes, string Name)[] TableOf(string guide) =>
        [.. Row().Matches(guide).Select(match => (int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), match.Groups[2].Value))];

    [GeneratedRegex(@"^    ([A-Z][A-Za-z]+) = ([0-9]+),$", RegexOptions.Multiline)]
    private static partial Regex Member();

    [GeneratedRegex(@"^\| ([0-9]+) \| ([A-Z][A-Za-z]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^\| `([a-z]+)` \|", RegexOptions.Multiline)]
    private static partial Regex ErrorCode();

    [GeneratedRegex(@"`(noise|ph|conductivity)` \((?:channel )?([0-3])\)")]
    private static partial Regex Channel();
}
