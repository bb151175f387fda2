using Enviro.Devices.Atecc608;
using Enviro.Wire;

namespace Enviro.Devices.Tests;

public sealed class AttestationTests
{
    private static readonly byte[] NumIn = Bench.Sequence(20, 7);

    [Fact]
    public void A_quote_is_what_the_verifier_computes_and_nothing_else()
    {
        Bench bench = IdentityChip.Provisioned();
        Evidence evidence = Evidence.Quote(bench);
        Assert.True(evidence.Verifies(NumIn, evidence.Random, evidence.Claim, 1));
        Assert.False(evidence.Verifies(Bench.Sequence(20, 8), evidence.Random, evidence.Claim, 1));
        Assert.False(evidence.Verifies(NumIn, evidence.Random, evidence.Claim, 0));
        byte[] random = [.. evidence.Random];
        random[31] ^= 1;
        Assert.False(evidence.Verifies(NumIn, random, evidence.Claim, 1));
        for (int i = 0; i < 128; i++)
        {
            byte[] configuration = [.. evidence.Claim];
            configuration[i] ^= 1;
            Assert.False(evidence.Verifies(NumIn, evidence.Random, configuration, 1), $"byte {i}");
        }
    }

    [Fact]
    public void A_quote_is_bound_to_its_nonce_and_never_the_same_twice()
    {
        Bench bench = IdentityChip.Provisioned();
        Evidence first = Evidence.Quote(bench);
        Evidence second = Evidence.Quote(bench);
        Assert.NotEqual(first.Random, second.Random);
        Assert.False(second.Verifies(NumIn, first.Random, first.Claim, 1));
    }

    [Fact]
    public void The_quoted_commands_are_nonce_four_blocks_and_an_internal_signature_with_the_serial_number()
    {
        Bench bench = IdentityChip.Provisioned();
        Evidence.Quote(bench);
        string[] commands = [.. bench.Written.Where(packet => packet.StartsWith("03", StringComparison.Ordinal)).Select(packet => packet[4..12])];
        Assert.Equal(
            ["02800000", "02800800", "02801000", "02801800", "16000000", "15000000", "15000100", "15000200", "15000300", "41400100"],
            commands[^10..]);
    }

    [Fact]
    public void A_key_created_with_proof_is_the_one_in_the_slot()
    {
        Bench bench = IdentityChip.Provisioned();
        byte[] before = IdentityChip.PublicKey(bench, 2);
        Evidence evidence = Evidence.Created(bench, 2);
        Assert.NotEqual(before, evidence.Claim);
        Assert.Equal(IdentityChip.PublicKey(bench, 2), evidence.Claim);
        Assert.True(evidence.Proves(Atecc608Digests.GenKeyCreateDigestMode, 2));
        Assert.False(evidence.Proves(Atecc608Digests.GenKeyDigestMode, 2));
        Assert.False(evidence.Proves(Atecc608Digests.GenKeyCreateDigestMode, 0));
    }

    [Fact]
    public void A_proven_key_stays_and_is_not_taken_for_a_new_one()
    {
        Bench bench = IdentityChip.Provisioned();
        byte[] before = IdentityChip.PublicKey(bench, 0);
        Evidence evidence = Evidence.Proven(bench, 0);
        Assert.Equal(before, evidence.Claim);
        Assert.True(evidence.Proves(Atecc608Digests.GenKeyDigestMode, 0));
        Assert.False(evidence.Proves(Atecc608Digests.GenKeyCreateDigestMode, 0));
        Assert.Equal(before, IdentityChip.PublicKey(bench, 0));
    }

    [Fact]
    public void Whether_the_slot_was_locked_is_part_of_the_proof()
    {
        Bench bench = IdentityChip.Provisioned();
        Evidence before = Evidence.Proven(bench, 0);
        Assert.True(bench.Device.TryLockSlot(0));
        Evidence after = Evidence.Proven(bench, 0);
        Assert.True(after.Proves(Atecc608Digests.GenKeyDigestMode, 0));
        Assert.NotEqual(before.Configuration, after.Configuration);
        Assert.False((after with { Configuration = before.Configuration }).Proves(Atecc608Digests.GenKeyDigestMode, 0));
    }

    [Fact]
    public void The_identity_key_cannot_be_replaced_under_a_proof()
    {
        Bench bench = IdentityChip.Provisioned();
        byte[] before = IdentityChip.PublicKey(bench, 0);
        Assert.False(bench.Device.TryCreateKeyWithProof(0, 1, NumIn, new byte[32], new byte[64], new byte[64]));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
        Assert.Equal(before, IdentityChip.PublicKey(bench, 0));
    }

    [Fact]
    public void Each_key_signs_its_own_kind_of_message_only()
    {
        Bench bench = IdentityChip.Provisioned();
        int commands = bench.Chip.CommandCount;
        Assert.False(bench.Device.TryQuoteConfiguration(0, NumIn, new byte[32], new byte[128], new byte[64]));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
        Assert.Equal(commands + 10, bench.Chip.CommandCount);
        Assert.False(bench.Device.TrySign(1, Bench.Digest("x"), new byte[64]));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
    }

    [Fact]
    public void The_host_cannot_choose_what_is_attested()
    {
        Bench bench = IdentityChip.Provisioned();

        // A nonce of the host's own in place of the chip's, a nonce nothing was digested into, and no nonce at all.
        Assert.True(bench.Device.TryLoadTempKey(new byte[32]));
        Assert.True(bench.Device.TryGenDig(CommandMode.GenDigConfiguration, 0));
        Assert.False(bench.Device.TrySignInternal(1, new byte[64]));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
        Assert.True(bench.Device.TryNonceRandom(NumIn, new byte[32]));
        Assert.False(bench.Device.TrySignInternal(1, new byte[64]));
        Assert.Equal(Atecc608Status.ExecutionError, bench.Device.LastStatus);
        Assert.True(bench.Device.TrySleep());
        Assert.False(bench.Device.TrySignInternal(1, new byte[64]));
        Assert.Equal(Atecc608Status.VolatileStateLost, bench.Device.LastStatus);
        Assert.False(bench.Device.TryGenDig(CommandMode.GenDigConfiguration, 0));
        Assert.Equal(Atecc608Status.VolatileStateLost, bench.Device.LastStatus);
    }

    [Fact]
    public void Arguments_that_can_never_be_right_throw_before_the_bus_is_touched()
    {
        Bench bench = Bench.Fresh();
        Atecc608Device device = bench.Device;
        Assert.Throws<ArgumentOutOfRangeException>(() => device.TryQuoteConfiguration(16, NumIn, new byte[32], new byte[128], new byte[64]));
        Assert.Throws<ArgumentException>(() => device.TryQuoteConfiguration(1, new byte[19], new byte[32], new byte[128], new byte[64]));
        Assert.Throws<ArgumentException>(() => device.TryQuoteConfiguration(1, NumIn, new byte[31], new byte[128], new byte[64]));
        Assert.Throws<ArgumentException>(() => device.TryQuoteConfiguration(1, NumIn, new byte[32], new byte[127], new byte[64]));
        Assert.Throws<ArgumentException>(() => device.TryProveKey(0, 1, NumIn, new byte[32], new byte[63], new byte[64]));
        Assert.Throws<ArgumentException>(() => device.TryProveKey(0, 1, NumIn, new byte[32], new byte[64], new byte[63]));
        Assert.Throws<ArgumentOutOfRangeException>(() => device.TrySignInternal(-1, new byte[64]));
        Assert.Empty(bench.Written);
    }

    /// <summary>What the chip said, and the key it says it with. Claim: 128 bytes of configuration, or a public key.</summary>
    private sealed record Evidence(byte[] Random, byte[] Claim, byte[] Signature, byte[] Key, byte[] Configuration)
    {
        public static Evidence Quote(Bench bench)
        {
            (byte[] random, byte[] claim, byte[] signature) = (new byte[32], new byte[128], new byte[64]);
            bool done = bench.Device.TryQuoteConfiguration(1, NumIn, random, claim, signature);
            return Made(bench, done, random, claim, signature);
        }

        public static Evidence Created(Bench bench, int slot)
        {
            (byte[] random, byte[] claim, byte[] signature) = (new byte[32], new byte[64], new byte[64]);
            bool done = bench.Device.TryCreateKeyWithProof(slot, 1, NumIn, random, claim, signature);
            return Made(bench, done, random, claim, signature);
        }

        public static Evidence Proven(Bench bench, int slot)
        {
            (byte[] random, byte[] claim, byte[] signature) = (new byte[32], new byte[64], new byte[64]);
            bool done = bench.Device.TryProveKey(slot, 1, NumIn, random, claim, signature);
            return Made(bench, done, random, claim, signature);
        }

        public bool Verifies(byte[] numIn, byte[] random, byte[] configuration, int slot) =>
            Bench.Verifies(Key, Atecc608Evidence.QuoteDigest(numIn, random, configuration, slot), Signature);

        public bool Proves(byte mode, int slot) =>
            Bench.Verifies(Key, Atecc608Evidence.KeyProofDigest(NumIn, Random, mode, slot, Claim, Configuration, 1), Signature);

        private static Evidence Made(Bench bench, bool done, byte[] random, byte[] claim, byte[] signature)
        {
            Assert.True(done, bench.Device.LastStatus.ToString());
            string[] written = [.. bench.Written];
            byte[] configuration = new byte[128];
            Assert.True(bench.Device.TryReadConfiguration(configuration));
            Evidence evidence = new(random, claim, signature, IdentityChip.PublicKey(bench, 1), configuration);
            bench.Written.Clear();
            bench.Written.AddRange(written);
            return evidence;
        }
    }
}
