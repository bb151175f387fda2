using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Verification;

/// <summary>
/// A node's evidence appraised (RFC 9334 §8): a function of the evidence, the nonce, the policy and a time, and of nothing else, so that the gateway
/// and whoever verifies its ledger come to the same verdict.
/// </summary>
/// <remarks>
/// The verdict is the first of these that applies; what comes later may be wrong too.
/// <list type="number">
/// <item>UnknownAttester: no key is known, and no certificate brings one; or the evidence is under another key than the node's.</item>
/// <item>BadSignature: not signed by that key.</item>
/// <item>StaleNonce: another nonce than asked for.</item>
/// <item>NodeMismatch: the ueid is not that of the URN.</item>
/// <item>CertificateMismatch, UnknownAuthority, CertificateExpired: the chain, where there is one.</item>
/// <item>DebugEnabled, FirmwareNotInPolicy: the claims.</item>
/// <item>BadQuote, ConfigurationNotInPolicy: the secure element's statement, where the certificate names a key for it.</item>
/// </list>
/// </remarks>
public sealed class EvidenceAppraisal
{
    private EvidenceAppraisal(AppraisalResult result, string detail, uint assuranceLevel)
    {
        Result = result;
        Detail = detail;
        AssuranceLevel = assuranceLevel;
    }

    /// <summary>Accepted, or why not.</summary>
    public AppraisalResult Result { get; }

    /// <summary>What exactly was wrong, or what kept the level from being higher, for a log.</summary>
    public string Detail { get; }

    /// <summary>
    /// The level that accepted evidence gives, 0 otherwise. 0: no certificates. 1: an authority of the policy vouches for the key. 2: and the secure
    /// element itself stated a locked configuration of the policy, with secure boot, on a board that cannot be debugged.
    /// </summary>
    public uint AssuranceLevel { get; }

    /// <summary>Appraises evidence.</summary>
    /// <param name="evidence">The evidence, parsed.</param>
    /// <param name="expectedNonce">The nonce the node was asked with, 32 bytes.</param>
    /// <param name="urn">The URN the node goes by.</param>
    /// <param name="publicKey">Its key X‖Y; null where only its certificate can tell.</param>
    /// <param name="policy">The policy in force.</param>
    /// <param name="atMs">The time the certificates must be valid at, Unix ms.</param>
    public static EvidenceAppraisal Appraise(
        Evidence evidence, byte[] expectedNonce, string urn, byte[]? publicKey, AttestationPolicy policy, long atMs)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(expectedNonce);
        ArgumentNullException.ThrowIfNull(urn);
        ArgumentNullException.ThrowIfNull(policy);
        byte[][] certificates = evidence.Certificates;
        byte[]? key = publicKey ?? (certificates.Length > 0 ? CertificateChain.PublicKeyOf(certificates[0]) : null);
        if (JudgeSigner(evidence, expectedNonce, urn, key) is { } stranger)
        {
            return stranger;
        }

        // After the signature: whoever has no key does not make anybody build chains.
        CertificateChain? chain = certificates.Length > 0 ? CertificateChain.Open(certificates, urn, policy) : null;
        if (chain?.Judge(key!, atMs) is { } mismatch)
        {
            return Refused(mismatch.Result, mismatch.Detail);
        }

        EvidenceClaims claims = evidence.Claims;
        FirmwareReference? reference = policy.Firmware.FirstOrDefault(firmware => firmware.Digest.AsSpan().SequenceEqual(claims.FirmwareDigest));
        if (claims.DebugStatus == EvidenceClaims.DebugEnabled && reference is not { MayBeDebugged: true })
        {
            return Refused(AppraisalResult.DebugEnabled, "dbgstat 0");
        }

        if (reference is null)
        {
            string firmware = $"{claims.SoftwareName} {claims.SoftwareVersion}, digest {Convert.ToHexStringLower(claims.FirmwareDigest)}";
            return Refused(AppraisalResult.FirmwareNotInPolicy, firmware);
        }

        return chain is null
            ? new EvidenceAppraisal(AppraisalResult.Accepted, "no certificate", 0)
            : ChipStatement.Judge(claims, expectedNonce, urn, chain.AttestationKey, policy);
    }

    internal static EvidenceAppraisal Accepted(uint assuranceLevel, string detail) => new(AppraisalResult.Accepted, detail, assuranceLevel);

    internal static EvidenceAppraisal Refused(AppraisalResult result, string detail) => new(result, detail, 0);

    private static EvidenceAppraisal? JudgeSigner(Evidence evidence, byte[] expectedNonce, string urn, byte[]? key)
    {
        if (key is null || !evidence.KeyId.AsSpan().SequenceEqual(CoseKey.Thumbprint(key)))
        {
            return Refused(AppraisalResult.UnknownAttester, $"key {Convert.ToHexStringLower(evidence.KeyId)}");
        }

        byte[] signature = evidence.Envelope.Message[evidence.Envelope.SignatureOffset..];
        if (!Es256.Verify(key, Es256.DigestOf(evidence.Envelope), signature))
        {
            return Refused(AppraisalResult.BadSignature, $"claims to be {urn}");
        }

        if (!evidence.Claims.Nonce.AsSpan().SequenceEqual(expectedNonce))
        {
            return Refused(AppraisalResult.StaleNonce, $"nonce {Convert.ToHexStringLower(evidence.Claims.Nonce)}");
        }

        return evidence.Claims.Ueid.AsSpan().SequenceEqual(EvidenceClaims.UeidOf(urn))
            ? null
            : Refused(AppraisalResult.NodeMismatch, $"the ueid is not that of {urn}");
    }
}
