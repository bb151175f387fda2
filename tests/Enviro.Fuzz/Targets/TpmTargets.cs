using Enviro.Tpm;

namespace Enviro.Fuzz;

/// <summary>A TPM's structures, which a ledger carries in its seals and certifications.</summary>
internal static class TpmTargets
{
    internal static IEnumerable<FuzzTarget> All =>
    [
        new FuzzTarget<Attest>
        {
            Name = "attest",
            Decoders = ["Attest.TryParse"],
            Holds = "formatted again it has the same bytes, at most its largest size",
            Seeds = static () => [SeedTpm.Attest().Format()],
            Decoder = static input => Attest.TryParse(input, out Attest? attest) ? attest : null,
            Checker = static (input, attest) =>
            {
                Expect.Canonical(input, attest.Format());
                Expect.That(input.Length <= Attest.MaxSize, "it is not larger than its largest size");
                Expect.That(attest.Pcrs.ToString().Length > 0, "its selection can be shown");
            },
        },
        new FuzzTarget<CertifyAttest>
        {
            Name = "certify-attest",
            Decoders = ["CertifyAttest.TryParse"],
            Holds = "formatted again it has the same bytes, at most its largest size",
            Seeds = static () => [SeedTpm.Certify().Format()],
            Decoder = static input => CertifyAttest.TryParse(input, out CertifyAttest? attest) ? attest : null,
            Checker = static (input, attest) =>
            {
                Expect.Canonical(input, attest.Format());
                Expect.That(input.Length <= CertifyAttest.MaxSize, "it is not larger than its largest size");
            },
        },
        new FuzzTarget<TpmPublic>
        {
            Name = "tpm-public",
            Decoders = ["TpmPublic.TryParse"],
            Holds = "a key of 64 bytes or none, whose area is the one given; with whole coordinates, the one built of it",
            Seeds = static () => [SeedTpm.Public().Encoded, TpmPublic.AttestationTemplate.Encoded],
            Decoder = static input => TpmPublic.TryParse(input, out TpmPublic? key) ? key : null,
            Checker = static (input, key) =>
            {
                Expect.Canonical(input, key.Encoded);
                Expect.That(key.Point.Length is 0 or 64 && key.QualifiedNameUnder(TpmHandles.Owner).Length == 34, "a key has a point of 64 bytes or none, and a name");
                byte[] built = TpmPublic.Create(key.Attributes, key.Point).Encoded;
                Expect.That(built.Length > input.Length || built.AsSpan().SequenceEqual(input), "one with whole coordinates is built again");
            },
        },
        new FuzzTarget<TpmStoragePublic>
        {
            Name = "tpm-storage-public",
            Decoders = ["TpmStoragePublic.TryParse"],
            Holds = "a key of 64 bytes whose area is the one given",
            Seeds = static () => [SeedTpm.StoragePublic()],
            Decoder = static input => TpmStoragePublic.TryParse(input, out TpmStoragePublic? key) ? key : null,
            Checker = static (input, key) =>
            {
                Expect.Canonical(input, key.Encoded);
                Expect.That(key.Point.Length == 64, "a key has 64 bytes");
            },
        },
        new FuzzTarget<byte[]>
        {
            Name = "tpm-signature",
            Decoders = ["TpmSignature.TryParse"],
            Holds = "64 bytes, which formatted and parsed again are the same",
            Seeds = static () => [TpmSignature.Format(SeedKey.Gateway.SignDigest(SeedMessages.Nonce))],
            Decoder = static input => TpmSignature.TryParse(input, out byte[]? raw) ? raw : null,
            Checker = static (_, raw) => Expect.That(
                TpmSignature.TryParse(TpmSignature.Format(raw), out byte[]? again) && again.AsSpan().SequenceEqual(raw), "formatted and parsed again it is the same"),
        },
    ];
}
