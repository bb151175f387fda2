namespace Enviro.NanoSubset;

/// <summary>The package that brings a class library to the device build.</summary>
/// <param name="Listing">Name of the library, which is its assembly's and its listing's.</param>
/// <param name="Id">Name of the package.</param>
/// <param name="Version">Its version: of the newest set of 1.x packages that go together.</param>
internal sealed record DevicePackage(string Listing, string Id, string Version)
{
    /// <summary>Every library some firmware may use. The versions are stated here and nowhere else by hand.</summary>
    public static DevicePackage[] All { get; } =
    [
        new("mscorlib", "nanoFramework.CoreLibrary", "1.17.11"),
        new("nanoFramework.Runtime.Native", "nanoFramework.Runtime.Native", "1.7.11"),
        new("nanoFramework.Runtime.Events", "nanoFramework.Runtime.Events", "1.11.39"),
        new("nanoFramework.System.Text", "nanoFramework.System.Text", "1.3.42"),
        new("nanoFramework.System.Collections", "nanoFramework.System.Collections", "1.5.75"),
        new("System.Math", "nanoFramework.System.Math", "1.5.116"),
        new("System.Threading", "nanoFramework.System.Threading", "1.1.52"),
        new("System.IO.Streams", "nanoFramework.System.IO.Streams", "1.1.96"),
        new("System.IO.FileSystem", "nanoFramework.System.IO.FileSystem", "1.1.93"),
        new("System.IO.Ports", "nanoFramework.System.IO.Ports", "1.1.139"),
        new("System.Net", "nanoFramework.System.Net", "1.11.60"),
        new("System.Device.Gpio", "nanoFramework.System.Device.Gpio", "1.1.62"),
        new("System.Device.I2c", "nanoFramework.System.Device.I2c", "1.1.29"),
        new("System.Device.Wifi", "nanoFramework.System.Device.Wifi", "1.5.149"),
        new("nanoFramework.Hardware.Esp32", "nanoFramework.Hardware.Esp32", "1.6.42"),
        new("nanoFramework.Networking.Sntp", "nanoFramework.Networking.Sntp", "1.6.42"),
        new("nanoFramework.M2Mqtt.Core", "nanoFramework.M2Mqtt.Core", "5.1.220"),
        new("nanoFramework.M2Mqtt", "nanoFramework.M2Mqtt", "5.1.220"),
        new("nanoFramework.System.Security.Cryptography", "nanoFramework.System.Security.Cryptography", "1.0.38"),
    ];

    /// <summary>The package of a library.</summary>
    public static DevicePackage Of(string listing) =>
        All.FirstOrDefault(package => package.Listing == listing)
        ?? throw new InvalidOperationException($"No package for {listing}: add it to the table in DevicePackage.cs.");

    /// <summary>Where the library lies once the packages are restored beside the solution, seen from a project's folder.</summary>
    public string HintPath => $@"..\packages\{Id}.{Version}\lib\{Listing}.dll";
}
