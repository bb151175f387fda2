using System.Security.Cryptography;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Verification.Tests;

/// <summary>What a secure element's own statement must be for the highest level.</summary>
public sealed class ChipStatementTests : IDisposable
{
    private readonly byte[] _nonce = RandomNumberGenerator.GetBytes(32);
    private readonly TestAuthority _authority = new("Workshop");
    private readonly TestDevice _device;
    private readonly EvidenceClaims _claims;

    public ChipStatementTests()
    {
        _device = new TestDevice(_authority);
        _claims = _device.Claims(_nonce);
    }

    public void Dispose()
    {
        _device.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public void No_bit_of_a_quote_can_be_altered()
    {
        ChipQuote quote = _claims.Quote!;
        byte[][] parts = [quote.Random, quote.Configuration, quote.AttestationKey, quote.Signature];
        foreach (byte[] part in parts)
        {
            for (int bit = 0; bit < part.Length * 8; bit++)
            {
                part[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.Equal(AppraisalResult.BadQuote, Appraise().Result);
                part[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }

        Assert.Equal(2u, Appraise().AssuranceLevel);
    }

    [Fact]
    public void A_quote_over_another_nonce_is_refused()
    {
        _claims.Quote = _device.Quote(RandomNumberGenerator.GetBytes(32));
        AssertBad("another nonce");
    }

    [Fact]
    public void A_quote_of_another_chip_is_refused()
    {
        using TestDevice other = new(_authority);
        _claims.Quote = other.Quote(_nonce);
        AssertBad("attestation key");

        byte[] configuration = (byte[])_device.Configuration.Clone();
        configuration[12] ^= 1;
        _claims.Quote = _device.Quote(_nonce, configuration);
        AssertBad("of the chip 0123a1b2c3d4e5f6ef");
    }

    [Fact]
    public void An_attestation_key_that_the_certificate_does_not_name_is_refused()
    {
        _device.Certificates = [_authority.Issue(_device.Node.PublicKey, TestDevice.Urn, attestationKey: _device.Node.PublicKey)];
        AssertBad("attestation key");
    }

    [Fact]
    public void A_quote_of_another_configuration_than_claimed_is_refused()
    {
        _claims.ConfigurationDigest = new byte[32];
        AssertBad("than the one claimed");
        _claims.ConfigurationDigest = [];
        Assert.Equal(2u, Appraise().AssuranceLevel);
    }

    [Theory]
    [InlineData(86)]
    [InlineData(87)]
    public void A_zone_that_is_not_locked_is_refused(int lockByte)
    {
        _device.Configuration[lockByte] = 0x55;
        EvidenceAppraisal appraisal = Appraise(_device.Claims(_nonce));
        Assert.Equal((AppraisalResult.ConfigurationNotInPolicy, "the secure element is not locked"), (appraisal.Result, appraisal.Detail));
    }

    [Fact]
    public void Secure_boot_makes_the_difference()
    {
        _device.Configuration[70] = 0xFC;
        EvidenceAppraisal appraisal = Appraise(_device.Claims(_nonce));
        Assert.Equal((AppraisalResult.Accepted, 1u, "no secure boot"), (appraisal.Result, appraisal.AssuranceLevel, appraisal.Detail));
    }

    [Fact]
    public void A_configuration_that_is_not_in_the_policy_is_refused_quoted_or_claimed()
    {
        AttestationPolicy policy = _device.Policy(_authority);
        _device.Configuration[25] ^= 1;
        EvidenceClaims claims = _device.Claims(_nonce);
        Assert.Equal(AppraisalResult.ConfigurationNotInPolicy, Appraise(claims, policy).Result);
        claims.Quote = null;
        Assert.Equal(AppraisalResult.ConfigurationNotInPolicy, Appraise(claims, policy).Result);
        claims.ConfigurationDigest = [];
        Assert.Equal(1u, Appraise(claims, policy).AssuranceLevel);
    }

    [Fact]
    public void Counters_that_moved_on_change_no_configuration()
    {
        AttestationPolicy policy = _device.Policy(_authority);
        _device.Configuration[52] ^= 0xFF;
        Assert.Equal(2u, Appraise(_device.Claims(_nonce), policy).AssuranceLevel);
    }

    [Fact]
    public void Without_a_quote_or_a_key_for_it_the_key_alone_is_vouched_for()
    {
        _claims.Quote = null;
        Assert.Equal((1u, "no quote of the secure element"), (Appraise().AssuranceLevel, Appraise().Detail));
        _device.Certificates = [_authority.Issue(_device.Node.PublicKey, "sn0123A1B2C3D4E5F6EE")];
        Assert.Equal((1u, "the certificate names no attestation key"), (Appraise().AssuranceLevel, Appraise().Detail));
        Assert.Equal(1u, Appraise(_device.Claims(_nonce)).AssuranceLevel);
    }

    private void AssertBad(string text)
    {
        EvidenceAppraisal appraisal = Appraise();
        Assert.Equal((AppraisalResult.BadQuote, 0u), (appraisal.Result, appraisal.AssuranceLevel));
        Assert.Contains(text, appraisal.Detail, StringComparison.Ordinal);
    }

    private EvidenceAppraisal Appraise(EvidenceClaims? claims = null, AttestationPolicy? policy = null) => EvidenceAppraisal.Appraise(
        Evidence.Parse(_device.Sign(claims ?? _claims)), _nonce, TestDevice.Urn, _device.Node.PublicKey, policy ?? _device.Policy(_authority), TestNode.StartS * 1000);
}
