using Enviro.Devices.Atecc608;
using Enviro.Node;
using Enviro.Simulator;

namespace Enviro.Devices.Tests;

/// <summary>Hostile packets, a bus that fails, self-tests that fail.</summary>
public sealed class ChipRobustnessTests
{
    // Each command in forms it knows: opcode, mode, length of the content.
    private static readonly (byte Opcode, int Mode, int Length)[] Forms =
    [
        (Opcode.Read, 0x02, 0), (Opcode.Read, 0x82, 0), (Opcode.Read, 0x80, 0), (Opcode.Mac, 0x00, 32), (Opcode.Mac, 0x01, 0),
        (Opcode.Mac, 0x07, 0), (Opcode.Write, 0x02, 4), (Opcode.Write, 0x82, 32), (Opcode.Write, 0x82, 64), (Opcode.GenDig, 0x02, 0),
        (Opcode.GenDig, 0x02, 4), (Opcode.GenDig, 0x03, 32), (Opcode.GenDig, 0x00, 0), (Opcode.GenDig, 0x05, 0), (Opcode.Nonce, 0x00, 20),
        (Opcode.Nonce, 0x03, 32), (Opcode.Nonce, 0x23, 64), (Opcode.Nonce, 0x43, 32), (Opcode.Nonce, 0x83, 32), (Opcode.DeriveKey, 0x00, 0),
        (Opcode.DeriveKey, 0x04, 32), (Opcode.UpdateExtra, 0x02, 0), (Opcode.Counter, 0x01, 0), (Opcode.CheckMac, 0x01, 77),
        (Opcode.Info, 0x02, 0), (Opcode.GenKey, 0x00, 0), (Opcode.GenKey, 0x04, 0), (Opcode.GenKey, 0x08, 0), (Opcode.GenKey, 0x10, 3),
        (Opcode.Sign, 0x80, 0), (Opcode.Sign, 0xA0, 0), (Opcode.Sign, 0x40, 0), (Opcode.Ecdh, 0x00, 64), (Opcode.Ecdh, 0x08, 64),
        (Opcode.Ecdh, 0x0D, 64), (Opcode.PrivWrite, 0x40, 68), (Opcode.Verify, 0x00, 64), (Opcode.Verify, 0x02, 128),
        (Opcode.Sha, 0x00, 0), (Opcode.Sha, 0x01, 0), (Opcode.Sha, 0x02, 0), (Opcode.Sha, 0x03, 0), (Opcode.Sha, 0x04, 0),
        (Opcode.Sha, 0x06, 0), (Opcode.Aes, 0x00, 16), (Opcode.Aes, 0x41, 16), (Opcode.Aes, 0x03, 32), (Opcode.Kdf, 0x12, 5),
        (Opcode.Kdf, 0x52, 5), (Opcode.Kdf, 0x54, 5), (Opcode.Kdf, 0x40, 5), (Opcode.Kdf, 0x32, 20), (Opcode.Kdf, 0x48, 5),
        (Opcode.SelfTest, 0x3D, 0), (Opcode.SecureBoot, 0x06, 32), (Opcode.SecureBoot, 0x87, 96),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Whatever_is_sent_an_answer_comes_and_no_private_key_or_secret_is_in_it(int seed)
    {
        Random random = new(seed);
        ChipHost host = Host(random, provisioned: seed == 4);
        int executed = 0;
        for (int i = 0; i < 6000; i++)
        {
            // One in three is damaged further: another opcode, mode or length.
            (byte opcode, int mode, int length) = Forms[random.Next(Forms.Length)];
            int damage = random.Next(9);
            opcode = damage == 0 ? (byte)random.Next(256) : opcode;
            mode = damage == 1 ? mode ^ (1 << random.Next(8)) : mode;
            byte[] content = new byte[damage == 2 ? random.Next(129) : length];
            int param2 = random.Next(10) switch { 0 => random.Next(0x10000), 1 => 0xFFFF, 2 => 0, _ => SlotParameter(opcode, random.Next(16)) };
            random.NextBytes(content);
            if (opcode == Opcode.Kdf && content.Length > 4)
            {
                byte[] details = [(byte)random.Next(8), (byte)random.Next(16), 0, (byte)(content.Length - 4)];
                details.CopyTo(content, 0);
            }

            byte[] snapshot = host.Chip.Snapshot();
            byte[] answer = host.Send(opcode, mode, param2, content);
            Assert.True(answer.Length >= 1, $"seed {seed}, command {i}");
            AssertNoSecret(snapshot, answer, $"seed {seed}, command {i}: {opcode:X2} {mode:X2} {param2:X4}");
            AssertNoSecret(host.Chip.Snapshot(), answer, $"seed {seed}, command {i}: {opcode:X2} {mode:X2} {param2:X4}");
            executed += answer.Length > 1 || answer[0] == 0 ? 1 : 0;
        }

        Assert.InRange(executed, 300, 6000);
    }

    [Fact]
    public void A_command_damaged_in_any_bit_is_answered_FF_and_not_executed()
    {
        ChipHost host = ChipHost.Locked();
        byte[] packet = [Packet.WordAddressCommand, 7, Opcode.Counter, CommandMode.CounterIncrement, 0, 0, 0, 0];
        Packet.PutCrc(packet, 6, Packet.Crc16(packet, 1, 5));
        for (int bit = 8; bit < 64; bit++)
        {
            host.Sleep();
            host.Wake();
            byte[] damaged = [.. packet];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(I2cStatus.Ok, host.Bus.Write(0x60, damaged, 0, damaged.Length));
            host.Bus.Wait(100);
            byte[] answer = new byte[4];
            Assert.Equal(I2cStatus.Ok, host.Bus.Read(0x60, answer, 0, 4));
            Assert.True(Packet.IsIntact(answer, 4));
            Assert.Equal((byte)Atecc608Status.CommunicationError, answer[1]);
        }

        Assert.Equal("00000000", host.Status(Opcode.Counter, CommandMode.CounterRead, 0));
    }

    [Fact]
    public void Power_lost_after_a_command_keeps_what_it_wrote_and_nothing_volatile()
    {
        ChipHost host = ChipHost.Locked();
        host.NonceRandom();
        Assert.Equal("00008000", host.Status(Opcode.Info, CommandMode.InfoState, 0));
        byte[] packet = [Packet.WordAddressCommand, 7, Opcode.Counter, CommandMode.CounterIncrement, 0, 0, 0, 0];
        Packet.PutCrc(packet, 6, Packet.Crc16(packet, 1, 5));
        host.Wake();
        int at = host.Bus.TransferCount;
        host.Bus.LosesPowerAfter = index => index == at;
        Assert.Equal(I2cStatus.Ok, host.Bus.Write(0x60, packet, 0, packet.Length));
        host.Bus.Wait(50_000);
        Assert.Equal(I2cStatus.NotAcknowledged, host.Bus.Read(0x60, new byte[7], 0, 7));
        Assert.Equal("01000000", host.Status(Opcode.Counter, CommandMode.CounterRead, 0));
        Assert.Equal("00000000", host.Status(Opcode.Info, CommandMode.InfoState, 0));

        // Before a wake pulse it is as if the chip had never been awake.
        host.Bus.LosesPowerAfter = null;
        host.NonceRandom();
        at = host.Bus.TransferCount;
        host.Bus.LosesPowerBefore = index => index == at;
        Assert.Equal("00000000", host.Status(Opcode.Info, CommandMode.InfoState, 0));
    }

    [Theory]
    [InlineData(CommandMode.SelfTestRandom, Opcode.Random, 0, 0, "08")]
    [InlineData(CommandMode.SelfTestEcdsa, Opcode.Sign, 0x80, 0, "07")]
    [InlineData(CommandMode.SelfTestEcdsa, Opcode.Verify, 0x02, 128, "07")]
    [InlineData(CommandMode.SelfTestEcdh, Opcode.Ecdh, 0, 64, "07")]
    [InlineData(CommandMode.SelfTestAes, Opcode.Aes, 0, 16, "07")]
    [InlineData(CommandMode.SelfTestSha, Opcode.Sha, 0, 0, "07")]
    public void A_failed_self_test_is_told_and_stops_the_commands_that_need_it(byte test, byte opcode, int mode, int length, string status)
    {
        ChipHost host = ChipHost.Locked();
        Assert.Equal("00", host.Status(Opcode.SelfTest, CommandMode.SelfTestAll, 0));
        Assert.NotEqual(status, host.Status(opcode, mode, 0, new byte[length]));
        host.Chip.SelfTestFailures = test;
        Assert.NotEqual(status, host.Status(opcode, mode, 0, new byte[length]));
        Assert.Equal("00", host.Status(Opcode.SelfTest, CommandMode.SelfTestAll & ~test, 0));
        Assert.Equal($"{test:X2}", host.Status(Opcode.SelfTest, CommandMode.SelfTestAll, 0));
        Assert.Equal($"{test:X2}", host.Status(Opcode.SelfTest, CommandMode.SelfTestFailures, 0));
        Assert.Equal(status, host.Status(opcode, mode, 0, new byte[length]));
        Assert.Equal(4, host.Send(Opcode.Info, 0, 0).Length);
        host.Chip.SelfTestFailures = 0;
        Assert.Equal("00", host.Status(Opcode.SelfTest, test, 0));
        Assert.NotEqual(status, host.Status(opcode, mode, 0, new byte[length]));
        Assert.Equal(ChipHost.ParseError, host.Status(Opcode.SelfTest, 0x40, 0));
    }

    [Fact]
    public void Authorization_latch_and_registers_are_in_no_snapshot()
    {
        ChipHost host = ChipHost.Locked([.. ChipHost.Slot(8, "8F0F", "1C00"), (69, "88")]);
        host.Chip.FactoryWriteSlot(8, Bench.Sequence(32));
        Assert.Equal(ChipHost.Ok, host.CheckMac(8, Bench.Sequence(32)));
        Assert.Equal("01000000", host.Status(Opcode.Info, CommandMode.InfoVolatileKeyPermission, 3));
        host.NonceRandom();
        ChipHost restored = new(SimulatedAtecc608.Restore(host.Chip.Snapshot()));
        Assert.Equal("00000000", restored.Status(Opcode.Info, CommandMode.InfoState, 0));
        Assert.Equal("00000000", restored.Status(Opcode.Info, CommandMode.InfoVolatileKeyPermission, 0));
        Assert.Equal(host.Configuration, restored.Configuration);
    }

    // Private keys in slots 0 and 2, one of them for everything; secrets in slots 3 to 8, IO protection and sessions among them.
    private static ChipHost Host(Random random, bool provisioned)
    {
        if (provisioned)
        {
            return new ChipHost(SimulatedAtecc608.TrustAndGo(5));
        }

        ChipHost host = ChipHost.ConfigurationLocked(
        [
            .. ChipHost.Slot(0, "8F66", "3300"), .. ChipHost.Slot(2, "0766", "1300"), .. ChipHost.Slot(3, "830F", "1E00"),
            .. ChipHost.Slot(4, "8F0F", "1A00"), .. ChipHost.Slot(5, "8F0F", "1800"), .. ChipHost.Slot(6, "C666", "1C00"),
            .. ChipHost.Slot(7, "9FFF", "1C00"), .. ChipHost.Slot(8, "9F0F", "1C00"), .. ChipHost.Slot(11, "0F0F", "3000"),
            (ConfigurationZone.SecureBootOffset, "02B8"), (ConfigurationZone.ChipOptionsOffset, "0660"),
        ]);
        host.Send(Opcode.GenKey, CommandMode.GenKeyPrivate, 0);
        host.Send(Opcode.GenKey, CommandMode.GenKeyPrivate, 2);
        for (int slot = 3; slot <= 8; slot++)
        {
            byte[] secret = new byte[32];
            random.NextBytes(secret);
            host.Chip.FactoryWriteSlot(slot, secret);
        }

        host.LockData();
        return host;
    }

    // Read and Write find a slot in bits 3 … 6 of param2; KDF's target is in the upper byte.
    private static int SlotParameter(byte opcode, int slot)
    {
        return opcode switch
        {
            Opcode.Read or Opcode.Write => slot << 3,
            Opcode.Kdf => slot | ((15 - slot) << 8),
            _ => slot,
        };
    }

    private static void AssertNoSecret(byte[] snapshot, byte[] answer, string what)
    {
        for (int slot = 0; slot <= 8; slot++)
        {
            bool isPrivate = (snapshot[Snapshots.Configuration + ConfigurationZone.KeyConfigOffset + (2 * slot)] & 1) != 0;
            bool isSecret = (snapshot[Snapshots.Configuration + ConfigurationZone.SlotConfigOffset + (2 * slot)] & 0x80) != 0;
            Span<byte> content = snapshot.AsSpan(Snapshots.Slots + (36 * slot), 36);
            for (int at = 4; (isPrivate || isSecret) && at + 8 <= 32; at += 8)
            {
                Span<byte> run = content.Slice(at, 8);
                bool isErased = run.IndexOfAnyExcept((byte)0xFF) < 0 || run.IndexOfAnyExcept((byte)0) < 0;
                Assert.False(!isErased && answer.AsSpan().IndexOf(run) >= 0, what);
            }
        }
    }
}
