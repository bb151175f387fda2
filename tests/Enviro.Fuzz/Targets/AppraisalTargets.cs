using System.Buffers.Binary;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification;
using Enviro.Wire;

namespace Enviro.Fuzz;

/// <summary>The rules that judge what arrives: they give verdicts, whatever it is.</summary>
internal static class AppraisalTargets
{
    private static readonly Lazy<LedgerState> s_state = new(SeedLedger.State);
    private static readonly Lazy<AttestationPolicy> s_policy = new(() => SeedLedger.Policy);
    private static readonly Lazy<byte[]> s_claims = new(() => SeedMessages.Claims(hasQuote: true).Encode());

    internal static IEnumerable<FuzzTarget> All =>
    [
        new FuzzTarget<ReadingAppraisal>
        {
            Name = "reading-appraisal",
            Decoders = ["ReadingAppraisal.Appraise"],
            Holds = "a message of the right form gets a verdict other than malformed; signed by its node just now, none of a bad signature",
            Seeds = static () => [.. SeedMessages.Readings(), .. SeedMessages.MacReadings()],
            Decoder = static input => ReadingAppraisal.Appraise(input, null, SeedMessages.TimeMs, s_state.Value, _ => SeedMessages.SharedKey),
            Checker = CheckReading,
        },
        new FuzzTarget<EvidenceClaims>
        {
            Name = "evidence-appraisal",
            Decoders = ["EvidenceAppraisal.Appraise"],
            Holds = "claims that a provisioned node signed just now get a verdict, the same twice; only with a quote of the chip's is it level 2",
            Seeds = static () => [s_claims.Value, SeedMessages.Claims(hasQuote: false).Encode()],
            Decoder = EvidenceClaims.Parse,
            Checker = static (input, claims) =>
            {
                EvidenceAppraisal verdict = AppraiseTwice([SeedChip.Certificate()], input);
                Expect.That(verdict.AssuranceLevel < 2 || claims.Quote is not null, "without a quote there is no level 2");
                Expect.That(
                    verdict.Result != AppraisalResult.Accepted || claims.Nonce.AsSpan().SequenceEqual(SeedMessages.Nonce), "without the nonce nothing is accepted");
            },
        },
        new FuzzTarget<byte[][]>
        {
            Name = "certificate-chain",
            Decoders = ["CertificateChain.Open", "CertificateNames.Name"],
            Holds = "whatever certificates a node shows beside good claims get a verdict, the same twice; only the node's own is accepted",
            Seeds = static () => [Join(SeedChip.Certificate()), Join(SeedChip.Certificate(), SeedChip.AuthorityCertificate()), Join(SeedChip.AuthorityCertificate())],
            Decoder = static input => Split(input),
            Checker = static (input, chain) =>
            {
                EvidenceAppraisal verdict = AppraiseTwice(chain, s_claims.Value);
                Expect.That(
                    verdict.Result != AppraisalResult.Accepted || chain[0].AsSpan().SequenceEqual(SeedChip.Certificate()), "only what the authority issued is accepted");
            },
        },
    ];

    private static EvidenceAppraisal AppraiseTwice(byte[][] chain, byte[] claims)
    {
        byte[] header = Evidence.EncodeHeader(SeedKey.Node.Thumbprint, chain);
        Evidence evidence = Evidence.Parse(SeedKey.Node.Fast.SignCoseSign1(header, claims));
        EvidenceAppraisal verdict = Appraise(evidence, SeedKey.Node.PublicKey);
        EvidenceAppraisal again = Appraise(evidence, SeedKey.Node.PublicKey);
        Expect.That(verdict.Result == again.Result && verdict.AssuranceLevel == again.AssuranceLevel, $"{verdict.Result} is the verdict, and not {again.Result}");
        Expect.That(verdict.Result is not AppraisalResult.BadSignature, "a signature made just now is good");

        // A node that nobody knows yet brings its key in its certificate.
        Appraise(evidence, null);
        return verdict;
    }

    private static EvidenceAppraisal Appraise(Evidence evidence, byte[]? publicKey) => EvidenceAppraisal.Appraise(
        evidence, SeedMessages.Nonce, SeedMessages.Urn, publicKey, s_policy.Value, SeedMessages.TimeMs + 31_557_600_000);

    private static void CheckReading(byte[] input, ReadingAppraisal appraisal)
    {
        Expect.That((appraisal.Header is null) == (appraisal.Result is AppraisalResult.Malformed or AppraisalResult.Oversized), "only what has no form is malformed");
        if (appraisal.Header is not { IsMac: false } header || appraisal.Envelope is not { } envelope)
        {
            return;
        }

        header.KeyId = SeedKey.Node.Thumbprint;
        byte[] payload = input.AsSpan(envelope.PayloadOffset, envelope.PayloadLength).ToArray();
        byte[] signed = SeedKey.Node.Fast.SignCoseSign1(SeedMessages.EncodedHeader(header), payload);
        ReadingAppraisal own = ReadingAppraisal.Appraise(signed, SeedMessages.Urn, SeedMessages.TimeMs, s_state.Value);
        Expect.That(own.IsAuthentic, $"a message its node signed just now is authentic, and not {own.Result}");
        Expect.That(own.Result != AppraisalResult.Accepted || appraisal.Pack!.NodeName == SeedMessages.Urn + "_", "only a pack of the node's is accepted");
    }

    // Each certificate behind its length in two bytes.
    private static byte[] Join(params byte[][] certificates) =>
        [.. certificates.SelectMany(certificate => (byte[])[(byte)(certificate.Length >> 8), (byte)certificate.Length, .. certificate])];

    private static byte[][]? Split(byte[] input)
    {
        List<byte[]> certificates = [];
        int offset = 0;
        while (certificates.Count < Evidence.MaxCertificates && input.Length - offset > 2)
        {
            int length = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(input.AsSpan(offset)), input.Length - offset - 2);
            if (length is 0 or > Evidence.MaxCertificateLength)
            {
                return null;
            }

            certificates.Add(input.AsSpan(offset + 2, length).ToArray());
            offset += 2 + length;
        }

        return certificates.Count > 0 ? [.. certificates] : null;
    }
}
