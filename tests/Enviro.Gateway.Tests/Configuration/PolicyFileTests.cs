using System.Security.Cryptography.X509Certificates;
using Enviro.Ledger.Registers;
using Enviro.Verification.Tests;

namespace Enviro.Gateway.Tests;

public sealed class PolicyFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("enviro-policy-").FullName;
    private readonly TestAuthority _authority = new("Workshop");

    public static TheoryData<string, string> Wrong => new()
    {
        { "", "JSON" },
        { "null", "null" },
        { """{ "aproval": "manual" }""", "aproval" },
        { """{ "approval": "maybe" }""", "approval" },
        { """{ "approval": 1 }""", "approval" },
        { """{ "firmware": [ null ] }""", "firmware[0]" },
        { """{ "firmware": [ { "name": "", "version": "1", "digest": "" } ] }""", "firmware[0]: name" },
        { """{ "firmware": [ { "name": "n", "version": "", "digest": "" } ] }""", "firmware[0]: version" },
        { """{ "firmware": [ { "name": "n", "version": "1", "digest": "ab" } ] }""", "firmware[0]: digest" },
        { """{ "configurations": [ { "name": "\u001b", "digest": "ab" } ] }""", "configurations[0]: name" },
        { """{ "configurations": [ { "name": "n", "digest": "" } ] }""", "configurations[0]: digest" },
    };

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_is_named(string json, string named)
    {
        Write(PolicyFile.FileName, json);

        string message = Assert.Throws<GatewayConfigurationException>(() => PolicyFile.Load(_folder)).Message;

        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.Contains(PolicyFile.FileName, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_files_there_is_no_policy_and_certificates_alone_are_half_of_one()
    {
        Assert.Null(PolicyFile.Load(_folder));
        Trust("a.pem", _authority.Certificate.ExportCertificatePem());

        Assert.Contains("init", Assert.Throws<GatewayConfigurationException>(() => PolicyFile.Load(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Certificates_that_are_no_authoritys_are_named()
    {
        using TestNode node = new("urn:dev:x:1");
        using TestAuthority intermediate = new("Intermediate", _authority);
        using TestAuthority nobody = new("Nobody", isAuthority: false);
        using X509Certificate2 leaf = X509CertificateLoader.LoadCertificate(_authority.Issue(node.PublicKey, "leaf"));
        string good = _authority.Certificate.ExportCertificatePem();
        Write(PolicyFile.FileName, "{}");

        foreach ((string pem, string named) in (ReadOnlySpan<(string, string)>)
            [("", "holds 0"), ("junk", "holds 0"), (good + "\n" + good, "holds 2"), (good.Replace("MII", "AAA", StringComparison.Ordinal), "no certificate"),
             (leaf.ExportCertificatePem(), "self-signed"), (intermediate.Certificate.ExportCertificatePem(), "self-signed"), (nobody.Certificate.ExportCertificatePem(), "basicConstraints")])
        {
            Trust("bad.pem", pem);
            string message = Assert.Throws<GatewayConfigurationException>(() => PolicyFile.Load(_folder)).Message;
            Assert.Contains(named, message, StringComparison.Ordinal);
            Assert.Contains("bad.pem", message, StringComparison.Ordinal);
        }

        Trust("bad.pem", good);
        TrustedAuthority authority = Assert.Single(PolicyFile.Load(_folder)!.For(new byte[32], 1).Authorities);
        Assert.Equal(("bad", Convert.ToHexString(_authority.Certificate.RawData)), (authority.Name, Convert.ToHexString(authority.Certificate)));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData(", \"debug\": false", false)]
    [InlineData(", \"debug\": true", true)]
    public void A_firmware_may_be_debugged_where_the_file_says_so(string member, bool mayBeDebugged)
    {
        Write(PolicyFile.FileName, $$"""{ "firmware": [ { "name": "n", "version": "1", "digest": "{{new string('a', 64)}}"{{member}} } ] }""");

        Assert.Equal(mayBeDebugged, Assert.Single(PolicyFile.Load(_folder)!.For(new byte[32], 1).Firmware).MayBeDebugged);
    }

    [Fact]
    public void What_init_writes_is_valid_and_says_what_is_the_default()
    {
        Assert.Equal(0, GatewayHost.Initialize(_folder));

        GatewayOptions written = GatewayOptions.Load(_folder);
        GatewayOptions defaults = new();
        AttestationPolicy policy = PolicyFile.Load(_folder)!.For(new byte[32], 1);

        Assert.All(typeof(GatewayOptions).GetProperties().Where(property => property.Name != nameof(GatewayOptions.Nodes)), property =>
        {
            Assert.Equal(property.GetValue(defaults), property.GetValue(written));
            string member = char.ToLowerInvariant(property.Name[0]) + property.Name[1..];
            Assert.Contains($"\"{member}\"", File.ReadAllText(Path.Combine(_folder, GatewayOptions.FileName)), StringComparison.Ordinal);
        });
        Assert.Equal((ApprovalMode.Manual, 0, 0, 0), (policy.Approval, policy.Authorities.Count, policy.Firmware.Count, policy.Configurations.Count));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, GatewayOptions.FileName)));
    }

    private void Trust(string name, string pem)
    {
        Directory.CreateDirectory(Path.Combine(_folder, PolicyFile.TrustFolder));
        Write(Path.Combine(PolicyFile.TrustFolder, name), pem);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
