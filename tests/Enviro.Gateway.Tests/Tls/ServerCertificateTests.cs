using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Enviro.Gateway.Tests;

/// <summary>What a gateway says of a server certificate before it listens, and what OpenSSL says of one that was issued.</summary>
public sealed class ServerCertificateTests : IDisposable
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.UtcNow;

    private readonly string _folder = Directory.CreateTempSubdirectory("enviro-tls-").FullName;

    private string CertificatePath => Path.Combine(_folder, ServerCertificate.CertificateFile);

    private string KeyPath => Path.Combine(_folder, ServerCertificate.KeyFile);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void OpenSSL_takes_what_the_authority_issues_for_a_server_of_these_names_and_no_other()
    {
        TlsBench.Prepare(_folder, "gateway.example.net", "192.0.2.7");
        string authority = AuthoritySetup.CertificatePath(_folder, "field");

        Assert.Equal(0, Verify("-verify_hostname", "gateway.example.net"));
        Assert.Equal(0, Verify("-verify_ip", "192.0.2.7"));
        Assert.NotEqual(0, Verify("-verify_hostname", "example.net"));
        Assert.NotEqual(0, Verify("-verify_ip", "192.0.2.8"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));

        int Verify(string option, string value)
        {
            using Process process = Process.Start(new ProcessStartInfo(
                "openssl", ["verify", "-x509_strict", "-purpose", "sslserver", option, value, "-CAfile", authority, CertificatePath])
            { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
    }

    [Fact]
    public void Renewing_keeps_the_key_and_changes_the_rest()
    {
        TlsBench.Prepare(_folder, "localhost");
        string key = File.ReadAllText(KeyPath);
        string certificate = File.ReadAllText(CertificatePath);

        TlsBench.Prepare(_folder, "localhost", "gateway.example.net");

        Assert.Equal(key, File.ReadAllText(KeyPath));
        Assert.NotEqual(certificate, File.ReadAllText(CertificatePath));
        using ServerCertificate loaded = ServerCertificate.Load(_folder, s_now);
        Assert.Equal(["localhost", "gateway.example.net"], loaded.Hosts);
    }

    [Fact]
    public void What_is_wrong_is_said_in_a_line_with_what_to_do()
    {
        Assert.Contains("server-certificate", Refused(s_now), StringComparison.Ordinal);
        TlsBench.Prepare(_folder, "localhost");
        Assert.Contains("expired on", Refused(s_now.AddDays(31)), StringComparison.Ordinal);
        Assert.Contains("is not valid before", Refused(s_now.AddDays(-1)), StringComparison.Ordinal);

        string key = File.ReadAllText(KeyPath);
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(KeyPath, other.ExportPkcs8PrivateKeyPem());
        Assert.Contains("is not for the key in", Refused(s_now), StringComparison.Ordinal);
        File.WriteAllText(KeyPath, "no key");
        Assert.Contains("cannot be used", Refused(s_now), StringComparison.Ordinal);
        File.WriteAllText(KeyPath, key);
        File.SetUnixFileMode(KeyPath, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.Contains("chmod 600", Refused(s_now), StringComparison.Ordinal);
        File.Delete(KeyPath);
        Assert.Contains("cannot be used", Refused(s_now), StringComparison.Ordinal);
        File.WriteAllText(CertificatePath, "no certificate");
        Assert.Contains("a certificate in PEM", Refused(s_now), StringComparison.Ordinal);
        File.WriteAllText(CertificatePath, SelfSigned(other, "1.3.6.1.5.5.7.3.2"));
        File.WriteAllText(KeyPath, other.ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(KeyPath, UnixFileMode.UserRead);
        Assert.Contains("lacks serverAuth", Refused(s_now), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_soon_or_for_some_is_a_warning()
    {
        TlsBench.Prepare(_folder, "localhost");
        using (ServerCertificate fresh = ServerCertificate.Load(_folder, s_now))
        {
            Assert.Contains("expires on", Assert.Single(fresh.Warnings), StringComparison.Ordinal);
        }

        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(CertificatePath, SelfSigned(key, "1.3.6.1.5.5.7.3.1"));
        File.WriteAllText(KeyPath, key.ExportPkcs8PrivateKeyPem());
        using ServerCertificate foreign = ServerCertificate.Load(_folder, s_now);
        Assert.Contains("leads to no authority", Assert.Single(foreign.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30, "a b")]
    [InlineData(30, "")]
    [InlineData(30, "urn:dev:os:32473-0123")]
    [InlineData(0, "localhost")]
    [InlineData(10_951, "localhost")]
    [InlineData(10_950, "localhost")]
    public void What_no_server_is_called_and_no_authority_lives_is_not_certified(int days, string host)
    {
        using CertificateAuthority authority = MonthLater();

        Assert.Throws<GatewayConfigurationException>(() => ServerCertificateIssue.Issue(_folder, [host], days, authority));

        Assert.False(File.Exists(CertificatePath));
    }

    // 30 years from a month after the authority was made are longer than it lives.
    private CertificateAuthority MonthLater()
    {
        Deployment.Found(_folder).Dispose();
        return CertificateAuthority.Open(_folder, ChipConfiguration.BuiltIn, new Later(TimeSpan.FromDays(30)));
    }

    private string Refused(DateTimeOffset at)
    {
        string message = Assert.Throws<GatewayConfigurationException>(() => ServerCertificate.Load(_folder, at)).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    private static string SelfSigned(ECDsa key, string usage)
    {
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        using X509Certificate2 certificate = request.CreateSelfSigned(s_now.AddDays(-1), s_now.AddDays(90));
        return certificate.ExportCertificatePem();
    }

    private sealed class Later(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
