using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Tpm;
using Enviro.Wire;

namespace Enviro.Verification;

/// <summary>Verifies a block's seal: a TPM quote over the header's hash by the gateway's attestation key, or a software key's signature.</summary>
internal sealed class SealRules(VerificationReport report)
{
    private readonly Dictionary<string, Attest> _lastQuotes = [];

    internal void Check(long height, BlockHeader header, byte[] headerHash, byte[] encodedSeal, LedgerState state)
    {
        GatewayRecord? gateway = state.Gateways.GetValueOrDefault(header.Gateway);
        if (gateway is null)
        {
            report.Add(LedgerRule.GatewayKey, height, null, $"gateway {Convert.ToHexStringLower(header.Gateway)} is not enrolled");
            return;
        }

        Seal seal;
        try
        {
            seal = Seal.Parse(encodedSeal);
        }
        catch (WireFormatException malformed)
        {
            report.Add(LedgerRule.SealFormat, height, null, malformed.Message);
            return;
        }

        if (seal.IsQuote != (gateway.KeyKind == SealKeyKind.TpmAttestationKey))
        {
            report.Add(LedgerRule.SealFormat, height, null, seal.IsQuote ? "a quote by a software key" : "a software signature where a TPM quote must be");
        }
        else if (seal.IsQuote)
        {
            CheckQuote(height, headerHash, seal, gateway);
        }
        else
        {
            report.SoftwareSeals++;
            CheckSignedSeal(height, headerHash, seal.Message!, gateway);
        }
    }

    private void CheckQuote(long height, byte[] headerHash, Seal seal, GatewayRecord gateway)
    {
        if (!gateway.Key.VerifyDigest(SHA256.HashData(seal.Attest!), seal.Signature))
        {
            report.Add(LedgerRule.SealSignature, height, null, "the quote's signature does not verify with the gateway's attestation key");
            return;
        }

        if (!Attest.TryParse(seal.Attest!, out Attest? attest))
        {
            report.Add(LedgerRule.SealFormat, height, null, "not a TPMS_ATTEST of a quote");
            return;
        }

        if (!attest.ExtraData.AsSpan().SequenceEqual(headerHash))
        {
            report.Add(LedgerRule.SealBinding, height, null, "the quote's qualifying data is not SHA-256 of this header");
        }

        if (attest.Pcrs != PcrSelection.Platform)
        {
            report.Add(LedgerRule.SealFormat, height, null, $"the quote covers {attest.Pcrs}, not what the platform measures its start into");
        }

        string key = Convert.ToHexStringLower(gateway.Thumbprint);
        if (_lastQuotes.TryGetValue(key, out Attest? last) && WentBackwards(last, attest))
        {
            report.Add(LedgerRule.TpmClock, height, null, "the TPM's reset count, restart count or clock went backwards");
        }

        _lastQuotes[key] = attest;
    }

    private void CheckSignedSeal(long height, byte[] headerHash, SignedMessage signed, GatewayRecord gateway)
    {
        if (!signed.Payload.AsSpan().SequenceEqual(headerHash))
        {
            report.Add(LedgerRule.SealBinding, height, null, "the seal's payload is not SHA-256 of this header");
        }

        if (!signed.IsSignedBy(gateway.Key))
        {
            report.Add(LedgerRule.SealSignature, height, null, "the seal's signature does not verify with the gateway's software key");
        }
    }

    /// <summary>
    /// The counts of a key outside the endorsement and platform hierarchies are obfuscated by adding a constant of the key, modulo 2^32
    /// (TPM 2.0 Part 1, "Attestation"): their differences remain, so they are compared by difference.
    /// </summary>
    private static bool WentBackwards(Attest last, Attest next)
    {
        int resets = (int)(next.Clock.ResetCount - last.Clock.ResetCount);
        int restarts = (int)(next.Clock.RestartCount - last.Clock.RestartCount);
        return resets < 0 || (resets == 0 && (restarts < 0 || (restarts == 0 && next.Clock.ClockMs < last.Clock.ClockMs)));
    }
}
