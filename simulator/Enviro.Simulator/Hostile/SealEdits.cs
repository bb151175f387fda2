using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Tpm;
using Enviro.Verification;

namespace Enviro.Simulator;

/// <summary>Seals by other keys, over other headers, of another kind, or made in another order than that of their blocks.</summary>
internal static class SealEdits
{
    private const long PauseMs = 1_000;

    internal static IReadOnlyList<LedgerEdit> All { get; } =
    [
        new("sealTransplanted", EditEvidence.Ledger, Transplant),
        new("sealOverAnotherHeader", EditEvidence.Ledger, SealAnother, LedgerRule.SealBinding),
        new("sealByAnotherKey", EditEvidence.Ledger, SealByAnotherKey, LedgerRule.SealSignature),
        new("sealOfAnotherKind", EditEvidence.Ledger, SealOfAnotherKind, LedgerRule.SealFormat),
        new("quoteRewritten", EditEvidence.Ledger, RewriteQuote, LedgerRule.SealSignature),
        new("quoteOverResettablePcrs", EditEvidence.Ledger, QuoteResettable, LedgerRule.SealFormat),
        new("sealMadeAnew", EditEvidence.Ledger, SealAnew, LedgerRule.TpmClock),
        new("quotedInAnotherOrder", EditEvidence.Ledger, ledger => QuoteBackwards(ledger, () => ledger.Means.PassTime?.Invoke(PauseMs), ledger.Means.PassTime is not null), LedgerRule.TpmClock),
        new("quotedBeforeAReset", EditEvidence.Ledger, ledger => QuoteBackwards(ledger, () => ledger.Means.CutTpmPower?.Invoke(), ledger.Means.CutTpmPower is not null), LedgerRule.TpmClock),
    ];

    private static string? Transplant(EditedLedger ledger)
    {
        if (ledger.Blocks.Count < 2)
        {
            return null;
        }

        int to = ledger.Random.Below(ledger.Blocks.Count);
        int from = (to + 1 + ledger.Random.Below(ledger.Blocks.Count - 1)) % ledger.Blocks.Count;
        return Put(ledger, to, ledger.Blocks[from].Seal, $"that of block {from}");
    }

    /// <summary>A true seal by the true key, over a header that is stored nowhere.</summary>
    private static string? SealAnother(EditedLedger ledger)
    {
        if (ledger.Blocks.Count == 0)
        {
            return null;
        }

        int last = ledger.Blocks.Count - 1;
        BlockRow other = ledger.Blocks[last].Copy();
        other.SealedAtMs++;
        return Put(ledger, last, ledger.Seal(other.Encode()), "over another header");
    }

    private static string? SealByAnotherKey(EditedLedger ledger)
    {
        if (ledger.Blocks.Count == 0)
        {
            return null;
        }

        int height = ledger.Random.Below(ledger.Blocks.Count);
        BlockRow block = ledger.Blocks[height];
        SimulatedSigningKey other = new(ledger.Random);
        Seal seal = Seal.Parse(block.Seal);
        byte[] forged = seal.IsQuote
            ? Seal.FromQuote(seal.Attest!, other.SignDigest(SHA256.HashData(seal.Attest!))).Encode()
            : Seal.Sign(new Impostor(other, ledger.Means.SealKey.PublicKey), block.Header).Encode();
        return Put(ledger, height, forged, "by another key");
    }

    private static string? SealOfAnotherKind(EditedLedger ledger)
    {
        if (ledger.Blocks.Count == 0)
        {
            return null;
        }

        int height = ledger.Random.Below(ledger.Blocks.Count);
        BlockRow block = ledger.Blocks[height];
        byte[] forged = ledger.Means.SealKey.IsAttestationKey
            ? Seal.Sign(ledger.Means.ServiceKey, block.Header).Encode()
            : Seal.FromQuote(block.Hash, Seal.Parse(block.Seal).Signature).Encode();
        return Put(ledger, height, forged, ledger.Means.SealKey.IsAttestationKey ? "a software key's" : "a quote");
    }

    /// <summary>A quote of long ago that is made to say the hash of a header of today.</summary>
    private static string? RewriteQuote(EditedLedger ledger)
    {
        if (ledger.Blocks.Count < 2 || !ledger.Means.SealKey.IsAttestationKey)
        {
            return null;
        }

        int to = ledger.Random.Below(ledger.Blocks.Count);
        Seal seal = Seal.Parse(ledger.Blocks[(to + 1) % ledger.Blocks.Count].Seal);
        if (!Attest.TryParse(seal.Attest!, out Attest? attest))
        {
            return null;
        }

        byte[] rewritten = (attest with { ExtraData = ledger.Blocks[to].Hash }).Format();
        return Put(ledger, to, Seal.FromQuote(rewritten, seal.Signature).Encode(), "another's quote with its qualifying data exchanged");
    }

    /// <summary>A true quote of the last header that says nothing of the platform.</summary>
    private static string? QuoteResettable(EditedLedger ledger) => ledger.Blocks.Count == 0 || ledger.Means.QuoteResettable is not { } quote ? null
        : Put(ledger, ledger.Blocks.Count - 1, quote(ledger.Blocks[^1].Hash).Encode(), "over PCRs that can be reset");

    /// <summary>The same header, sealed once more: nothing but the TPM's clock says that it was later.</summary>
    private static string? SealAnew(EditedLedger ledger)
    {
        if (ledger.Blocks.Count < 2 || ledger.Means.PassTime is not { } passTime)
        {
            return null;
        }

        passTime(PauseMs);
        int height = ledger.Random.Below(ledger.Blocks.Count - 1);
        return Put(ledger, height, ledger.Seal(ledger.Blocks[height].Header), "sealed once more");
    }

    /// <summary>The last two blocks sealed in the wrong order, with something between that a TPM's quote shows.</summary>
    private static string? QuoteBackwards(EditedLedger ledger, Action between, bool canShow)
    {
        if (ledger.Blocks.Count < 2 || !canShow)
        {
            return null;
        }

        int last = ledger.Blocks.Count - 1;
        byte[] later = ledger.Seal(ledger.Blocks[last].Header);
        between();
        ledger.Blocks[last].Seal = later;
        return Put(ledger, last - 1, ledger.Seal(ledger.Blocks[last - 1].Header), "sealed after the block behind it");
    }

    private static string Put(EditedLedger ledger, int height, byte[] seal, string what)
    {
        ledger.Blocks[height].Seal = seal;
        ledger.Save();
        return $"seal of block {height}: {what}";
    }

    /// <summary>A key that says it is another.</summary>
    private sealed class Impostor(ISigningKey key, byte[] publicKey) : ISigningKey
    {
        public byte[] PublicKey => publicKey;

        public byte[] Thumbprint { get; } = Wire.CoseKey.Thumbprint(publicKey);

        public byte[] SignDigest(ReadOnlySpan<byte> digest) => key.SignDigest(digest);

        public void Dispose()
        {
            // The key is somebody else's.
        }
    }
}
