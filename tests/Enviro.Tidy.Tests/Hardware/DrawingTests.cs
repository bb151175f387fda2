using System.Diagnostics;
using System.Xml.Linq;

namespace Enviro.Tidy.Tests;

/// <summary>The committed drawings and the power budget are what the scripts make of the committed tables.</summary>
public sealed class DrawingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("enviro-hardware-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void Diagrams_and_budget_are_those_of_the_tables()
    {
        CopyTables();
        string[] drawn = ["hardware/node/devkitc/wiring.svg", "hardware/node/core2-aws/wiring.svg", "hardware/node/power.md"];
        Run();
        Complaints.AssertNone(drawn
            .Where(path => !Tree.OfRepository.HasFile(path) || Tree.OfRepository.Text(path) != File.ReadAllText(Path.Combine(_folder, path)))
            .Select(path => $"{path} is not what its tables say: hardware/make-drawings.sh"));
    }

    [Theory]
    [InlineData("devkitc")]
    [InlineData("core2-aws")]
    public void Every_wired_pin_is_in_the_diagram(string board)
    {
        XDocument svg = XDocument.Parse(Tree.OfRepository.Text($"hardware/node/{board}/wiring.svg"));
        string[] texts = [.. svg.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value)];
        foreach (CsvTable.Row row in CsvTable.Read(Tree.OfRepository, $"hardware/node/{board}/wiring.csv").Rows)
        {
            Assert.Contains(row["signal"], texts);
            foreach (string end in new[] { row["from"], row["to"] })
            {
                string pin = end[(end.IndexOf('.', StringComparison.Ordinal) + 1)..];
                Assert.Contains(texts, text => text == pin || text.StartsWith(pin + " ", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void A_wire_that_is_moved_changes_the_diagram()
    {
        CopyTables();
        string wiring = Path.Combine(_folder, "hardware/node/devkitc/wiring.csv");
        string text = File.ReadAllText(wiring);
        Assert.Contains("noise.A,adc.A0", text, StringComparison.Ordinal);
        File.WriteAllText(wiring, text.Replace("noise.A,adc.A0", "noise.A,adc.A7", StringComparison.Ordinal));
        Run();
        Assert.NotEqual(Tree.OfRepository.Text("hardware/node/devkitc/wiring.svg"), File.ReadAllText(Path.Combine(_folder, "hardware/node/devkitc/wiring.svg")));
    }

    private void CopyTables()
    {
        foreach (string path in Tree.OfRepository.Paths.Where(path => path.StartsWith("hardware/", StringComparison.Ordinal) && Path.GetExtension(path) is ".py" or ".csv" or ".sh"))
        {
            string copy = Path.Combine(_folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllText(copy, Tree.OfRepository.Text(path));
        }
    }

    private void Run()
    {
        ProcessStartInfo start = new("bash", ["hardware/make-drawings.sh"]) { WorkingDirectory = _folder, RedirectStandardError = true };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("bash did not start.");
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"hardware/make-drawings.sh (needs python3) ended with {process.ExitCode}: {errors}");
    }
}
