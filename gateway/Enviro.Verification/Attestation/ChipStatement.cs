using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Verification;

/// <summary>
/// What a secure element states of itself, judged: a quote by the attestation key that the node's certificate names. A quote beside a certificate that
/// names none proves nothing and is not looked at.
/// </summary>
internal static class ChipStatement
{
    /// <summary>The slot of the key that signs internal messages only; it is part of what the chip signs.</summary>
    internal const int AttestationSlot = 1;

    // SecureBoot, byte 70 of the configuration zone: bits 0 and 1 are the mode, 0 disabled (DS40002239).
    private const int SecureBootOffset = 70;
    private const int SecureBootMode = 0x03;

    internal static EvidenceAppraisal Judge(EvidenceClaims claims, byte[] nonce, string urn, byte[]? attestationKey, AttestationPolicy policy)
    {
        byte[] digest = claims.ConfigurationDigest;
        if (attestationKey is not null && claims.Quote is { } quote)
        {
            if (FaultOf(quote, nonce, urn, attestationKey, claims.ConfigurationDigest) is { } fault)
            {
                return EvidenceAppraisal.Refused(AppraisalResult.BadQuote, fault);
            }

            digest = Atecc608Configuration.ConfigurationDigest(quote.Configuration);
            if (!Atecc608Configuration.IsLocked(quote.Configuration))
            {
                return EvidenceAppraisal.Refused(AppraisalResult.ConfigurationNotInPolicy, "the secure element is not locked");
            }
        }

        if (digest.Length > 0 && !policy.Configurations.Any(configuration => configuration.Digest.AsSpan().SequenceEqual(digest)))
        {
            return EvidenceAppraisal.Refused(AppraisalResult.ConfigurationNotInPolicy, $"configuration {Convert.ToHexStringLower(digest)}");
        }

        return attestationKey is null ? EvidenceAppraisal.Accepted(1, "the certificate names no attestation key")
            : claims.Quote is null ? EvidenceAppraisal.Accepted(1, "no quote of the secure element")
            : claims.DebugStatus == EvidenceClaims.DebugEnabled ? EvidenceAppraisal.Accepted(1, "the board can be debugged")
            : (claims.Quote.Configuration[SecureBootOffset] & SecureBootMode) == 0 ? EvidenceAppraisal.Accepted(1, "no secure boot")
            : EvidenceAppraisal.Accepted(2, "");
    }

    private static string? FaultOf(ChipQuote quote, byte[] nonce, string urn, byte[] attestationKey, byte[] claimedDigest)
    {
        if (!quote.AttestationKey.AsSpan().SequenceEqual(attestationKey))
        {
            return "not by the attestation key that the certificate names";
        }

        string serialNumber = Convert.ToHexStringLower(Atecc608Configuration.SerialNumber(quote.Configuration));
        if (CertificateNames.SerialNumberIn(urn) is { } expected && !expected.Equals(serialNumber, StringComparison.OrdinalIgnoreCase))
        {
            return $"of the chip {serialNumber}";
        }

        byte[] digest = Atecc608Evidence.QuoteDigest(nonce[..ChipQuote.NumInLength], quote.Random, quote.Configuration, AttestationSlot);
        if (!Es256.Verify(attestationKey, digest, quote.Signature))
        {
            return "its signature does not verify: altered, or over another nonce";
        }

        return claimedDigest.Length == 0 || claimedDigest.AsSpan().SequenceEqual(Atecc608Configuration.ConfigurationDigest(quote.Configuration))
            ? null
            : "of another configuration than the one claimed";
    }
}
