namespace Enviro.Gateway.Tests;

/// <summary>What a deployment has before its nodes are told anything: an authority, and the gateway's public service key.</summary>
internal static class Deployment
{
    /// <summary>Makes both in a data folder; what is there already stays.</summary>
    internal static CertificateAuthority Found(string directory, string name = "field")
    {
        if (AuthoritySetup.Find(directory) is null)
        {
            AuthoritySetup.Create(directory, "file:keys/certificate-authority.pem", name, 32473, DateTimeOffset.UtcNow);
        }

        string key = Path.Combine(directory, GatewayOptions.ServiceKeyFileName);
        if (!File.Exists(key))
        {
            File.WriteAllText(key, new string('7', 128) + "\n");
        }

        return CertificateAuthority.Open(directory, ChipConfiguration.BuiltIn, TimeProvider.System);
    }

    /// <summary>A place with one sensor.</summary>
    internal static SiteFile Site(bool isTls = true, string passphrase = "correct horse") => new()
    {
        Site = "roof",
        Sensors = [new SiteSensor { Kind = "bme280" }],
        Network = new SiteNetwork { Ssid = "field", Passphrase = passphrase, Host = "gateway.example.net", Tls = isTls },
    };
}
