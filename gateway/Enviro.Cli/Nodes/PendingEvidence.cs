using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification;
using Enviro.Wire;

namespace Enviro.Cli;

/// <summary>A pending node's evidence by the policy in force now, which may be another than when the node presented itself.</summary>
/// <param name="Result">The verdict; NotApproved where there is nothing to judge, or to judge by.</param>
/// <param name="Detail">What exactly was found.</param>
/// <param name="AssuranceLevel">The level it gives; 0 unless it is accepted.</param>
/// <param name="Certificate">The certificate it shows, believed or not; null where it shows none.</param>
internal sealed record PendingEvidence(AppraisalResult Result, string Detail, uint AssuranceLevel, CertificateSummary? Certificate)
{
    internal bool IsAccepted => Result == AppraisalResult.Accepted;

    internal static PendingEvidence Of(PendingNode node, AttestationPolicy? policy, long nowMs)
    {
        if (node.Evidence is null || node.Nonce is null)
        {
            return new PendingEvidence(AppraisalResult.NotApproved, "none was kept", 0, null);
        }

        Evidence evidence;
        try
        {
            evidence = Evidence.Parse(node.Evidence);
        }
        catch (WireFormatException malformed)
        {
            return new PendingEvidence(AppraisalResult.Malformed, malformed.Message, 0, null);
        }

        CertificateSummary? certificate = evidence.Certificates is [byte[] leaf, ..] ? CertificateSummary.TryRead(leaf) : null;
        if (policy is null)
        {
            return new PendingEvidence(AppraisalResult.NotApproved, "no policy is in force", 0, certificate);
        }

        EvidenceAppraisal appraisal = EvidenceAppraisal.Appraise(evidence, node.Nonce, node.Urn, node.PublicKey, policy, nowMs);
        return new PendingEvidence(appraisal.Result, Text.Printable(appraisal.Detail), appraisal.AssuranceLevel, certificate);
    }

    internal string Describe() => (IsAccepted ? $"AL{AssuranceLevel}" : $"refused, {Result}") + (Detail.Length == 0 ? "" : $" ({Detail})");
}
