using System.Xml.Linq;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Enviro.NanoSubset;

/// <summary>
/// The projects of the device build say what the gate judged: the same sources, the libraries they use, the packages of those. ENVIRO_WRITE_PROJECTS=1 writes them.
/// </summary>
public class DeviceProjectTests
{
    public static TheoryData<string> Projects => [.. FirmwareProject.All.Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_lists_the_sources_and_libraries_that_are_there(string name) => AssertWritten(Named(name));

    [Fact]
    public void The_solution_lists_every_project() => AssertWritten(DeviceSolution.Path, DeviceSolution.Render());

    [Theory]
    [MemberData(nameof(Projects))]
    public void What_a_project_file_names_exists(string name)
    {
        DeviceProject project = Named(name);
        AssertWritten(project);
        string folder = Path.Combine(Repository.Root, "firmware", name);
        XDocument file = XDocument.Load(Path.Combine(Repository.Root, project.Path));

        Assert.All(Includes(file, "Compile"), source => Assert.True(File.Exists(Path.Combine(folder, source.Replace('\\', '/'))), source));
        Assert.DoesNotContain(Includes(file, "Compile"), source => source.EndsWith(".Net.cs", StringComparison.Ordinal));
        Assert.All(Includes(file, "ProjectReference"), other => Assert.True(File.Exists(Path.GetFullPath(Path.Combine(folder, other.Replace('\\', '/')))), other));

        // Each reference lies where restoring packages.config puts it, and each package is referenced.
        XDocument packages = XDocument.Load(Path.Combine(Repository.Root, project.PackagesPath));
        Assert.Equal(
            packages.Descendants("package").Select(package => $"{package.Attribute("id")!.Value}.{package.Attribute("version")!.Value}").Order(StringComparer.Ordinal),
            file.Descendants().Where(element => element.Name.LocalName == "HintPath").Select(element => element.Value.Split('\\')[2]).Order(StringComparer.Ordinal));

        string number = file.Descendants().Single(element => element.Name.LocalName == "ProjectGuid").Value;
        string solution = File.ReadAllText(Path.Combine(Repository.Root, DeviceSolution.Path));
        Assert.Contains($"\"{name}\\{name}.nfproj\", \"{number}\"", solution, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_may_use_what_its_libraries_and_projects_use(string name)
    {
        FirmwareProject project = FirmwareProject.Named(name);
        IEnumerable<string> needed = [.. Named(name).Packages().Select(package => package.Listing), .. project.Projects.SelectMany(below => FirmwareProject.Named(below).Listings)];

        Assert.Empty(needed.Except(project.Listings));
        Assert.Empty(project.Projects.SelectMany(below => FirmwareProject.Named(below).Projects).Except(project.Projects));
    }

    [Fact]
    public void A_package_is_not_older_than_the_listing_the_gate_judges_by() => Assert.All(DevicePackage.All, package =>
    {
        ApiListing listing = ApiListing.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests", "Enviro.NanoSubset", "Api", package.Listing + ".txt")));
        Version listed = Version.Parse(listing.Version);
        Version packaged = Version.Parse(package.Version);

        Assert.True(packaged >= new Version(listed.Major, listed.Minor, listed.Build), $"{package.Id} {package.Version}: the listing is of {listing.Version}");
        Assert.Equal(listed.Major, packaged.Major);
    });

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_sources_compile_as_the_language_version_the_projects_state(string name)
    {
        CSharpCompilation compilation = FirmwareBuild.Of(FirmwareProject.Named(name)).Compilation;
        Assert.True(LanguageVersionFacts.TryParse(DeviceProject.LanguageVersion, out LanguageVersion version));
        IEnumerable<SyntaxTree> trees = compilation.SyntaxTrees
            .Select(tree => CSharpSyntaxTree.ParseText(tree.ToString(), ((CSharpParseOptions)tree.Options).WithLanguageVersion(version), tree.FilePath, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Empty(compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(trees).GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
    }

    private static DeviceProject Named(string name) => DeviceProject.All.Single(project => project.Project.Name == name);

    private static IEnumerable<string> Includes(XDocument file, string element) =>
        file.Descendants().Where(item => item.Name.LocalName == element).Select(item => item.Attribute("Include")!.Value);

    private static void AssertWritten(DeviceProject project)
    {
        AssertWritten(project.Path, project.Render());
        AssertWritten(project.PackagesPath, project.RenderPackages());
    }

    private static void AssertWritten(string path, string text)
    {
        string full = Path.Combine(Repository.Root, path);
        if (Environment.GetEnvironmentVariable("ENVIRO_WRITE_PROJECTS") == "1")
        {
            File.WriteAllText(full, text);
        }

        string there = File.Exists(full) ? File.ReadAllText(full).ReplaceLineEndings("\n") : "";
        Assert.True(
            there == text,
            $"{path} does not list what is there. Write it anew: ENVIRO_WRITE_PROJECTS=1 dotnet run --project tests/Enviro.NanoSubset -- -class Enviro.NanoSubset.DeviceProjectTests");
    }
}
