namespace Enviro.Cli.Tests;

/// <summary><c>authority server-certificate</c>.</summary>
public sealed class ServerCertificateCommandTests
{
    [Fact]
    public void A_server_certificate_is_issued_renewed_and_taken_by_OpenSSL()
    {
        using CommandLine line = new();
        Assert.Contains("no certificate authority yet", line.Enviro("authority server-certificate", "--host", "localhost").Expect(2).Errors, StringComparison.Ordinal);
        line.Enviro("authority init", "--name", "bench").Expect(0);

        Assert.Contains("localhost, 192.0.2.1 until", line.Enviro("authority server-certificate", "--host", "192.0.2.1", "--host", "localhost").Expect(0).Output, StringComparison.Ordinal);
        string key = File.ReadAllText(line.PathOf("tls", "server.key"));
        line.Enviro("authority server-certificate", "--host", "localhost", "--days", "2").Expect(0);

        Assert.Equal(key, File.ReadAllText(line.PathOf("tls", "server.key")));
        CommandLine.Run(
            "openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", "localhost", "-CAfile", line.PathOf("trust", "bench.pem"), line.PathOf("tls", "server.pem")).Expect(0);
        CommandLine.Run("openssl", "x509", "-in", line.PathOf("tls", "server.pem"), "-noout", "-checkend", "172800").Expect(1);
        Assert.Contains("\"a b\" is not", line.Enviro("authority server-certificate", "--host", "a b").Expect(2).Errors, StringComparison.Ordinal);
        Assert.Contains("--days must be", line.Enviro("authority server-certificate", "--host", "a", "--days", "0").Expect(2).Errors, StringComparison.Ordinal);
    }
}
