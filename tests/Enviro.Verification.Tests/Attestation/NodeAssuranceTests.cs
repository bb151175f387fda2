using Enviro.Wire;

namespace Enviro.Verification.Tests;

/// <summary>Verdicts in general, and readings under shared keys as a gateway judges them.</summary>
public sealed class NodeAssuranceTests
{
    [Fact]
    public void Numbers_of_verdicts_are_never_reused() => Assert.Equal(
        [
            "Suspended 17", "Revoked 18", "NotApproved 19", "UnknownAuthority 20", "CertificateExpired 21", "CertificateMismatch 22", "StaleNonce 23",
            "FirmwareNotInPolicy 24", "ConfigurationNotInPolicy 25", "DebugEnabled 26", "BadQuote 27", "ClonedIdentity 28", "KeyMoved 29",
            "UnexpectedEvidence 30", "TooManyPending 31", "TooManyHellos 32", "HandshakeFailed 33", "SettingsWithheld 34",
        ],
        Enum.GetValues<AppraisalResult>().Where(result => (int)result >= 17).Select(result => $"{result} {(int)result}"));

    [Fact]
    public void What_noise_and_loss_cause_is_no_security_event()
    {
        AppraisalResult[] ordinary =
        [
            AppraisalResult.Accepted, AppraisalResult.Malformed, AppraisalResult.Oversized, AppraisalResult.WrongTopic, AppraisalResult.UnknownAttester,
            AppraisalResult.Replayed, AppraisalResult.OutOfOrder, AppraisalResult.ClockOutOfRange, AppraisalResult.PacketTooLarge,
            AppraisalResult.TooManyClients, AppraisalResult.InvalidClient, AppraisalResult.NotApproved, AppraisalResult.TooManyHellos,
            AppraisalResult.HandshakeFailed, AppraisalResult.SettingsWithheld,
        ];
        Assert.Equal(ordinary, Enum.GetValues<AppraisalResult>().Where(result => !result.IsSecurityEvent()));
    }

    [Fact]
    public void A_gateway_takes_a_tag_only_under_the_key_it_shares()
    {
        using AttestedLedger attested = new AttestedLedger().Filled();
        Ledger.Registers.LedgerState state = Ledger.Registers.LedgerState.Fold(attested.Ledger.Store);
        byte[] message = attested.NextMac();
        ReadingAppraisal appraisal = ReadingAppraisal.Appraise(message, AttestedLedger.MacUrn, AttestedLedger.StartMs, state, attested.SharedKeyOf);
        Assert.Equal(AppraisalResult.Accepted, appraisal.Result);
        Assert.True(appraisal.IsAuthentic);
        Assert.True(appraisal.Header!.IsMac);
        Assert.Null(appraisal.Envelope);
        Assert.True(appraisal.IsMessage(Sha256.HashData(message)));
        Assert.False(appraisal.IsMessage(new byte[32]));

        foreach (Func<byte[], byte[]?>? keys in (Func<byte[], byte[]?>?[])[null, _ => null, _ => new byte[32], _ => []])
        {
            appraisal = ReadingAppraisal.Appraise(message, AttestedLedger.MacUrn, AttestedLedger.StartMs, state, keys);
            Assert.Equal((AppraisalResult.BadSignature, false), (appraisal.Result, appraisal.IsAuthentic));
        }

        Assert.Equal(
            AppraisalResult.NodeMismatch, ReadingAppraisal.Appraise(message, TestDevice.Urn, AttestedLedger.StartMs, state, attested.SharedKeyOf).Result);
        for (int bit = 0; bit < message.Length * 8; bit++)
        {
            byte[] altered = (byte[])message.Clone();
            altered[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(ReadingAppraisal.Appraise(altered, AttestedLedger.MacUrn, AttestedLedger.StartMs, state, attested.SharedKeyOf).IsAuthentic);
        }
    }
}
