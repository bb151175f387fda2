using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MQTTnet;

namespace Enviro.Simulator;

/// <summary>
/// The one certificate authority a node believes of its gateway, as its settings name it (<see cref="Enviro.Wire.NetworkSettings.Authority"/>): no other root, no
/// revocation list, nothing fetched, and the server's certificate must be for the host that was asked for.
/// </summary>
internal sealed class PinnedAuthority(byte[] authority)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>Whether a server's certificate, which TLS has found to hold or not to hold the right name, stands under the authority.</summary>
    internal bool Accepts(MqttClientCertificateValidationEventArgs shown)
    {
        // What the machine's own roots say of the chain does not count; a wrong name or no certificate at all does.
        if ((shown.SslPolicyErrors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using X509Certificate2 root = X509CertificateLoader.LoadCertificate(authority);
        using X509Certificate2 server = X509CertificateLoader.LoadCertificate(shown.Certificate.GetRawCertData());
        using X509Chain chain = new();
        X509ChainPolicy rules = chain.ChainPolicy;
        rules.TrustMode = X509ChainTrustMode.CustomRootTrust;
        rules.CustomTrustStore.Add(root);
        rules.ApplicationPolicy.Add(new System.Security.Cryptography.Oid(ServerAuthentication));
        rules.RevocationMode = X509RevocationMode.NoCheck;
        rules.DisableCertificateDownloads = true;
        return chain.Build(server);
    }
}
