using System.Security.Cryptography;
using Enviro.Gateway;
using Enviro.Ledger;
using Enviro.Tpm;

namespace Enviro.Simulator.Tests;

/// <summary>The gateway's keys on the simulated TPM: as on a real one.</summary>
public sealed class SimulatedTpmTests
{
    private static readonly byte[] Header = "an encoded header"u8.ToArray();
    private readonly string _uri = $"tpm:simulated/{Guid.NewGuid():N}";
    private readonly SimulatedTpm _tpm;
    private long _nowMs = 1_000_000;

    public SimulatedTpmTests()
    {
        _tpm = new SimulatedTpm(new SimulationRandom(5), () => _nowMs);
    }

    public static TheoryData<TpmFault> Faults => [TpmFault.Unavailable, TpmFault.Failure, TpmFault.Garbled];

    [Fact]
    public void A_seal_verifies_and_says_what_a_quote_says()
    {
        List<byte[]> quoted = [];
        _tpm.Quoted = quoted.Add;
        using TpmSealKey key = OpenSealKey();
        ulong first = key.AdvanceRollbackCounter(0);
        Seal seal = key.Seal(Header);

        using ECDsa verifier = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = key.PublicKey[..32], Y = key.PublicKey[32..] },
        });
        Assert.True(verifier.VerifyData(seal.Attest!, seal.Signature, HashAlgorithmName.SHA256));
        Assert.True(Attest.TryParse(seal.Attest!, out Attest? attest));
        Assert.Equal(BlockHeader.HashOf(Header), attest.ExtraData);
        Assert.Equal(seal.Attest, attest.Format());
        Assert.Equal(SHA256.HashData(new byte[16 * 32]), attest.PcrDigest);
        Assert.Equal(BlockHeader.HashOf(Header), Assert.Single(quoted));
        Assert.Equal(first + 1, key.AdvanceRollbackCounter(first));
    }

    [Fact]
    public void The_same_seed_and_times_give_the_same_bytes()
    {
        List<(byte[] Command, byte[] Response)>[] talks = [[], []];
        foreach (List<(byte[] Command, byte[] Response)> talk in talks)
        {
            SimulatedTpm tpm = new(new SimulationRandom(77), () => 5);
            using TpmSealKey key = new($"tpm:simulated/{Guid.NewGuid():N}", _ => new RecordingChannel(tpm.Connect(), talk));
            key.AdvanceRollbackCounter(0);
            key.Seal(Header);
            tpm.Fault = TpmFault.Busy;
            key.Seal(Header);
        }

        Assert.Equal(talks[0].Select(talk => Convert.ToHexString(talk.Response)), talks[1].Select(talk => Convert.ToHexString(talk.Response)));
        Assert.True(talks[0].Count > 15, $"only {talks[0].Count} commands");
    }

    [Fact]
    public void After_a_reset_seals_go_on_and_tell_of_it()
    {
        using TpmSealKey key = OpenSealKey();
        ulong counter = key.AdvanceRollbackCounter(0);
        Attest before = AttestOf(key.Seal(Header));
        _nowMs += 60_000;
        _tpm.Reset();

        // The one in whose connection it happened is told; the next opens the TPM again.
        SealingException told = Assert.Throws<SealingException>(() => key.Seal(Header));
        Assert.Contains("TPM_RC_INITIALIZE", told.Message, StringComparison.Ordinal);
        Attest after = AttestOf(key.Seal(Header));
        Assert.Equal(before.Clock.ResetCount + 1, after.Clock.ResetCount);
        Assert.Equal(before.Clock.RestartCount, after.Clock.RestartCount);
        Assert.False(after.Clock.Safe);
        Assert.InRange(after.Clock.ClockMs, 60_000UL - 4096, 60_000UL);

        // An orderly counter jumps, by less than the 256 increments between two writes.
        ulong next = key.AdvanceRollbackCounter(counter);
        Assert.InRange(next, counter + 2, counter + 256);
        Assert.Equal(next + 1, key.AdvanceRollbackCounter(next));
        _nowMs += 5_000;
        Assert.True(AttestOf(key.Seal(Header)).Clock.Safe);
    }

    [Fact]
    public void A_cleared_TPM_is_refused_by_name()
    {
        ulong counter;
        using (TpmSealKey key = OpenSealKey())
        {
            counter = key.AdvanceRollbackCounter(0);
            _tpm.Clear();
            Assert.Throws<SealingException>(() => key.Seal(Header));
            SealingException refused = Assert.Throws<SealingException>(() => key.Seal(Header));
            Assert.Contains("the attestation key is another than before", refused.Message, StringComparison.Ordinal);
        }

        using TpmSealKey other = OpenSealKey();
        Assert.True(other.AdvanceRollbackCounter(counter) > counter, "a counter defined after clearing starts above all that were");
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_is_a_sealing_exception_and_passes(TpmFault fault)
    {
        using TpmSealKey key = OpenSealKey();
        byte[] publicKey = key.PublicKey;
        ulong counter = key.AdvanceRollbackCounter(0);
        for (int round = 0; round < 200; round++)
        {
            _tpm.Fault = fault;
            ulong advanced = counter;
            Exception? refused = Record.Exception(() => advanced = key.AdvanceRollbackCounter(counter));
            Assert.True(refused is null or SealingException, $"{fault}: {refused}");
            Assert.InRange(advanced, counter, counter + 1000);
            refused = Record.Exception(() => key.Seal(Header));
            Assert.True(refused is SealingException, $"{fault}: {refused}");

            // What was opened while the fault lasted may be of no use; the turn after finds that out and opens it again.
            _tpm.Fault = TpmFault.None;
            Record.Exception(() => key.Seal(Header));
            Assert.Equal(BlockHeader.HashOf(Header), AttestOf(key.Seal(Header)).ExtraData);
            counter = key.AdvanceRollbackCounter(advanced);
            Assert.Equal(publicKey, key.PublicKey);
        }
    }

    [Fact]
    public void A_busy_TPM_makes_one_wait_and_does_what_is_asked()
    {
        using TpmSealKey key = OpenSealKey();
        _tpm.TakeDelayMs();
        _tpm.Fault = TpmFault.Busy;
        ulong counter = key.AdvanceRollbackCounter(0);
        Assert.Equal(BlockHeader.HashOf(Header), AttestOf(key.Seal(Header)).ExtraData);
        Assert.InRange(_tpm.TakeDelayMs(), 3, 1000);
        Assert.Equal(0, _tpm.TakeDelayMs());
        Assert.Equal(counter + 1, key.AdvanceRollbackCounter(counter));
    }

    [Fact]
    public void A_service_key_signs_and_is_certified_beside_the_seal_key()
    {
        using TpmSealKey seal = OpenSealKey();
        using TpmServiceKey service = new(_uri, TpmKeyPurpose.GatewayService, _ => _tpm.Connect());
        byte[] digest = SHA256.HashData("message"u8);
        Assert.True(Es256.Verify(service.PublicKey, digest, service.SignDigest(digest)));
        Assert.True(service.Certify(digest).TryVerify(seal.PublicKey, digest, out TpmPublic? certified));
        Assert.Equal(service.PublicKey, certified.Point);
    }

    [Fact]
    public void The_plain_clock_counts_resets_and_orderly_stops_lose_nothing()
    {
        using TpmDevice tpm = TpmDevice.Open(_tpm.Connect());
        RollbackCounter counter = RollbackCounter.Open(tpm);
        ulong last = counter.Advance();
        _nowMs += 10_001;
        Assert.Equal(new TpmTime(10_001, new TpmClock(10_001, 1, 0, true)), tpm.ReadClock());
        tpm.Shutdown();
        _tpm.Reset();
        using TpmDevice again = TpmDevice.Open(_tpm.Connect());
        Assert.Equal(new TpmTime(0, new TpmClock(10_001, 2, 0, true)), again.ReadClock());
        Assert.Equal(last, RollbackCounter.Open(again).Read());
        again.Shutdown(TpmStartupType.State);
        _tpm.Reset();
        again.Startup(TpmStartupType.State);
        Assert.Equal(new TpmTime(0, new TpmClock(10_001, 2, 1, true)), again.ReadClock());
    }

    [Fact]
    public void A_late_connection_after_a_lost_one_works_and_the_lost_one_does_not()
    {
        ITpmChannel lost = _tpm.Connect();
        _tpm.Fault = TpmFault.Unavailable;
        Assert.Throws<TpmUnavailableException>(() => lost.Transmit([]));
        _tpm.Fault = TpmFault.None;
        Assert.Throws<TpmUnavailableException>(() => lost.Transmit([]));
        Assert.Equal("80010000000a00000142", Convert.ToHexStringLower(_tpm.Connect().Transmit([])));
    }

    [Fact]
    public void Noise_never_gets_anything_but_a_response()
    {
        ulong seed = (ulong)Random.Shared.NextInt64();
        SimulationRandom random = new(seed);
        List<(byte[] Command, byte[] Response)> talk = [];
        using (TpmDevice tpm = TpmDevice.Open(new RecordingChannel(_tpm.Connect(), talk)))
        {
            TpmSigningKey.Open(tpm, TpmKeyPurpose.GatewayService).CertifyBy(AttestationKey.Open(tpm), "x"u8);
            RollbackCounter.Open(tpm).Advance();
            tpm.PcrExtend(8, new byte[32]);
            tpm.PcrRead(PcrSelection.Sha256(0, 8));
        }

        ITpmChannel channel = _tpm.Connect();
        for (int i = 0; i < 20_000; i++)
        {
            byte[] command = [.. talk[random.Below(talk.Count)].Command];
            for (int edits = random.Below(4); edits >= 0; edits--)
            {
                command[10 + random.Below(Math.Max(1, command.Length - 10)) is int at && at < command.Length ? at : 0] = (byte)random.Below(256);
            }

            byte[] response = channel.Transmit(command);
            Assert.True(response.Length >= 10 && response[0] is 0x80 or 0x00, $"seed {seed}: {Convert.ToHexString(command)}");
            Assert.Equal(response.Length, (response[4] << 8) | response[5]);
        }
    }

    private TpmSealKey OpenSealKey() => new(_uri, _ => _tpm.Connect());

    private static Attest AttestOf(Seal seal) =>
        Attest.TryParse(seal.Attest, out Attest? attest) ? attest : throw new InvalidDataException("no quote");
}
