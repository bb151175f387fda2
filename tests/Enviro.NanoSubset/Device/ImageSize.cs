namespace Enviro.NanoSubset;

/// <summary>
/// How large the deployed image is at most. Nothing here makes .pe files: our assemblies count as the compiler writes them, the libraries as published logs of
/// deployments say or, where none does, by their listings. firmware/docs/image.md says why each is an upper bound.
/// </summary>
internal static class ImageSize
{
    /// <summary>Bytes of the partition for all assemblies on a classic ESP32 with 4 MB.</summary>
    public const int Partition = 0x1C0000;

    /// <summary>For versions between a log's and ours, in percent of the log's figure.</summary>
    public const int GrowthPercent = 150;

    // More than any library with a published figure has for a line of its listing.
    private const int BytesALine = 200;
    private const int BytesALibrary = 4_096;

    // Its listing has only what is used of it. The whole library has some 100 public lines, by its sources.
    private const string PartlyListed = "System.IO.Ports";
    private const int BytesOfPartlyListed = 24_096;

    /// <summary>Sizes in bytes of libraries as published boot and deployment logs of 2022 state them.</summary>
    public static Dictionary<string, int> Published { get; } = new()
    {
        ["mscorlib"] = 31_832,
        ["nanoFramework.Runtime.Events"] = 3_412,
        ["nanoFramework.Runtime.Native"] = 1_568,
        ["nanoFramework.System.Collections"] = 4_096,
        ["nanoFramework.System.Text"] = 5_828,
        ["System.Threading"] = 3_884,
        ["System.IO.Streams"] = 6_728,
        ["System.IO.FileSystem"] = 9_796,
        ["System.Net"] = 20_852,
        ["System.Device.Gpio"] = 5_896,
        ["System.Device.Wifi"] = 7_244,
        ["nanoFramework.M2Mqtt"] = 45_844,
    };

    /// <summary>Upper bound of a library's size in bytes.</summary>
    public static int OfLibrary(string name) =>
        Published.TryGetValue(name, out int size) ? size * GrowthPercent / 100 : name == PartlyListed ? BytesOfPartlyListed : OfListing(name);

    /// <summary>Upper bound by the listing: so many bytes for each type and member, and for the library itself.</summary>
    public static int OfListing(string name)
    {
        ApiListing listing = ApiListing.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests", "Enviro.NanoSubset", "Api", name + ".txt")));
        return BytesALibrary + ((listing.Types.Count + listing.Types.Sum(type => type.Members.Count)) * BytesALine);
    }

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
