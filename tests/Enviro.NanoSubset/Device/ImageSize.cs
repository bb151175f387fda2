namespace Enviro.NanoSubset;

/// <summary>
/// How large the deployed image is at most. Nothing here makes .pe files: our assemblies count as the compiler writes them, the libraries as they were measured
/// once. firmware/docs/image.md says how, and why that is an upper bound.
/// </summary>
internal static class ImageSize
{
    /// <summary>Bytes of the partition for all assemblies on a classic ESP32 with 4 MB.</summary>
    public const int Partition = 0x1C0000;

    /// <summary>For what a package's version has grown since it was measured, in percent of the figure.</summary>
    public const int GrowthPercent = 125;

    /// <summary>Sizes in bytes of the libraries' .pe files, made of their public sources of July 2026 with the interpreter project's metadata processor.</summary>
    public static Dictionary<string, int> Measured { get; } = new()
    {
        ["mscorlib"] = 32_460,
        ["nanoFramework.Runtime.Native"] = 1_620,
        ["nanoFramework.Runtime.Events"] = 3_408,
        ["nanoFramework.System.Text"] = 5_412,
        ["nanoFramework.System.Collections"] = 4_240,
        ["System.Math"] = 1_076,
        ["System.Threading"] = 3_876,
        ["System.IO.Streams"] = 7_104,
        ["System.IO.FileSystem"] = 16_684,
        ["System.IO.Ports"] = 5_640,
        ["System.Net"] = 22_544,
        ["System.Device.Gpio"] = 5_988,
        ["System.Device.I2c"] = 1_756,
        ["System.Device.Wifi"] = 7_612,
        ["nanoFramework.Hardware.Esp32"] = 12_212,
        ["nanoFramework.Networking.Sntp"] = 484,
        ["nanoFramework.M2Mqtt.Core"] = 4_024,
        ["nanoFramework.M2Mqtt"] = 45_532,
        ["nanoFramework.System.Security.Cryptography"] = 1_896,
    };

    /// <summary>Upper bound of a library's size in bytes.</summary>
    public static int OfLibrary(string name) =>
        Measured.TryGetValue(name, out int size)
            ? size * GrowthPercent / 100
            : throw new InvalidOperationException($"{name} has no size: measure it as firmware/docs/image.md says, and add it to ImageSize.Measured.");

    /// <summary>Bytes of an assembly of ours as the compiler wrote it, with symbols left out.</summary>
    public static int OfAssembly(string name) => Align(FirmwareBuild.Of(FirmwareProject.Named(name)).Image.Length);

    /// <summary>The whole image of a program: its assembly, those it references, their libraries.</summary>
    public static IEnumerable<(string Name, int Bytes)> Of(string program)
    {
        DeviceProject project = DeviceProject.All.Single(each => each.Project.Name == program);
        return
        [
            .. project.Project.Projects.Append(program).Select(name => (name, OfAssembly(name))),
            .. project.Packages().Select(package => (package.Listing, Align(OfLibrary(package.Listing)))),
        ];
    }

    // Each assembly begins at a multiple of 4.
    private static int Align(int size) => (size + 3) / 4 * 4;
}
