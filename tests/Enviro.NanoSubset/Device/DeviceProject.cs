using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;

namespace Enviro.NanoSubset;

/// <summary>
/// The device build of a firmware project, as its .nfproj and packages.config say it: the very sources the gate judges, the libraries their compiled code
/// refers to, and what those stand on.
/// </summary>
/// <param name="Project">The project.</param>
/// <param name="Guid">Its number in the solution.</param>
internal sealed record DeviceProject(FirmwareProject Project, string Guid)
{
    /// <summary>C# version of the device build: what Visual Studio 2022 compiles too.</summary>
    public const string LanguageVersion = "12.0";

    private static readonly Dictionary<string, string> s_guids = new()
    {
        ["Enviro.Wire"] = "B5D2F0C4-7E0B-4C5E-9B0D-2D0E6A4C8F11",
        ["Enviro.Node"] = "0C7E4B7A-54D5-4E0C-8B1F-6F3A9D5E2B22",
        ["Enviro.Devices"] = "5A1D3E86-2C9B-4F77-A4E8-9C0B7D6F1A33",
        ["Enviro.Node.Esp32"] = "E3F8A6B1-9D47-4A2C-B6C5-1E7F0D3C8B44",
        ["Enviro.Wire.SelfTest"] = "7F2B9C5D-0A6E-4D38-95F1-8B4C3E2D7A55",
    };

    /// <summary>Every firmware project, each after those it references.</summary>
    public static DeviceProject[] All { get; } = [.. FirmwareProject.All.Select(project => new DeviceProject(project, s_guids[project.Name]))];

    /// <summary>Path of the project file from the repository's top.</summary>
    public string Path => $"firmware/{Project.Name}/{Project.Name}.nfproj";

    /// <summary>Path of its list of packages.</summary>
    public string PackagesPath => $"firmware/{Project.Name}/packages.config";

    /// <summary>The libraries that its compiled code, and that of the projects below it, refers to, and those they reference themselves.</summary>
    public DevicePackage[] Packages()
    {
        HashSet<string> needed = [];
        foreach (string name in Project.Projects.Append(Project.Name))
        {
            using PEReader image = new(new MemoryStream(FirmwareBuild.Of(FirmwareProject.Named(name)).Image));
            MetadataReader metadata = image.GetMetadataReader();
            foreach (AssemblyReferenceHandle reference in metadata.AssemblyReferences)
            {
                AddWithBelow(metadata.GetString(metadata.GetAssemblyReference(reference).Name), needed);
            }
        }

        return [.. DevicePackage.All.Where(package => needed.Contains(package.Listing))];
    }

    /// <summary>Text of the project file.</summary>
    public string Render()
    {
        StringBuilder text = new();
        text.Append(Head());
        AppendGroup(text, Project.Sources().Select(source => $"<Compile Include=\"{FromProject(source.Path)}\" />"));
        AppendGroup(text, Project.Projects.Order(StringComparer.Ordinal).Select(name => $@"<ProjectReference Include=""..\{name}\{name}.nfproj"" />"));
        AppendGroup(text, Packages().Select(package => $"<Reference Include=\"{package.Listing}\">\n      <HintPath>{package.HintPath}</HintPath>\n    </Reference>"));
        AppendGroup(text, ["<None Include=\"packages.config\" />"]);
        text.Append(Tail);
        return text.ToString();
    }

    /// <summary>Text of its list of packages.</summary>
    public string RenderPackages()
    {
        StringBuilder text = new("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<packages>\n");
        foreach (DevicePackage package in Packages().OrderBy(package => package.Id, StringComparer.Ordinal))
        {
            text.Append($"  <package id=\"{package.Id}\" version=\"{package.Version}\" targetFramework=\"netnano1.0\" />\n");
        }

        return text.Append("</packages>\n").ToString();
    }

    private static void AddWithBelow(string name, HashSet<string> needed)
    {
        string path = System.IO.Path.Combine(Repository.Root, "tests", "Enviro.NanoSubset", "Api", name + ".txt");
        if (!FirmwareProject.All.Any(project => project.Name == name) && needed.Add(name))
        {
            foreach (string below in ApiListing.Parse(File.ReadAllText(path)).References)
            {
                AddWithBelow(below, needed);
            }
        }
    }

    private static void AppendGroup(StringBuilder text, IEnumerable<string> items)
    {
        string[] all = [.. items];
        if (all.Length > 0)
        {
            text.Append("  <ItemGroup>\n    ").AppendJoin("\n    ", all).Append("\n  </ItemGroup>\n");
        }
    }

    private string FromProject(string path) => path[$"firmware/{Project.Name}/".Length..].Replace('/', '\\');

    private string Head() => $$"""
        <?xml version="1.0" encoding="utf-8"?>
        <!-- Made from the sources and from the tables of tests/Enviro.NanoSubset; firmware/docs/image.md has the command. -->
        <Project ToolsVersion="Current" DefaultTargets="Build" xmlns="http://schemas.microsoft.com/developer/msbuild/2003">
          <PropertyGroup Label="Globals">
            <NanoFrameworkProjectSystemPath>$(MSBuildExtensionsPath)\nanoFramework\v1.0\</NanoFrameworkProjectSystemPath>
            <!-- The properties and package versions of the .NET build are none of the device's. -->
            <ImportDirectoryBuildProps>false</ImportDirectoryBuildProps>
            <ImportDirectoryPackagesProps>false</ImportDirectoryPackagesProps>
          </PropertyGroup>
          <Import Project="$(NanoFrameworkProjectSystemPath)NFProjectSystem.Default.props" Condition="Exists('$(NanoFrameworkProjectSystemPath)NFProjectSystem.Default.props')" />
          <PropertyGroup>
            <Configuration Condition=" '$(Configuration)' == '' ">Debug</Configuration>
            <Platform Condition=" '$(Platform)' == '' ">AnyCPU</Platform>
            <ProjectTypeGuids>{{Brace(DeviceSolution.ProjectType)}};{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}</ProjectTypeGuids>
            <ProjectGuid>{{Brace(Guid)}}</ProjectGuid>
            <OutputType>{{(Project.IsProgram ? "Exe" : "Library")}}</OutputType>
            <FileAlignment>512</FileAlignment>
            <RootNamespace>{{Project.Name}}</RootNamespace>
            <AssemblyName>{{Project.Name}}</AssemblyName>
            <TargetFrameworkVersion>v1.0</TargetFrameworkVersion>
            <LangVersion>{{LanguageVersion}}</LangVersion>
            <Nullable>enable</Nullable>
          </PropertyGroup>
          <Import Project="$(NanoFrameworkProjectSystemPath)NFProjectSystem.props" Condition="Exists('$(NanoFrameworkProjectSystemPath)NFProjectSystem.props')" />

        """;

    private static string Brace(string guid) => $"{{{guid}}}";

    private const string Tail = """
          <Import Project="$(NanoFrameworkProjectSystemPath)NFProjectSystem.CSharp.targets" Condition="Exists('$(NanoFrameworkProjectSystemPath)NFProjectSystem.CSharp.targets')" />
          <ProjectExtensions>
            <ProjectCapabilities>
              <ProjectConfigurationsDeclaredAsItems />
            </ProjectCapabilities>
          </ProjectExtensions>
        </Project>

        """;
}
