using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Tpm;

namespace Enviro.Verification.Tests;

/// <summary>Seals and headers that a gateway itself got wrong, by fault or by intent.</summary>
public sealed class SealRulesTests : IDisposable
{
    private readonly FakeTpm _tpm = new();
    private readonly TestLedger _quoted;
    private readonly TestLedger _software = new();

    public SealRulesTests()
    {
        _quoted = new TestLedger(_tpm);
    }

    public static TheoryData<string, LedgerRule> HeaderFields => new()
    {
        { nameof(BlockHeader.ChainId), LedgerRule.ChainId },
        { nameof(BlockHeader.Gateway), LedgerRule.GatewayKey },
        { nameof(BlockHeader.Height), LedgerRule.HeaderFormat },
        { nameof(BlockHeader.Previous), LedgerRule.PreviousHash },
        { nameof(BlockHeader.FirstIndex), LedgerRule.TreeSize },
        { nameof(BlockHeader.RootHash), LedgerRule.RootHash },
        { nameof(BlockHeader.SealedAtMs), LedgerRule.BlockTime },
        { nameof(BlockHeader.EarliestReadingMs), LedgerRule.BlockTime },
        { nameof(BlockHeader.LatestReadingMs), LedgerRule.BlockTime },
        { nameof(BlockHeader.RollbackCounter), LedgerRule.RollbackCounter },
    };

    public void Dispose()
    {
        _quoted.Dispose();
        _software.Dispose();
        _tpm.Dispose();
    }

    [Fact]
    public void A_ledger_sealed_by_quotes_is_sound_and_has_no_software_seals()
    {
        using TestLedger ledger = TestLedger.Filled(_tpm);

        VerificationReport report = ledger.Verify();

        Assert.Empty(report.Findings);
        Assert.Equal((3, 0), (report.Blocks, report.SoftwareSeals));
    }

    [Theory]
    [MemberData(nameof(HeaderFields))]
    public void A_false_header_is_found_though_its_seal_is_true(string field, LedgerRule rule)
    {
        using TestLedger ledger = TestLedger.Filled();
        byte[] header = Altered(ledger.Headers[2], field).Encode();
        byte[] seal = ledger.SealOver(header).Encode();
        using Tampering tampering = new(ledger.Close());

        tampering.Restore();
        tampering.Execute("UPDATE blocks SET header = $0, seal = $1 WHERE height = 2", header, seal);
        tampering.Execute("UPDATE head SET header_hash = $0", BlockHeader.HashOf(header));

        Finding finding = Assert.Single(tampering.Verify().Findings);
        Assert.Equal((rule, 2L), (finding.Rule, finding.Height));
    }

    [Theory]
    [InlineData(1, LedgerRule.TreeSize)]
    [InlineData(13, LedgerRule.EntryMissing)]
    public void A_false_tree_size_is_found(long treeSize, LedgerRule rule)
    {
        using TestLedger ledger = TestLedger.Filled();
        byte[] header = Header(ledger.Headers[2], treeSize: treeSize, firstIndex: Math.Min(9, treeSize)).Encode();
        byte[] seal = ledger.SealOver(header).Encode();
        using Tampering tampering = new(ledger.Close());

        VerificationReport report = tampering.After("UPDATE blocks SET header = $0, seal = $1 WHERE height = 2", header, seal);

        Assert.Contains(report.Findings, finding => finding.Rule == rule && finding.Height == 2);
    }

    [Theory]
    [InlineData(8u, 0u, 0, true)]
    [InlineData(7u, 4u, 0, true)]
    [InlineData(7u, 3u, 0, true)]
    [InlineData(8u, 0u, -5000, true)]
    [InlineData(7u, 3u, -5000, false)]
    [InlineData(7u, 2u, 0, false)]
    [InlineData(6u, 3u, 0, false)]
    [InlineData(0u, 0u, 1_000_000, false)]
    public void The_counts_and_the_clock_of_the_TPM_only_go_forward(uint resets, uint restarts, long clockMs, bool isSound)
    {
        _quoted.Enrol();
        _quoted.SealBlock();
        _quoted.AppendNext(_quoted.A);
        _tpm.Clock = new TpmClock((ulong)((long)_tpm.Clock.ClockMs + clockMs), resets, restarts, true);
        _quoted.SealBlock();

        AssertOnly(_quoted, isSound ? null : LedgerRule.TpmClock, 1);
    }

    [Fact]
    public void Counts_obfuscated_by_a_constant_may_wrap_around()
    {
        _quoted.Enrol();
        _tpm.Clock = _tpm.Clock with { ResetCount = uint.MaxValue, RestartCount = uint.MaxValue };
        _quoted.SealBlock();
        _quoted.AppendNext(_quoted.A);
        _tpm.Clock = _tpm.Clock with { ResetCount = uint.MaxValue, RestartCount = 0 };
        _quoted.SealBlock();
        _quoted.AppendNext(_quoted.A);
        _tpm.Clock = _tpm.Clock with { ResetCount = 0, RestartCount = uint.MaxValue };
        _quoted.SealBlock();

        Assert.Empty(_quoted.Verify().Findings);
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(4, false)]
    [InlineData(3, false)]
    [InlineData(0, false)]
    public void The_rollback_counter_advances_with_every_block(ulong next, bool isSound)
    {
        _quoted.Enrol();
        _quoted.SealBlock(_quoted.NextHeader(rollbackCounter: 4));
        _quoted.AppendNext(_quoted.A);
        _quoted.SealBlock(_quoted.NextHeader(next));

        AssertOnly(_quoted, isSound ? null : LedgerRule.RollbackCounter, 1);
    }

    [Fact]
    public void A_quote_by_another_TPM_is_found()
    {
        using FakeTpm other = new();
        _quoted.Enrol();
        BlockHeader header = _quoted.NextHeader();
        _quoted.SealBlock(header, other.Quote(BlockHeader.HashOf(header.Encode())));

        AssertOnly(_quoted, LedgerRule.SealSignature, 0);
    }

    [Fact]
    public void A_signature_by_another_software_key_is_found()
    {
        using SigningKey other = SigningKey.Create(Path.Combine(_software.Directory, "other.pem"));
        _software.Enrol();
        BlockHeader header = _software.NextHeader();
        _software.SealBlock(header, Seal.Sign(other, header.Encode()));

        AssertOnly(_software, LedgerRule.SealSignature, 0);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(23)]
    [InlineData(0)]
    public void A_quote_over_other_PCRs_than_the_platforms_is_found(int pcr)
    {
        _tpm.Pcrs = PcrSelection.Sha256(pcr);
        _quoted.Enrol();
        _quoted.SealBlock();

        AssertOnly(_quoted, LedgerRule.SealFormat, 0);
    }

    [Fact]
    public void A_quote_over_something_else_is_found()
    {
        _quoted.Enrol();
        _quoted.SealBlock(seal: _tpm.Quote(new byte[32]));

        AssertOnly(_quoted, LedgerRule.SealBinding, 0);
    }

    [Fact]
    public void A_quote_over_a_shortened_hash_is_found()
    {
        _quoted.Enrol();
        BlockHeader header = _quoted.NextHeader();
        _quoted.SealBlock(header, _tpm.Quote(BlockHeader.HashOf(header.Encode())[..31]));

        AssertOnly(_quoted, LedgerRule.SealBinding, 0);
    }

    [Fact]
    public void What_the_attestation_key_signed_that_is_no_quote_is_found()
    {
        _quoted.Enrol();
        _quoted.SealBlock(seal: _tpm.SignAttest([0xFF, 0x54, 0x43, 0x47, 0x80, 0x17]));

        AssertOnly(_quoted, LedgerRule.SealFormat, 0);
    }

    [Fact]
    public void A_quote_by_a_key_enrolled_as_software_is_found()
    {
        _quoted.Enrol(SealKeyKind.Software);
        _quoted.SealBlock();

        AssertOnly(_quoted, LedgerRule.SealFormat, 0);
    }

    [Fact]
    public void A_software_seal_by_a_key_enrolled_as_a_TPMs_is_found()
    {
        _software.Enrol(SealKeyKind.TpmAttestationKey);
        _software.SealBlock();

        AssertOnly(_software, LedgerRule.SealFormat, 0);
        Assert.Equal(0, _software.Verify().SoftwareSeals);
    }

    [Fact]
    public void A_gateway_that_is_not_enrolled_is_found()
    {
        _software.AppendCharter();
        _software.SealBlock();

        AssertOnly(_software, LedgerRule.GatewayKey, 0);
    }

    private static void AssertOnly(TestLedger ledger, LedgerRule? rule, long height)
    {
        VerificationReport report = ledger.Verify();
        if (rule is null)
        {
            Assert.Empty(report.Findings);
            return;
        }

        Finding finding = Assert.Single(report.Findings);
        Assert.Equal(rule, finding.Rule);
        Assert.Equal(height, finding.Height);
    }

    private static BlockHeader Altered(BlockHeader header, string field) => field switch
    {
        nameof(BlockHeader.ChainId) => Header(header, chainId: new byte[32]),
        nameof(BlockHeader.Gateway) => Header(header, gateway: new byte[32]),
        nameof(BlockHeader.Height) => Header(header, height: 7),
        nameof(BlockHeader.Previous) => Header(header, previous: new byte[32]),
        nameof(BlockHeader.FirstIndex) => Header(header, firstIndex: header.FirstIndex - 1),
        nameof(BlockHeader.RootHash) => Header(header, rootHash: new byte[32]),
        nameof(BlockHeader.SealedAtMs) => Header(header, sealedAtMs: header.SealedAtMs - 3600_000),
        nameof(BlockHeader.EarliestReadingMs) => Header(header, earliestMs: header.EarliestReadingMs - 1),
        nameof(BlockHeader.LatestReadingMs) => Header(header, latestMs: header.LatestReadingMs + 1),
        _ => Header(header, counter: header.RollbackCounter - 1),
    };

    private static BlockHeader Header(
        BlockHeader from, byte[]? chainId = null, byte[]? gateway = null, long? height = null, byte[]? previous = null, long? firstIndex = null,
        long? treeSize = null, byte[]? rootHash = null, long? sealedAtMs = null, long? earliestMs = null, long? latestMs = null, ulong? counter = null) => new()
        {
            ChainId = chainId ?? from.ChainId,
            Gateway = gateway ?? from.Gateway,
            Height = height ?? from.Height,
            Previous = previous ?? from.Previous,
            FirstIndex = firstIndex ?? from.FirstIndex,
            TreeSize = treeSize ?? from.TreeSize,
            RootHash = rootHash ?? from.RootHash,
            SealedAtMs = sealedAtMs ?? from.SealedAtMs,
            EarliestReadingMs = earliestMs ?? from.EarliestReadingMs,
            LatestReadingMs = latestMs ?? from.LatestReadingMs,
            RollbackCounter = counter ?? from.RollbackCounter,
        };
}
