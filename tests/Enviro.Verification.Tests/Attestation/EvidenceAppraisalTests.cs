using System.Security.Cryptography;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Verification.Tests;

/// <summary>Evidence that is true but for one thing: the verdict names that thing, and comes before whatever else is wrong.</summary>
public sealed class EvidenceAppraisalTests : IDisposable
{
    private const long NowMs = TestNode.StartS * 1000;

    private readonly byte[] _nonce = RandomNumberGenerator.GetBytes(32);
    private readonly TestAuthority _authority = new("Workshop");
    private readonly TestAuthority _stranger = new("Stranger");
    private readonly TestDevice _device;

    public EvidenceAppraisalTests()
    {
        _device = new TestDevice(_authority);
    }

    public void Dispose()
    {
        _device.Dispose();
        _authority.Dispose();
        _stranger.Dispose();
    }

    [Fact]
    public void True_evidence_gives_the_highest_level()
    {
        EvidenceAppraisal appraisal = Appraise(_device.Claims(_nonce));

        Assert.Equal((AppraisalResult.Accepted, 2u, ""), (appraisal.Result, appraisal.AssuranceLevel, appraisal.Detail));
    }

    /// <summary>Settings version and last words are information: whatever they say, the verdict is that of everything else.</summary>
    [Theory]
    [InlineData(RestartReason.Power)]
    [InlineData(RestartReason.SettingsRolledBack)]
    [InlineData((RestartReason)RestartReport.MaxReason)]
    public void What_a_node_tells_of_settings_and_restart_is_not_appraised(RestartReason reason)
    {
        EvidenceClaims claims = _device.Claims(_nonce);
        claims.SettingsVersion = uint.MaxValue;
        claims.LastRestart = new RestartReport(reason, uint.MaxValue, "the watchdog barked");
        EvidenceAppraisal appraisal = Appraise(claims);

        Assert.Equal((AppraisalResult.Accepted, 2u, ""), (appraisal.Result, appraisal.AssuranceLevel, appraisal.Detail));
    }

    [Fact]
    public void The_key_of_a_node_not_yet_known_comes_from_its_certificate()
    {
        Evidence evidence = Evidence.Parse(_device.Sign(_device.Claims(_nonce)));

        Assert.Equal(2u, EvidenceAppraisal.Appraise(evidence, _nonce, TestDevice.Urn, null, _device.Policy(_authority), NowMs).AssuranceLevel);
        _device.Certificates = [];
        evidence = Evidence.Parse(_device.Sign(_device.Claims(_nonce)));
        Assert.Equal(
            AppraisalResult.UnknownAttester, EvidenceAppraisal.Appraise(evidence, _nonce, TestDevice.Urn, null, _device.Policy(_authority), NowMs).Result);
    }

    [Fact]
    public void No_single_bit_can_be_altered()
    {
        byte[] message = _device.Sign(_device.Claims(_nonce));
        for (int bit = 0; bit < message.Length * 8; bit++)
        {
            byte[] altered = (byte[])message.Clone();
            altered[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                Assert.NotEqual(AppraisalResult.Accepted, Appraise(altered).Result);
            }
            catch (WireFormatException)
            {
                // No evidence any more.
            }
        }
    }

    [Fact]
    public void Another_signer_is_none()
    {
        using TestNode other = new("urn:dev:os:32473-other");
        EvidenceClaims claims = _device.Claims(_nonce);

        Assert.Equal(AppraisalResult.UnknownAttester, Appraise(_device.Sign(claims, other.Key, other.Thumbprint)).Result);
        Assert.Equal(AppraisalResult.BadSignature, Appraise(_device.Sign(claims, other.Key)).Result);
    }

    [Fact]
    public void An_old_nonce_is_stale_whatever_else_is_wrong()
    {
        EvidenceClaims claims = _device.Claims(RandomNumberGenerator.GetBytes(32));
        claims.DebugStatus = EvidenceClaims.DebugEnabled;

        Assert.Equal(AppraisalResult.StaleNonce, Appraise(claims).Result);
    }

    [Fact]
    public void Another_nodes_name_in_the_claims_is_found()
    {
        EvidenceClaims claims = _device.Claims(_nonce);
        claims.Ueid = EvidenceClaims.UeidOf("urn:dev:os:32473-0123a1b2c3d4e5f6ff");

        Assert.Equal(AppraisalResult.NodeMismatch, Appraise(claims).Result);
    }

    [Fact]
    public void A_processor_that_can_be_debugged_is_refused_and_every_other_is_not()
    {
        for (uint status = 0; status <= EvidenceClaims.MaxDebugStatus; status++)
        {
            EvidenceClaims claims = _device.Claims(_nonce);
            claims.DebugStatus = status;
            Assert.Equal(status == 0 ? AppraisalResult.DebugEnabled : AppraisalResult.Accepted, Appraise(claims).Result);
        }
    }

    [Fact]
    public void A_debugger_may_be_allowed_for_a_firmware_and_costs_the_highest_level()
    {
        AttestationPolicy strict = _device.Policy(_authority);
        AttestationPolicy lenient = new()
        {
            Authorities = strict.Authorities,
            Firmware = [.. strict.Firmware.Select(firmware => firmware with { MayBeDebugged = true })],
            Configurations = strict.Configurations,
            Approval = strict.Approval,
            AtMs = strict.AtMs,
            ChainId = strict.ChainId,
        };
        EvidenceClaims claims = _device.Claims(_nonce);
        Assert.Equal(2u, Appraise(claims, lenient).AssuranceLevel);

        claims.DebugStatus = EvidenceClaims.DebugEnabled;
        EvidenceAppraisal appraisal = Appraise(claims, lenient);
        Assert.Equal((AppraisalResult.Accepted, 1u, "the board can be debugged"), (appraisal.Result, appraisal.AssuranceLevel, appraisal.Detail));

        claims.FirmwareDigest = SHA256.HashData([9]);
        Assert.Equal(AppraisalResult.DebugEnabled, Appraise(claims, lenient).Result);
    }

    [Fact]
    public void Firmware_that_is_not_in_the_policy_is_refused_by_name()
    {
        EvidenceClaims claims = _device.Claims(_nonce);
        claims.FirmwareDigest = SHA256.HashData([9]);
        EvidenceAppraisal appraisal = Appraise(claims);

        Assert.Equal((AppraisalResult.FirmwareNotInPolicy, 0u), (appraisal.Result, appraisal.AssuranceLevel));
        Assert.Contains("enviro-node 0.2.0", appraisal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_without_certificates_is_accepted_as_far_as_it_goes()
    {
        _device.Certificates = [];
        EvidenceClaims claims = _device.Claims(_nonce);
        claims.Quote = null;
        claims.ConfigurationDigest = [];
        EvidenceAppraisal appraisal = Appraise(claims);
        Assert.Equal((AppraisalResult.Accepted, 0u, "no certificate"), (appraisal.Result, appraisal.AssuranceLevel, appraisal.Detail));

        claims.DebugStatus = EvidenceClaims.DebugEnabled;
        claims.FirmwareDigest = new byte[32];
        Assert.Equal(AppraisalResult.DebugEnabled, Appraise(claims).Result);
        claims.DebugStatus = EvidenceClaims.DebugDisabled;
        Assert.Equal(AppraisalResult.FirmwareNotInPolicy, Appraise(claims).Result);
    }

    [Fact]
    public void A_quote_without_certificates_raises_no_level()
    {
        _device.Certificates = [];

        Assert.Equal(0u, Appraise(_device.Claims(_nonce)).AssuranceLevel);
    }

    /// <summary>Each step of the order stated, with everything behind it wrong too.</summary>
    [Fact]
    public void The_first_of_several_faults_is_the_verdict()
    {
        using TestNode other = new(TestDevice.Urn);
        EvidenceClaims claims = _device.Claims(RandomNumberGenerator.GetBytes(32));
        claims.Ueid = EvidenceClaims.UeidOf("urn:dev:os:x");
        claims.DebugStatus = EvidenceClaims.DebugEnabled;
        claims.FirmwareDigest = new byte[32];
        claims.Quote = _device.Quote(new byte[32]);
        _device.Certificates = [_stranger.Issue(other.PublicKey, "x", to: TestAuthority.From.AddDays(1))];
        List<AppraisalResult> verdicts = [Appraise(_device.Sign(claims, other.Key, other.Thumbprint)).Result, Appraise(_device.Sign(claims, other.Key)).Result];

        verdicts.Add(Appraise(claims).Result);
        claims.Nonce = _nonce;
        verdicts.Add(Appraise(claims).Result);
        claims.Ueid = EvidenceClaims.UeidOf(TestDevice.Urn);
        verdicts.Add(Appraise(claims).Result);
        _device.Certificates = [_stranger.Issue(_device.Node.PublicKey, TestDevice.Urn, attestationKey: _device.AttestationKey, to: TestAuthority.From.AddDays(1))];
        verdicts.Add(Appraise(claims).Result);
        _device.Certificates = [_authority.Issue(_device.Node.PublicKey, TestDevice.Urn, attestationKey: _device.AttestationKey, to: TestAuthority.From.AddDays(1))];
        verdicts.Add(Appraise(claims).Result);
        _device.Certificates = [_authority.Issue(_device.Node.PublicKey, TestDevice.Urn, attestationKey: _device.AttestationKey)];
        verdicts.Add(Appraise(claims).Result);
        claims.DebugStatus = EvidenceClaims.DebugDisabled;
        verdicts.Add(Appraise(claims).Result);
        claims.FirmwareDigest = TestDevice.FirmwareDigest;
        verdicts.Add(Appraise(claims).Result);
        _device.Configuration[20] ^= 1;
        claims.ConfigurationDigest = Atecc608Configuration.ConfigurationDigest(_device.Configuration);
        claims.Quote = _device.Quote(_nonce);
        _device.Configuration[20] ^= 1;
        verdicts.Add(Appraise(claims).Result);

        Assert.Equal(
            [
                AppraisalResult.UnknownAttester, AppraisalResult.BadSignature, AppraisalResult.StaleNonce, AppraisalResult.NodeMismatch,
                AppraisalResult.CertificateMismatch, AppraisalResult.UnknownAuthority, AppraisalResult.CertificateExpired, AppraisalResult.DebugEnabled,
                AppraisalResult.FirmwareNotInPolicy, AppraisalResult.BadQuote, AppraisalResult.ConfigurationNotInPolicy,
            ],
            verdicts);
    }

    private EvidenceAppraisal Appraise(EvidenceClaims claims, AttestationPolicy? policy = null) => Appraise(_device.Sign(claims), policy);

    private EvidenceAppraisal Appraise(byte[] message, AttestationPolicy? policy = null) => EvidenceAppraisal.Appraise(
        Evidence.Parse(message), _nonce, TestDevice.Urn, _device.Node.PublicKey, policy ?? _device.Policy(_authority), NowMs);
}
