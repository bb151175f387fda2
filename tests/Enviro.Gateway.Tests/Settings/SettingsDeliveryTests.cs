using Enviro.Ledger.Registers;
using Enviro.Verification;
using Enviro.Verification.Tests;
using Enviro.Wire;

namespace Enviro.Gateway.Tests;

/// <summary>Which node gets which settings, when, and over which connection.</summary>
public sealed class SettingsDeliveryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("enviro-delivery-").FullName;
    private readonly CertificateAuthority _authority;
    private AttestedBench _bench = new();

    public SettingsDeliveryTests()
    {
        _authority = Deployment.Found(_folder);
    }

    private Bench Bench => _bench.Bench;

    private TestDevice Device => _bench.Device;

    public void Dispose()
    {
        _authority.Dispose();
        _bench.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(0, 1, true)]
    [InlineData(1, 1, false)]
    [InlineData(2, 1, false)]
    [InlineData(1, 2, true)]
    public void Settings_follow_evidence_that_names_older_ones(int claimed, int issued, bool isSent)
    {
        Attest((uint)claimed);

        IReadOnlyList<Departure> departures = Deliver(Issue((uint)issued));

        if (!isSent)
        {
            Assert.Empty(departures);
            return;
        }

        DownlinkMessage told = Bench.Told(departures, Bench.SideOf(Device.Node));
        Assert.Equal(DownlinkKind.Settings, told.Kind);
        Assert.Equal((uint)issued, SettingsDocument.Parse(told.Body, out _).Version);
        Assert.True(departures[0].IsSecret);
    }

    [Fact]
    public void They_are_sent_once_a_session_however_often_the_node_shows_the_same_evidence()
    {
        IssuedSettings issued = Issue(1);
        Attest(0);
        Assert.Single(Deliver(issued));
        AttestAgain(0);
        Assert.Empty(Deliver(issued));

        // Newer ones are others.
        AttestAgain(0);
        Assert.Single(Deliver(Issue(2)));

        Attest(0);
        Assert.Single(Deliver(issued));
    }

    [Fact]
    public void A_node_that_is_not_asked_for_evidence_has_what_its_last_evidence_said()
    {
        Attest(3);
        Assert.Empty(Deliver(Issue(3)));

        Greet(isSecure: true);

        Assert.Empty(Deliver(Issue(3)));
        Greet(isSecure: true);
        Assert.Single(Deliver(Issue(4)));
    }

    [Fact]
    public void A_passphrase_is_kept_from_a_connection_without_TLS_and_that_is_told_once_a_session()
    {
        IssuedSettings issued = Issue(1);
        Attest(0, isSecure: false);
        Assert.Empty(Deliver(issued));
        AttestAgain(0);
        Assert.Empty(Deliver(issued));
        Assert.Equal(1, Bench.Core.Refusals.Counts[AppraisalResult.SettingsWithheld]);
        Bench.Core.Refusals.Flush(Bench.Store);
        string detail = Bench.Store.LastRefusals(1)[0].Detail;
        Assert.Contains("a passphrase", detail, StringComparison.Ordinal);
        Assert.Contains("enviro node flash", detail, StringComparison.Ordinal);
        Assert.DoesNotContain("correct horse", detail, StringComparison.Ordinal);

        Attest(0, isSecure: true);
        Assert.Single(Deliver(issued));
    }

    [Fact]
    public void Settings_without_a_secret_go_over_any_connection()
    {
        Attest(0, isSecure: false);

        Departure departure = Assert.Single(Deliver(Issue(1, passphrase: "")));

        Assert.False(departure.IsSecret);
    }

    [Fact]
    public void Settings_for_another_key_are_sent_to_nobody()
    {
        Attest(0);

        Assert.Empty(Deliver(Issue(1, node: new byte[32])));

        Assert.Contains(Bench.Log.Lines, line => line.Contains("which is not its key", StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_read_for_a_session_that_is_no_longer_is_dropped()
    {
        Attest(0);
        SettingsFound late = new(Assert.Single(Bench.Core.TakeSettingsWanted()).Session, Issue(1));
        Greet(isSecure: true);
        Assert.Empty(Bench.Core.Deliver(late, Bench.Clock.NowMs));

        SettingsFound revoked = new(Assert.Single(Bench.Core.TakeSettingsWanted()).Session, Issue(1));
        Assert.True(_bench.Change(Device.Node, NodeStatus.Revoked).IsAccepted);
        Assert.Empty(Bench.Core.Deliver(revoked, Bench.Clock.NowMs));
    }

    [Fact]
    public void A_node_that_waits_for_approval_waits_for_its_settings_too()
    {
        _bench.Dispose();
        _bench = new AttestedBench(ApprovalMode.Manual);
        Challenge challenge = Greet(isSecure: true);

        Bench.Core.Process([_bench.Evidence(Device, Device.Sign(Device.Claims(challenge.EvidenceNonce, Device.Node.Boot)))]);

        Assert.Empty(Bench.Core.TakeSettingsWanted());
    }

    [Fact]
    public void No_settings_is_no_message()
    {
        Attest(0);
        Assert.Empty(Deliver(null));
    }

    private IssuedSettings Issue(uint version, string passphrase = "correct horse", byte[]? node = null)
    {
        string urn = Device.Node.Urn;
        string settings = Path.Combine(_folder, SettingsFolder.Name);
        if (Directory.Exists(settings))
        {
            Directory.Delete(settings, recursive: true);
        }

        return SettingsIssue.Sign(_folder, Deployment.Site(passphrase: passphrase), urn, node ?? Device.Node.Thumbprint, _authority, version - 1);
    }

    private IReadOnlyList<Departure> Deliver(IssuedSettings? issued) =>
        [.. Bench.Core.TakeSettingsWanted().SelectMany(wanted => Bench.Core.Deliver(new SettingsFound(wanted.Session, issued), Bench.Clock.NowMs))];

    private Challenge Greet(bool isSecure)
    {
        NodeSide side = Bench.SideOf(Device.Node);
        Arrival hello = new(Topics.HelloOf(Device.Node.Urn), side.Hello(), "127.0.0.1:2 board", Bench.Clock.NowMs, isSecure);
        return side.Accept(Bench.Core.Process([hello]).Departures[0].Payload);
    }

    /// <summary>A new boot: hello, and evidence with a version of settings.</summary>
    private void Attest(uint version, bool isSecure = true)
    {
        Device.Node.Boot++;
        Answer(Greet(isSecure).EvidenceNonce, version);
    }

    /// <summary>Evidence again in the same session, when the gateway asks for it.</summary>
    private void AttestAgain(uint version)
    {
        Bench.Clock.Advance(21_601);
        Departure asked = Assert.Single(Bench.Core.ChallengeDue(Bench.Clock.NowMs), departure => departure.Topic == Topics.SessionOf(Device.Node.Urn));
        Answer(Bench.SideOf(Device.Node).Open(asked.Payload).Body, version);
    }

    private void Answer(byte[] nonce, uint version)
    {
        EvidenceClaims claims = Device.Claims(nonce, Device.Node.Boot);
        claims.SettingsVersion = version;
        Assert.Equal(AppraisalResult.Accepted, _bench.Answer(Device, Device.Sign(claims)));
    }
}
