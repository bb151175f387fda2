using Enviro.Wire;

namespace Enviro.Fuzz;

/// <summary>Evidence and its claims.</summary>
internal static class AttestationTargets
{
    internal static IEnumerable<FuzzTarget> All =>
    [
        new FuzzTarget<Evidence>
        {
            Name = "evidence",
            Decoders = ["Evidence.Parse"],
            Holds = "header and claims encoded again are the same bytes",
            Seeds = SeedMessages.Evidences,
            Decoder = Evidence.Parse,
            Checker = static (input, evidence) => Expect.Canonical(
                input,
                TypedMessage.Sign1(
                    Evidence.EncodeHeader(evidence.KeyId, evidence.Certificates), evidence.Claims.Encode(), input[evidence.Envelope.SignatureOffset..])),
        },
        new FuzzTarget<EvidenceClaims>
        {
            Name = "evidence-claims",
            Decoders = ["EvidenceClaims.Parse"],
            Holds = "encoded again they have the same bytes; of any quote the digests can be computed",
            Seeds = static () => [SeedMessages.Claims(hasQuote: true).Encode(), SeedMessages.Claims(hasQuote: false, hasRest: false).Encode()],
            Decoder = EvidenceClaims.Parse,
            Checker = CheckClaims,
        },
    ];

    private static void CheckClaims(byte[] input, EvidenceClaims claims)
    {
        Expect.Canonical(input, claims.Encode());
        if (claims.Quote is not { } quote)
        {
            return;
        }

        Atecc608Configuration.IsLocked(quote.Configuration);
        byte[] numIn = claims.Nonce[..ChipQuote.NumInLength];
        for (int slot = 0; slot < 16; slot++)
        {
            byte[] digest = Atecc608Evidence.QuoteDigest(numIn, quote.Random, quote.Configuration, slot);
            Expect.That(digest.Length == Sha256.DigestLength, "a digest has 32 bytes");
        }
    }
}
