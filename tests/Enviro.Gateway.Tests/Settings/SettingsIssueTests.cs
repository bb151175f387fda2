using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Wire;

namespace Enviro.Gateway.Tests;

public sealed class SettingsIssueTests : IDisposable
{
    private const string Urn = "urn:dev:os:32473-0123a1b2c3d4e5f6ee";

    private readonly string _folder = Directory.CreateTempSubdirectory("enviro-settings-").FullName;
    private readonly byte[] _node = RandomNumberGenerator.GetBytes(32);
    private readonly CertificateAuthority _authority;

    public SettingsIssueTests()
    {
        _authority = Deployment.Found(_folder);
    }

    private string FilePath => new SettingsFolder(_folder).PathOf(Urn);

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_document_says_what_the_file_says_under_the_authoritys_signature()
    {
        IssuedSettings issued = SettingsIssue.Sign(_folder, Deployment.Site(), Urn, _node, _authority);

        SettingsDocument read = SettingsDocument.Parse(issued.Document, out TypedMessage envelope);
        Assert.True(Es256.Verify(_authority.PublicKey, envelope.Digest(), envelope.Signature));
        Assert.Equal((1u, Urn, "roof", false), (read.Version, read.Urn, read.Site, read.IsShared));
        Assert.Equal(_node, read.Node);
        Assert.Equal(_authority.PublicKey, read.AuthorityKey);
        Assert.Equal(_authority.Certificate.RawData, read.Network!.Authority);
        Assert.Equal(Convert.FromHexString(new string('7', 128)), read.GatewayKey);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        Assert.Equal(issued.Document, File.ReadAllBytes(FilePath));
        Assert.Equal(issued.Document, new SettingsFolder(_folder).Find(Urn)!.Document);
    }

    [Fact]
    public void Each_document_is_newer_than_the_last_and_than_what_the_node_has()
    {
        Assert.Equal(1u, Issue().Version);
        Assert.Equal(2u, Issue().Version);
        Assert.Equal(8u, SettingsIssue.Sign(_folder, Deployment.Site(), Urn, _node, _authority, versionInForce: 7).Version);
        Assert.Equal(9u, SettingsIssue.Sign(_folder, Deployment.Site(), Urn, _node, _authority, versionInForce: 3).Version);
        Assert.Equal(1u, SettingsIssue.Sign(_folder, Deployment.Site(), Urn[..^2] + "aa", _node, _authority).Version);
    }

    [Fact]
    public void What_fails_uses_no_version_up()
    {
        Issue();
        SiteFile tooMuch = Deployment.Site();
        int[][] curve = [.. Enumerable.Range(0, 8).Select(point => new[] { 90_000_000 + point, 90_000_000 + point })];
        tooMuch.Sensors = [.. Enumerable.Range(0, 8).Select(sensor => new SiteSensor { Kind = "conductivity-lng", Channel = 100 + sensor, Curve = curve })];
        tooMuch.Network!.Host = string.Join('.', Enumerable.Repeat(new string('h', 62), 4));
        tooMuch.Network.TimeServer = tooMuch.Network.Host;
        Assert.Contains("do not fit 2048 bytes", Refused(tooMuch), StringComparison.Ordinal);

        SiteFile wrong = Deployment.Site();
        wrong.SampleIntervalS = 0;
        Assert.Contains("sampleIntervalS", Refused(wrong), StringComparison.Ordinal);

        SiteFile shared = Deployment.Site();
        shared.Identity = SiteIdentity.SharedKey;
        File.WriteAllText(Path.Combine(_folder, GatewayOptions.FileName), """{ "key": "file:keys/gateway.pem" }""");
        Assert.Contains("no shared key", Refused(shared), StringComparison.Ordinal);

        File.Delete(Path.Combine(_folder, GatewayOptions.ServiceKeyFileName));
        Assert.Contains("service-key.pub", Refused(Deployment.Site()), StringComparison.Ordinal);
        Deployment.Found(_folder).Dispose();
        Assert.Equal(2u, Issue().Version);
    }

    [Fact]
    public void A_node_with_a_shared_key_gets_that_one_and_no_gateways()
    {
        File.WriteAllText(Path.Combine(_folder, GatewayOptions.FileName), """{ "key": "file:keys/gateway.pem" }""");
        byte[] key = RandomNumberGenerator.GetBytes(32);
        using (SharedKeyStore keys = new("file:keys/gateway.pem", _folder))
        {
            keys.Store(Urn, key);
        }

        SiteFile site = Deployment.Site(passphrase: "");
        site.Identity = SiteIdentity.SharedKey;
        IssuedSettings issued = SettingsIssue.Sign(_folder, site, Urn, CoseKey.SymmetricThumbprint(key), _authority);

        Assert.Equal(key, issued.Settings.SharedKey);
        Assert.Empty(issued.Settings.GatewayKey);
        Assert.True(issued.IsSecret);
        Assert.Contains("another than the one enrolled", Refused(site), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_which_one_bit_is_another_is_not_believed_whichever_it_is()
    {
        byte[] document = Issue().Document;
        SettingsFolder folder = new(_folder);
        for (int bit = 0; bit < document.Length * 8; bit++)
        {
            byte[] altered = (byte[])document.Clone();
            altered[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(FilePath, altered);
            Assert.Throws<GatewayConfigurationException>(() => folder.Find(Urn));
        }

        File.WriteAllBytes(FilePath, document[..^1]);
        Assert.Contains("Restore it from a backup", Refused(Deployment.Site()), StringComparison.Ordinal);
        File.WriteAllBytes(FilePath, document);
        File.Copy(FilePath, folder.PathOf("urn:dev:os:32473-other"));
        Assert.Contains("it is for " + Urn, Assert.Throws<GatewayConfigurationException>(() => folder.Find("urn:dev:os:32473-other")).Message, StringComparison.Ordinal);
        File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Contains("chmod 600", Assert.Throws<GatewayConfigurationException>(() => folder.Find(Urn)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_authoritys_records_name_the_key_of_a_node()
    {
        using Birth birth = new(_authority);
        Assert.NotNull(_authority.Certify(birth.Shown()));
        string urn = NodeUrn.OfSerialNumber(32473, birth.SerialNumber);

        Assert.Equal(CoseKey.Thumbprint(birth.PublicKey), _authority.ThumbprintOf(urn));
        Assert.Null(_authority.ThumbprintOf(Urn));
        Assert.Null(_authority.ThumbprintOf("urn:dev:os:32474-" + birth.SerialHex));
        Assert.Null(_authority.ThumbprintOf(urn + "00"));
    }

    private IssuedSettings Issue() => SettingsIssue.Sign(_folder, Deployment.Site(), Urn, _node, _authority);

    private string Refused(SiteFile site) =>
        Assert.Throws<GatewayConfigurationException>(() => SettingsIssue.Sign(_folder, site, Urn, _node, _authority)).Message;
}
