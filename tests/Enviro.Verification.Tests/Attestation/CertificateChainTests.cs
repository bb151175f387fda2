using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Verification.Tests;

/// <summary>What a certificate chain must be for its node's key to count as vouched for.</summary>
public sealed class CertificateChainTests : IDisposable
{
    private const string OtherUrn = "urn:dev:os:32473-0123a1b2c3d4e5f6ff";

    private static readonly DateTimeOffset s_now = DateTimeOffset.FromUnixTimeSeconds(TestNode.StartS);

    private readonly byte[] _nonce = RandomNumberGenerator.GetBytes(32);
    private readonly TestAuthority _authority = new("Workshop");
    private readonly TestAuthority _stranger = new("Workshop");
    private readonly TestDevice _device;

    public CertificateChainTests()
    {
        _device = new TestDevice(_authority);
    }

    private byte[] Key => _device.Node.PublicKey;

    public void Dispose()
    {
        _device.Dispose();
        _authority.Dispose();
        _stranger.Dispose();
    }

    [Fact]
    public void Another_authority_of_the_same_name_vouches_for_nothing()
    {
        _device.Certificates = [_stranger.Issue(Key, TestDevice.Urn)];
        Assert.Equal(AppraisalResult.UnknownAuthority, Appraise().Result);
        _device.Certificates = [_stranger.Issue(Key, TestDevice.Urn), _stranger.Certificate.RawData];
        Assert.Equal(AppraisalResult.UnknownAuthority, Appraise().Result);
        AttestationPolicy nobody = Policy([]);
        Assert.Equal(AppraisalResult.UnknownAuthority, Appraise(policy: nobody).Result);
        Assert.Equal(1u, Appraise(policy: Policy([_authority.Trusted, _stranger.Trusted])).AssuranceLevel);
    }

    [Fact]
    public void What_was_accepted_once_is_judged_again_by_its_time_its_policy_and_its_name()
    {
        _device.Certificates = [_authority.Issue(Key, TestDevice.Urn)];
        Assert.Equal(AppraisalResult.Accepted, Appraise().Result);
        Assert.Equal(AppraisalResult.CertificateExpired, Appraise(s_now.AddYears(200).ToUnixTimeMilliseconds()).Result);
        Assert.Equal(AppraisalResult.UnknownAuthority, Appraise(policy: Policy([_stranger.Trusted])).Result);
        byte[] message = _device.Sign(_device.Claims(_nonce));
        const string OtherUrn = "urn:dev:os:32473-0123ffffffffffffee";
        Assert.Equal(
            AppraisalResult.NodeMismatch,
            EvidenceAppraisal.Appraise(Evidence.Parse(message), _nonce, OtherUrn, Key, _device.Policy(_authority), s_now.ToUnixTimeMilliseconds()).Result);
        message[^1] ^= 1;
        Assert.Equal(
            AppraisalResult.BadSignature,
            EvidenceAppraisal.Appraise(Evidence.Parse(message), _nonce, TestDevice.Urn, Key, _device.Policy(_authority), s_now.ToUnixTimeMilliseconds()).Result);
        Assert.Equal(AppraisalResult.Accepted, Appraise().Result);
    }

    [Fact]
    public void More_certificates_than_are_remembered_are_judged_as_well()
    {
        _device.Certificates = [_authority.Issue(Key, TestDevice.Urn)];
        Assert.Equal(AppraisalResult.Accepted, Appraise().Result);
        byte[][] own = _device.Certificates;
        _device.Certificates = [[0x30, 0x00]];
        byte[] message = _device.Sign(_device.Claims(_nonce));
        for (int i = 0; i < 17_000; i++)
        {
            // A policy of another time is another policy.
            EvidenceAppraisal malformed = EvidenceAppraisal.Appraise(
                Evidence.Parse(message), _nonce, TestDevice.Urn, Key, Policy([_authority.Trusted], i), s_now.ToUnixTimeMilliseconds());
            Assert.Equal(AppraisalResult.CertificateMismatch, malformed.Result);
        }

        _device.Certificates = own;
        Assert.Equal(AppraisalResult.Accepted, Appraise().Result);
    }

    [Fact]
    public void A_certificate_that_signed_itself_vouches_for_nothing()
    {
        using TestAuthority self = new("device");
        using ECDsa key = self.Certificate.GetECDsaPublicKey()!;
        ECParameters parameters = key.ExportParameters(false);
        byte[] publicKey = [.. parameters.Q.X!, .. parameters.Q.Y!];
        EvidenceClaims claims = _device.Claims(_nonce);
        _device.Certificates = [self.Issue(publicKey, TestDevice.Urn)];
        byte[] header = Evidence.EncodeHeader(CoseKey.Thumbprint(publicKey), _device.Certificates);
        byte[] message = TypedMessage.Sign1(header, claims.Encode(), self.SignDigest(TypedMessage.DigestOf(header, claims.Encode())));

        Assert.Equal(
            AppraisalResult.UnknownAuthority,
            EvidenceAppraisal.Appraise(Evidence.Parse(message), _nonce, TestDevice.Urn, publicKey, _device.Policy(_authority), s_now.ToUnixTimeMilliseconds()).Result);
    }

    [Fact]
    public void An_intermediate_authority_counts_where_it_is_shown_and_is_one()
    {
        using TestAuthority intermediate = new("Signer", _authority);
        using TestAuthority noAuthority = new("No signer", _authority, isAuthority: false);
        _device.Certificates = [intermediate.Issue(Key, TestDevice.Urn), intermediate.Certificate.RawData];
        Assert.Equal(1u, Appraise().AssuranceLevel);
        _device.Certificates = [intermediate.Issue(Key, TestDevice.Urn), intermediate.Certificate.RawData, _authority.Certificate.RawData];
        Assert.Equal(1u, Appraise().AssuranceLevel);
        _device.Certificates = [intermediate.Issue(Key, TestDevice.Urn)];
        Assert.Equal(AppraisalResult.UnknownAuthority, Appraise().Result);
        _device.Certificates = [noAuthority.Issue(Key, TestDevice.Urn), noAuthority.Certificate.RawData];
        Assert.Equal(AppraisalResult.UnknownAuthority, Appraise().Result);
    }

    [Fact]
    public void A_certificate_counts_from_its_first_second_to_its_last()
    {
        DateTimeOffset from = s_now.AddHours(-5);
        DateTimeOffset to = s_now.AddHours(5);
        _device.Certificates = [_authority.Issue(Key, TestDevice.Urn, from: from, to: to)];
        (DateTimeOffset At, AppraisalResult Result)[] expected =
        [
            (from.AddSeconds(-1), AppraisalResult.CertificateExpired), (from, AppraisalResult.Accepted), (s_now, AppraisalResult.Accepted),
            (to, AppraisalResult.Accepted), (to.AddSeconds(1), AppraisalResult.CertificateExpired),
        ];
        Assert.All(expected, step => Assert.Equal(step.Result, Appraise(step.At.ToUnixTimeMilliseconds()).Result));
        Assert.Contains(from.ToString("u", null), Appraise(to.AddDays(1).ToUnixTimeMilliseconds()).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2_208_988_800_000)]
    [InlineData(253_402_300_799_999)]
    [InlineData(long.MaxValue)]
    public void An_authority_counts_only_while_it_is_valid(long atMs)
    {
        _device.Certificates = [_authority.Issue(Key, TestDevice.Urn)];
        bool isValid = atMs >= TestAuthority.From.ToUnixTimeMilliseconds() && atMs <= TestAuthority.To.ToUnixTimeMilliseconds();
        Assert.Equal(isValid ? AppraisalResult.Accepted : AppraisalResult.CertificateExpired, Appraise(atMs).Result);
    }

    [Fact]
    public void A_certificate_for_another_key_is_none()
    {
        using TestNode other = new(TestDevice.Urn);
        _device.Certificates = [_authority.Issue(other.PublicKey, TestDevice.Urn)];
        Assert.Equal(AppraisalResult.CertificateMismatch, Appraise().Result);
    }

    [Theory]
    [InlineData("device", TestDevice.Urn, true)]
    [InlineData(OtherUrn, TestDevice.Urn, true)]
    [InlineData(TestDevice.Urn, OtherUrn, false)]
    [InlineData(TestDevice.Urn, null, true)]
    [InlineData(OtherUrn, null, false)]
    [InlineData("sn0123A1B2C3D4E5F6EE", null, true)]
    [InlineData("sn0123a1b2c3d4e5f6ee", null, true)]
    [InlineData("sn0123A1B2C3D4E5F6FF", null, false)]
    [InlineData("0123A1B2C3D4E5F6EE", null, false)]
    [InlineData("sn", null, false)]
    [InlineData("sn0123A1B2C3D4E5F6EE", OtherUrn, false)]
    public void A_certificate_names_its_node(string commonName, string? uri, bool isFor)
    {
        _device.Certificates = [_authority.Issue(Key, commonName, uri)];
        Assert.Equal(isFor ? AppraisalResult.Accepted : AppraisalResult.CertificateMismatch, Appraise().Result);
    }

    [Theory]
    [InlineData("urn:dev:os:32473-0123a1b2c3d4e5f6ee", "0123a1b2c3d4e5f6ee")]
    [InlineData("urn:dev:os:32473-0123a1b2c3d4e5f6e", null)]
    [InlineData("urn:dev:os:32473-0123a1b2c3d4e5f6eg", null)]
    [InlineData("urn:dev:ow:10e2073a01080063", null)]
    [InlineData("urn:dev:os:", null)]
    public void A_serial_number_is_read_from_the_URN_that_is_made_of_one(string urn, string? serial) =>
        Assert.Equal(serial, CertificateNames.SerialNumberIn(urn));

    [Fact]
    public void What_is_no_certificate_is_told_as_such()
    {
        byte[] leaf = _authority.Issue(Key, TestDevice.Urn);
        byte[][][] chains =
        [
            [[1, 2, 3]], [[.. leaf, 0]], [leaf, [0x30, 0x00]], [System.Text.Encoding.ASCII.GetBytes(PemOf(leaf))],
            [_authority.Issue(Key, TestDevice.Urn, attestationKey: new byte[63])],
        ];
        foreach (byte[][] chain in chains)
        {
            _device.Certificates = chain;
            Assert.Equal((AppraisalResult.CertificateMismatch, "a certificate is malformed"), (Appraise().Result, Appraise().Detail));
        }
    }

    /// <summary>A node may sign whatever chain it likes: every altered certificate is refused by a verdict, never by an exception.</summary>
    [Fact]
    public void A_certificate_altered_anywhere_is_refused()
    {
        using TestAuthority intermediate = new("Signer", _authority);
        byte[][] chain = [intermediate.Issue(Key, "device", TestDevice.Urn, _device.AttestationKey), intermediate.Certificate.RawData];
        for (int certificate = 0; certificate < chain.Length; certificate++)
        {
            for (int i = 0; i < chain[certificate].Length; i++)
            {
                byte[] altered = (byte[])chain[certificate].Clone();
                altered[i] ^= (byte)(1 << (i % 8));
                _device.Certificates = certificate == 0 ? [altered, chain[1]] : [chain[0], altered];
                AppraisalResult result = Appraise().Result;
                Assert.True(result is AppraisalResult.CertificateMismatch or AppraisalResult.UnknownAuthority, $"byte {i} of {certificate}: {result}");
            }
        }

        _device.Certificates = chain;
        Assert.Equal(2u, Appraise(withQuote: true).AssuranceLevel);
    }

    [Fact]
    public void A_policys_certificate_that_is_none_keeps_no_other_from_vouching() =>
        Assert.Equal(2u, Appraise(policy: Policy([new TrustedAuthority("rubbish", [1, 2]), _authority.Trusted]), withQuote: true).AssuranceLevel);

    /// <summary>Provisioning encodes its certificates itself; they must be what this chain takes.</summary>
    [Fact]
    public void A_certificate_of_our_own_encoder_is_accepted()
    {
        byte[] keyId = _authority.Certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>()
            .Single().SubjectKeyIdentifierBytes.ToArray();
        DeviceCertificate certificate = new(
            TestDevice.Urn, Key, _device.AttestationKey, _authority.Certificate.SubjectName.RawData, keyId, new CertificateDates(2023, 5, 1, 12, 0));
        byte[] tbs = certificate.EncodeTbs();
        _device.Certificates = [DeviceCertificate.Assemble(tbs, _authority.SignDigest(SHA256.HashData(tbs)))];

        Assert.Equal((AppraisalResult.Accepted, 2u), (Appraise(withQuote: true).Result, Appraise(withQuote: true).AssuranceLevel));
    }

    private static string PemOf(byte[] der) => PemEncoding.WriteString("CERTIFICATE", der);

    private AttestationPolicy Policy(TrustedAuthority[] authorities, long laterByMs = 0)
    {
        AttestationPolicy policy = _device.Policy(_authority);
        return new AttestationPolicy
        {
            Authorities = authorities,
            Firmware = policy.Firmware,
            Configurations = policy.Configurations,
            Approval = policy.Approval,
            AtMs = policy.AtMs + laterByMs,
            ChainId = policy.ChainId,
        };
    }

    private EvidenceAppraisal Appraise(long? atMs = null, AttestationPolicy? policy = null, bool withQuote = false)
    {
        EvidenceClaims claims = _device.Claims(_nonce);
        claims.Quote = withQuote ? claims.Quote : null;
        return EvidenceAppraisal.Appraise(
            Evidence.Parse(_device.Sign(claims)), _nonce, TestDevice.Urn, Key, policy ?? _device.Policy(_authority), atMs ?? s_now.ToUnixTimeMilliseconds());
    }
}
