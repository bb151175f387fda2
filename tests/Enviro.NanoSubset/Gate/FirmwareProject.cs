using System.Xml.Linq;

using Microsoft.CodeAnalysis.CSharp;

namespace Enviro.NanoSubset;

/// <summary>
/// A firmware project that is compiled twice, for .NET and for the device, and what its device build may stand on.
/// <see cref="All"/> is the only place that says which listings a project may use.
/// </summary>
/// <param name="Name">Name of the project and of its folder under firmware/.</param>
/// <param name="Listings">Names of the listings in Api/ it may use.</param>
/// <param name="Projects">Names of the firmware projects it may use; they stand earlier in <see cref="All"/>.</param>
internal sealed record FirmwareProject(string Name, string[] Listings, string[] Projects)
{
    /// <summary>What the program of a board stands on: its pins, bus, files, network and clock, and what those libraries reference themselves.</summary>
    private static readonly string[] s_board =
    [
        "mscorlib", "nanoFramework.System.Text", "nanoFramework.System.Collections", "System.Math",
        "nanoFramework.Runtime.Events", "nanoFramework.Runtime.Native", "nanoFramework.Hardware.Esp32",
        "System.Device.Gpio", "System.Device.I2c", "System.IO.Streams", "System.IO.FileSystem", "System.IO.Ports",
        "System.Threading", "System.Net", "System.Device.Wifi", "nanoFramework.Networking.Sntp", "nanoFramework.M2Mqtt.Core", "nanoFramework.M2Mqtt",
        "nanoFramework.System.Security.Cryptography",
    ];

    /// <summary>Every checked project, each after those it references.</summary>
    public static FirmwareProject[] All { get; } =
    [
        new("Enviro.Wire", ["mscorlib", "nanoFramework.System.Text", "System.Math"], []),
        new("Enviro.Node", ["mscorlib", "nanoFramework.System.Text", "nanoFramework.System.Collections", "System.Math"], ["Enviro.Wire"]),
        new("Enviro.Devices", ["mscorlib", "nanoFramework.System.Text", "nanoFramework.System.Collections", "System.Math", "nanoFramework.Runtime.Native"], ["Enviro.Node", "Enviro.Wire"]),
        new("Enviro.Node.Esp32", s_board, ["Enviro.Devices", "Enviro.Node", "Enviro.Wire"]) { IsProgram = true },
        new("Enviro.Wire.SelfTest", ["mscorlib", "nanoFramework.System.Text", "nanoFramework.System.Collections", "System.Math"], ["Enviro.Node", "Enviro.Wire"]) { IsProgram = true },
    ];

    /// <summary>Whether it is a program, with a Main where the board starts; a library otherwise.</summary>
    public bool IsProgram { get; init; }

    /// <summary>The project called <paramref name="name"/>.</summary>
    public static FirmwareProject Named(string name) => All.Single(project => project.Name == name);

    /// <summary>
    /// The sources of the device build, with paths relative to the repository: everything but the half of a pair written
    /// for .NET (X.Net.cs beside X.Nano.cs) and build output.
    /// </summary>
    public IReadOnlyList<SourceFile> Sources()
    {
        string folder = Path.Combine(Repository.Root, "firmware", Name);
        return
        [
            .. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
                .Where(path => !path.EndsWith(".Net.cs", StringComparison.Ordinal))
                .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(path => new SourceFile(path, File.ReadAllText(Path.Combine(Repository.Root, path)))),
        ];
    }

    /// <summary>The C# version the firmware is built with: the nearest LangVersion above the firmware projects.</summary>
    public static LanguageVersion LanguageVersion()
    {
        string[] files = ["firmware/Directory.Build.props", "Directory.Build.props"];
        string? stated = files
            .Select(file => XDocument.Load(Path.Combine(Repository.Root, file)).Descendants("LangVersion").LastOrDefault()?.Value)
            .FirstOrDefault(value => value is not null);
        return LanguageVersionFacts.TryParse(stated, out LanguageVersion version)
            ? version
            : throw new InvalidOperationException("No Directory.Build.props above the firmware states a LangVersion.");
    }
}

/// <summary>A C# file by the path it is reported with.</summary>
internal sealed record SourceFile(string Path, string Text);
