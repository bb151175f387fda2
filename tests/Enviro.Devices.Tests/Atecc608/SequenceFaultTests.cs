using Enviro.Devices.Atecc608;
using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Devices.Tests;

/// <summary>Every operation under faults of the bus: one is overcome wherever it strikes, many give an error and never a wrong answer.</summary>
public sealed class SequenceFaultTests
{
    private const int MostTransfers = 400;

    private static readonly byte[] NumIn = Bench.Sequence(20, 7);
    private static readonly byte[] Block = Bench.Sequence(32, 30);

    // The point of P-256 to the private key of RFC 6979 appendix A.2.5.
    private static readonly byte[] Peer = Convert.FromHexString(
        "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB67903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299");

    // What each operation gives, or null where it failed. Those with random numbers in them check themselves and give a constant.
    private static readonly Dictionary<string, Func<Bench, string?>> Operations = new()
    {
        ["quote"] = Quote,
        ["create key with proof"] = bench => Proof(bench, Atecc608Digests.GenKeyCreateDigestMode, 2),
        ["prove key"] = bench => Proof(bench, Atecc608Digests.GenKeyDigestMode, 0),
        ["ECDH"] = bench => Given(32, secret => bench.Device.TryEcdh(0, Peer, secret)),
        ["MAC"] = bench => Given(32, mac => bench.Device.TryMac(4, Block, mac)),
        ["HMAC"] = bench => Given(32, mac => bench.Device.TryHmac(4, Bench.Sequence(150), 0, 150, mac)),
        ["AES"] = bench => Given(16, result => bench.Device.TryAesEncrypt(5, 0, Block, result)),
        ["serial number"] = bench => Given(9, number => bench.Device.TryReadSerialNumber(number)),
        ["slot"] = bench => Given(72, content => bench.Device.TryReadSlot(12, 0, content, 72)),
        ["encrypted write"] = EncryptedWrite,
        ["encrypted read"] = bench => Given(32, content => bench.Device.TryReadEncrypted(9, 0, content, 4, IdentityChip.Secret, NumIn)),
        ["encrypted private key"] = EncryptedPrivateKey,
        ["UserExtra"] = UserExtra,
        ["self-test"] = bench => bench.Device.TrySelfTest(CommandMode.SelfTestAll, out int failures) ? failures.ToString() : null,
        ["secure boot"] = bench =>
            bench.Device.TrySecureBoot(CommandMode.SecureBootFull, Block, Signature, out bool valid) ? valid.ToString() : null,
    };

    private static readonly byte[] Signature = IdentityChip.BootKey.SignHash(Block);

    public static TheoryData<string, BusFault> Cases()
    {
        TheoryData<string, BusFault> cases = [];
        foreach (string operation in Operations.Keys)
        {
            foreach (BusFault fault in Enum.GetValues<BusFault>().Where(fault => fault != BusFault.None))
            {
                cases.Add(operation, fault);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void One_fault_at_any_transfer_is_overcome(string name, BusFault fault)
    {
        Func<Bench, string?> operation = Operations[name];
        Bench whole = IdentityChip.Provisioned();
        int before = whole.Bus.TransferCount;
        string? expected = operation(whole);
        Assert.NotNull(expected);
        int transfers = whole.Bus.TransferCount - before;
        Assert.InRange(transfers, 3, MostTransfers);
        for (int at = 0; at < transfers; at++)
        {
            Bench bench = IdentityChip.Provisioned();
            int faulty = bench.Bus.TransferCount + at;
            bench.Bus.FaultAt = index => index == faulty ? fault : BusFault.None;
            Assert.True(expected == operation(bench), $"{name}, {fault} at {at}: {bench.Device.LastStatus}");
        }
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void Random_faults_give_no_wrong_answer_and_the_next_call_recovers(int seed)
    {
        Random random = new(seed);
        int done = 0;
        int tried = 0;
        foreach ((string name, Func<Bench, string?> operation) in Operations)
        {
            string? expected = operation(IdentityChip.Provisioned());
            for (int i = 0; i < 20; i++)
            {
                Bench bench = IdentityChip.Provisioned();
                bench.Bus.FaultAt = _ => random.Next(8) == 0 ? (BusFault)random.Next(1, 7) : BusFault.None;
                string? given = operation(bench);
                Assert.True(given is null || given == expected, $"seed {seed}, {name}, attempt {i}: {given}");
                tried++;
                done += given is null ? 0 : 1;
                bench.Bus.FaultAt = null;

                // UserExtra is written once: after an attempt that was reported lost it may have been the first.
                Assert.True(name == "UserExtra" || expected == operation(bench), $"seed {seed}, {name} after attempt {i}: {bench.Device.LastStatus}");
            }
        }

        Assert.InRange(done, tried / 4, tried);
    }

    [Theory]
    [InlineData(Atecc608ClockDivider.M1, "C0000028")]
    [InlineData(Atecc608ClockDivider.M2, "C0000068")]
    public void Evidence_is_made_at_any_clock_divider_by_the_slowest_chip(Atecc608ClockDivider divider, string word)
    {
        Bench bench = Bench.Configured(
            (ConfigurationZone.I2cAddressOffset, word),
            (ConfigurationZone.SlotConfigOffset, "85808280"),
            (ConfigurationZone.KeyConfigOffset, "33007300"));
        bench.Chip.ExecutionTimePercent = 100;
        Atecc608Device device = new(bench, Atecc608Device.DefaultAddress, divider);
        byte[] attestationKey = new byte[64];
        Assert.True(device.TryGenerateKey(0, new byte[64]) && device.TryGenerateKey(1, attestationKey) && device.TryLockDataAndOtp());
        byte[] random = new byte[32];
        byte[] configuration = new byte[128];
        byte[] signature = new byte[64];
        Assert.True(device.TryQuoteConfiguration(1, NumIn, random, configuration, signature), device.LastStatus.ToString());
        Assert.True(Bench.Verifies(attestationKey, Atecc608Evidence.QuoteDigest(NumIn, random, configuration, 1), signature));
        byte[] publicKey = new byte[64];
        Assert.True(device.TryProveKey(0, 1, NumIn, random, publicKey, signature), device.LastStatus.ToString());
        byte[] digest = Atecc608Evidence.KeyProofDigest(NumIn, random, Atecc608Digests.GenKeyDigestMode, 0, publicKey, configuration, 1);
        Assert.True(Bench.Verifies(attestationKey, digest, signature));
    }

    [Theory]
    [InlineData(BusFault.Unacknowledged)]
    [InlineData(BusFault.BitFlip)]
    public void A_lost_DeriveKey_is_reported_and_not_repeated(BusFault fault)
    {
        Bench bench = IdentityChip.Provisioned();
        Assert.True(bench.Device.TryNonceRandom(NumIn, new byte[32]));
        int commands = bench.Chip.CommandCount;
        int first = bench.Bus.TransferCount + 1;
        bench.Bus.FaultAt = index => index >= first ? fault : BusFault.None;
        Assert.False(bench.Device.TryDeriveKey(10));
        Assert.Contains(bench.Device.LastStatus, new[] { Atecc608Status.NoAnswer, Atecc608Status.DamagedResponse });
        Assert.Equal(commands + 1, bench.Chip.CommandCount);
        bench.Bus.FaultAt = null;
        Assert.False(bench.Device.TryDeriveKey(10));
        Assert.Equal(Atecc608Status.VolatileStateLost, bench.Device.LastStatus);
    }

    private static string? Given(int length, Func<byte[], bool> operation)
    {
        byte[] result = new byte[length];
        return operation(result) ? Convert.ToHexString(result) : null;
    }

    private static string? Quote(Bench bench)
    {
        byte[] random = new byte[32];
        byte[] configuration = new byte[128];
        byte[] signature = new byte[64];
        return !bench.Device.TryQuoteConfiguration(1, NumIn, random, configuration, signature)
            ? null
            : Checked(bench, Atecc608Evidence.QuoteDigest(NumIn, random, configuration, 1), signature) + Convert.ToHexString(configuration);
    }

    private static string? Proof(Bench bench, byte mode, int slot)
    {
        byte[] random = new byte[32];
        byte[] publicKey = new byte[64];
        byte[] signature = new byte[64];
        bool done = mode == Atecc608Digests.GenKeyCreateDigestMode
            ? bench.Device.TryCreateKeyWithProof(slot, 1, NumIn, random, publicKey, signature)
            : bench.Device.TryProveKey(slot, 1, NumIn, random, publicKey, signature);
        if (!done)
        {
            return null;
        }

        bench.Bus.FaultAt = null;
        byte[] configuration = new byte[128];
        Assert.True(bench.Device.TryReadConfiguration(configuration));
        byte[] digest = Atecc608Evidence.KeyProofDigest(NumIn, random, mode, slot, publicKey, configuration, 1);
        return Checked(bench, digest, signature) + (IdentityChip.PublicKey(bench, slot).AsSpan().SequenceEqual(publicKey) ? "" : ", another key");
    }

    private static string Checked(Bench bench, byte[] digest, byte[] signature)
    {
        bench.Bus.FaultAt = null;
        return Bench.Verifies(IdentityChip.PublicKey(bench, 1), digest, signature) ? "verifies" : "does not verify";
    }

    private static string? EncryptedWrite(Bench bench)
    {
        if (!bench.Device.TryWriteEncrypted(9, 1, Block, 4, IdentityChip.Secret, NumIn))
        {
            return null;
        }

        bench.Bus.FaultAt = null;
        byte[] read = new byte[32];
        Assert.True(bench.Device.TryReadEncrypted(9, 1, read, 4, IdentityChip.Secret, NumIn));
        return Convert.ToHexString(read);
    }

    private static string? EncryptedPrivateKey(Bench bench)
    {
        if (!bench.Device.TryPrivWriteEncrypted(3, Block, 4, IdentityChip.Secret, NumIn))
        {
            return null;
        }

        bench.Bus.FaultAt = null;
        return Convert.ToHexString(IdentityChip.PublicKey(bench, 3));
    }

    private static string? UserExtra(Bench bench)
    {
        if (!bench.Device.TryUpdateExtra(CommandMode.UpdateUserExtra, 0x5A))
        {
            return null;
        }

        bench.Bus.FaultAt = null;
        byte[] configuration = new byte[128];
        Assert.True(bench.Device.TryReadConfiguration(configuration));
        return configuration[ConfigurationZone.UserExtraOffset].ToString();
    }
}
