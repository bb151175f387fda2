using Enviro.Ledger;
using Enviro.Tpm;

namespace Enviro.Simulator;

/// <summary>What whoever has the gateway's machine can ask of its TPM, with the gateway's own attestation key: a quote that proves nothing.</summary>
internal static class ResettableQuote
{
    // The debug PCR, which any locality resets (PC Client Platform TPM Profile, 4.6).
    private const int DebugPcr = 16;

    internal static Seal Of(ITpmChannel channel, byte[] hash)
    {
        using TpmDevice tpm = TpmDevice.Open(channel);
        Quote quote = AttestationKey.Open(tpm).Quote(hash, PcrSelection.Sha256(DebugPcr));
        return Seal.FromQuote(quote.AttestBytes, quote.Signature);
    }
}
