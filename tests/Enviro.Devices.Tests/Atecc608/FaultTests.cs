using Enviro.Devices.Atecc608;
using Enviro.Simulator;

namespace Enviro.Devices.Tests;

public sealed class FaultTests
{
    public static TheoryData<BusFault> Faults()
    {
        return [.. Enum.GetValues<BusFault>().Where(fault => fault != BusFault.None)];
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void One_fault_at_any_transfer_of_a_signature_is_overcome(BusFault fault)
    {
        Bench bench = Bench.Provisioned(out byte[] publicKey);
        for (int at = 0; at < TransfersOfASignature(); at++)
        {
            int faulty = bench.Bus.TransferCount + at;
            bench.Bus.FaultAt = index => index == faulty ? fault : BusFault.None;
            SignAndCheck(bench, publicKey, $"{fault} at {at}", mustSucceed: true);
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void One_fault_at_any_transfer_is_overcome_where_the_session_must_be_renewed_before_signing(BusFault fault)
    {
        // At the slowest clock Sign alone takes 665 ms: after two random numbers, idle and wake must come between loading the digest
        // and signing it.
        Bench bench = Bench.Configured((ConfigurationZone.I2cAddressOffset, "C0000068"));
        Atecc608Device device = new(bench, Atecc608Device.DefaultAddress, Atecc608ClockDivider.M2);
        byte[] publicKey = new byte[64];
        Assert.True(device.TryGenerateKey(0, publicKey));
        Assert.True(device.TryLockDataAndOtp());
        for (int at = 0; at < TransfersOfASignature() + 10; at++)
        {
            bench.Bus.FaultAt = null;
            Assert.True(device.TryRandom(new byte[32]) && device.TryRandom(new byte[32]));
            int faulty = bench.Bus.TransferCount + at;
            bench.Bus.FaultAt = index => index == faulty ? fault : BusFault.None;
            byte[] digest = Bench.Digest($"{fault} at {at}");
            byte[] signature = new byte[64];
            Assert.True(device.TrySign(0, digest, signature), $"{fault} at {at}: {device.LastStatus}");
            Assert.True(Bench.Verifies(publicKey, digest, signature), $"{fault} at {at}");
            device.TrySleep();
        }

        Assert.Contains("02", bench.Written);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_burst_of_faults_gives_no_wrong_signature_and_the_next_call_recovers(BusFault fault)
    {
        for (int length = 2; length <= 64; length *= 2)
        {
            Bench bench = Bench.Provisioned(out byte[] publicKey);
            for (int at = 0; at < TransfersOfASignature(); at++)
            {
                int first = bench.Bus.TransferCount + at;
                bench.Bus.FaultAt = index => index >= first && index < first + length ? fault : BusFault.None;
                SignAndCheck(bench, publicKey, $"{fault} at {at} for {length}", mustSucceed: false);
                bench.Bus.FaultAt = null;
                SignAndCheck(bench, publicKey, $"after {fault} at {at} for {length}", mustSucceed: true);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_faults_give_no_wrong_signature(int seed)
    {
        Bench bench = Bench.Provisioned(out byte[] publicKey);
        Random random = new(seed);
        bench.Bus.FaultAt = _ => random.Next(10) == 0 ? (BusFault)random.Next(1, 7) : BusFault.None;
        int signed = 0;
        for (int i = 0; i < 500; i++)
        {
            signed += SignAndCheck(bench, publicKey, $"seed {seed} signature {i}", mustSucceed: false) ? 1 : 0;
        }

        Assert.InRange(signed, 300, 500);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_boot_number_is_never_given_twice(BusFault fault)
    {
        Bench bench = Bench.Provisioned(out _);
        Atecc608SecureElement element = new(bench.Device);
        uint last = 0;
        for (int at = 0; at < 40; at++)
        {
            int faulty = bench.Bus.TransferCount + (at % 12);
            bench.Bus.FaultAt = index => index == faulty ? fault : BusFault.None;
            Assert.True(element.TryAdvanceBootCounter(out uint boot), $"{fault} at {at}: {element.LastStatus}");
            Assert.InRange(boot, last + 1, last + 3);
            last = boot;
        }
    }

    [Fact]
    public void A_response_damaged_on_the_way_is_read_again_and_nothing_is_executed_twice()
    {
        Bench bench = Bench.Provisioned(out _);
        Assert.True(bench.Device.TryWake());
        int commandWrite = bench.Bus.TransferCount;
        bench.Bus.FaultAt = index => index > commandWrite && bench.Written.Count == 2 ? BusFault.BitFlip : BusFault.None;
        int commands = bench.Chip.CommandCount;
        Assert.True(bench.Device.TryIncrementCounter(0, out uint value));
        Assert.Equal(1u, value);
        Assert.Equal(commands + 1, bench.Chip.CommandCount);
        Assert.Equal("00", bench.Written[^1]);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_bus_that_stays_broken_is_given_up_after_a_bounded_effort(BusFault fault)
    {
        Bench bench = Bench.Provisioned(out _);
        bench.Bus.FaultAt = _ => fault;
        int transfers = bench.Bus.TransferCount;
        Assert.False(bench.Device.TrySign(0, Bench.Digest("x"), new byte[64]));
        Assert.InRange(bench.Bus.TransferCount - transfers, 1, 600);
        bench.Bus.FaultAt = null;
        Assert.True(bench.Device.TrySign(0, Bench.Digest("x"), new byte[64]));
    }

    [Fact]
    public void A_chip_as_slow_as_the_data_sheet_allows_is_waited_for()
    {
        Bench bench = Bench.Provisioned(out byte[] publicKey);
        bench.Chip.ExecutionTimePercent = 100;
        SignAndCheck(bench, publicKey, "slow", mustSucceed: true);
    }

    [Fact]
    public void A_chip_slower_than_that_is_an_error_and_no_wrong_answer()
    {
        Bench bench = Bench.Provisioned(out byte[] publicKey);
        bench.Chip.ExecutionTimePercent = 300;
        Assert.False(SignAndCheck(bench, publicKey, "too slow", mustSucceed: false));
        bench.Chip.ExecutionTimePercent = 80;
        SignAndCheck(bench, publicKey, "recovered", mustSucceed: true);
    }

    [Theory]
    [InlineData(Atecc608ClockDivider.M0, "C0000000")]
    [InlineData(Atecc608ClockDivider.M1, "C0000028")]
    [InlineData(Atecc608ClockDivider.M2, "C0000068")]
    public void Each_clock_divider_is_waited_for(Atecc608ClockDivider divider, string word)
    {
        Bench bench = Bench.Configured((ConfigurationZone.I2cAddressOffset, word));
        bench.Chip.ExecutionTimePercent = 100;
        Atecc608Device device = new(bench, Atecc608Device.DefaultAddress, divider);
        byte[] publicKey = new byte[64];
        byte[] signature = new byte[64];
        Assert.True(device.TryGenerateKey(0, publicKey));
        Assert.True(device.TryLockDataAndOtp());
        Assert.True(device.TrySign(0, Bench.Digest("x"), signature));
        Assert.True(device.TryVerify(Bench.Digest("x"), signature, publicKey, out bool valid));
        Assert.True(valid);
    }

    [Fact]
    public void The_driver_polls_a_bounded_number_of_times()
    {
        Bench bench = Bench.Provisioned(out _);
        bench.Chip.ExecutionTimePercent = 100;
        int transfers = bench.Bus.TransferCount;
        Assert.True(bench.Device.TrySign(0, Bench.Digest("x"), new byte[64]));
        Assert.InRange(bench.Bus.TransferCount - transfers, 30, 60);
    }

    private static int TransfersOfASignature()
    {
        Bench bench = Bench.Provisioned(out _);
        int before = bench.Bus.TransferCount;
        Assert.True(new Atecc608SecureElement(bench.Device).TrySign(Bench.Digest("x"), new byte[64]));
        return bench.Bus.TransferCount - before;
    }

    private static bool SignAndCheck(Bench bench, byte[] publicKey, string what, bool mustSucceed)
    {
        Atecc608SecureElement element = new(bench.Device);
        byte[] digest = Bench.Digest(what);
        byte[] signature = new byte[64];
        bool signed = element.TrySign(digest, signature);
        Assert.True(signed || !mustSucceed, what);
        Assert.True(!signed || Bench.Verifies(publicKey, digest, signature), what);
        return signed;
    }
}
