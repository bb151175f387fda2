namespace Enviro.Simulator;

/// <summary>A chip of a test vendor that is founded for it and keeps no keys.</summary>
internal static class VendorChip
{
    /// <summary>Makes a chip, and writes the vendor's root certificate to a file if one is named.</summary>
    /// <exception cref="ServeException">The file cannot be written.</exception>
    internal static SimulatedAtecc608 Make(ulong seed, string? rootFile)
    {
        using TrustAndGoFactory factory = new();
        try
        {
            if (rootFile is not null)
            {
                File.WriteAllText(rootFile, factory.Root.ExportCertificatePem() + "\n");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ServeException($"--vendor-root {rootFile}: {e.Message}", e);
        }

        return factory.Make(seed);
    }
}
