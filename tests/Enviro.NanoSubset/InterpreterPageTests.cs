namespace Enviro.NanoSubset;

/// <summary>The page about the interpreter names the test classes that could run there, and no others.</summary>
public class InterpreterPageTests
{
    private const string Begin = "<!-- classes -->\n";

    [Fact]
    public void It_lists_the_test_classes_that_need_nothing_the_device_lacks()
    {
        string path = Path.Combine(Repository.Root, "firmware", "docs", "interpreter.md");
        string page = File.ReadAllText(path);
        IReadOnlyList<(string Name, bool Runs)> classes = TestClasses.All();
        string list = string.Join(", ", classes.Where(type => type.Runs).Select(type => $"`{type.Name}`"));
        int start = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = page.IndexOf('\n', start);
        string written = $"{page[..start]}{list}.{page[end..]}";
        if (Environment.GetEnvironmentVariable("ENVIRO_WRITE_PROJECTS") == "1")
        {
            File.WriteAllText(path, written);
            page = written;
        }

        Assert.True(page == written, $"{path} does not name those that run. Write it anew: ENVIRO_WRITE_PROJECTS=1 dotnet run --project tests/Enviro.NanoSubset -- -class Enviro.NanoSubset.InterpreterPageTests\n{list}");
        Assert.Contains(classes, type => type.Runs);
        Assert.Contains(classes, type => !type.Runs);
    }
}
