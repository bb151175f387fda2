using System.Reflection;
using System.Security.Cryptography;
using Enviro.Devices.Atecc608;
using Enviro.Node;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>
/// What a simulated node runs, for its evidence and for the policy that expects it: the digest is over the very assemblies of the firmware's sources that
/// are loaded.
/// </summary>
public static class SimulatedFirmware
{
    /// <summary>Name of the firmware.</summary>
    public const string Name = "enviro-node";

    /// <summary>Its version.</summary>
    public static string Version { get; } = typeof(NodeAgent).Assembly.GetName().Version!.ToString(3);

    /// <summary>SHA-256 over the assemblies Wire, Node and Devices one after the other, 32 bytes.</summary>
    public static byte[] Digest { get; } = Compute();

    private static byte[] Compute()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Assembly assembly in new[] { typeof(Sha256).Assembly, typeof(NodeAgent).Assembly, typeof(Atecc608Device).Assembly })
        {
            hash.AppendData(File.ReadAllBytes(assembly.Location));
        }

        return hash.GetHashAndReset();
    }
}
