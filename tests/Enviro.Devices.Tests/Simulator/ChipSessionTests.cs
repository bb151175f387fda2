using System.Security.Cryptography;
using Enviro.Devices.Atecc608;

namespace Enviro.Devices.Tests;

/// <summary>What a session key of GenDig opens: encrypted Read and Write, and PrivWrite.</summary>
public sealed class ChipSessionTests
{
    private static readonly byte[] Key = Bench.Sequence(32, 100);

    // Slot 4 is the key of all the others. Slot 8: read and written encrypted; slot 7: a private key written by PrivWrite.
    private static readonly (int Offset, string Content)[] Rules =
    [
        .. ChipHost.Slot(4, "8F0F", "1C00"), .. ChipHost.Slot(8, "C444", "1C00"), .. ChipHost.Slot(7, "8364", "3300"),
        .. ChipHost.Slot(3, "9F0F", "1C00"), .. ChipHost.Slot(5, "C343", "1C00"),
    ];

    private static ChipHost Host()
    {
        ChipHost host = ChipHost.ConfigurationLocked(Rules);
        host.Chip.FactoryWriteSlot(4, Key);
        host.Chip.FactoryWriteSlot(3, Key);
        host.LockData();
        return host;
    }

    [Fact]
    public void A_block_goes_in_and_out_encrypted()
    {
        ChipHost host = Host();
        for (int block = 0; block < 13; block++)
        {
            byte[] content = Bench.Sequence(32, block);
            Assert.Equal(ChipHost.Ok, Write(host, block, content, 0));
            byte[] session = host.Session(4, Key);
            byte[] read = host.Send(Opcode.Read, Zone.Slots | Zone.ThirtyTwoBytes, Address(block));
            Assert.Equal(content, Xor(read, session));
            Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Read, Zone.Slots | Zone.ThirtyTwoBytes, Address(block)));
        }
    }

    [Fact]
    public void Any_altered_bit_of_an_encrypted_write_is_refused_and_changes_nothing()
    {
        ChipHost host = Host();
        byte[] content = Bench.Sequence(32);
        Assert.Equal(ChipHost.Ok, Write(host, 0, content, 0));
        for (int bit = 0; bit < 512; bit += 7)
        {
            Assert.Equal(ChipHost.ExecutionError, Write(host, 0, Bench.Sequence(32, 9), 0, bit));
        }

        byte[] session = host.Session(4, Key);
        Assert.Equal(content, Xor(host.Send(Opcode.Read, Zone.Slots | Zone.ThirtyTwoBytes, Address(0)), session));
    }

    [Fact]
    public void Only_a_random_nonce_and_the_right_key_make_a_session()
    {
        ChipHost host = Host();
        Assert.Equal(ChipHost.Ok, Write(host, 0, Bench.Sequence(32), 0));
        int read = Zone.Slots | Zone.ThirtyTwoBytes;
        host.NonceRandom();
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Read, read, Address(0)));
        host.NonceFixed(Bench.Sequence(32));
        Assert.Equal(ChipHost.Ok, host.GenDigSlot(4, Key));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Read, read, Address(0)));

        // The key of slot 3 is the same, but it is not ReadKey; and what it marked NoMac opens nothing anywhere.
        host.NonceRandom();
        Assert.Equal(ChipHost.Ok, host.Status(Opcode.GenDig, CommandMode.GenDigSlot, 3, [Opcode.GenDig, 2, 4, 0]));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Read, read, Address(0)));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Read, read, Zone.SlotAddress(5, 0)));
        host.Session(4, Key);
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Read, Zone.Slots, Address(0)));

        // A nonce returned to the host is no session either.
        host.Session(4, Key);
        Assert.Equal(
            ChipHost.ExecutionError, host.Status(Opcode.Nonce, CommandMode.NonceRandom, CommandMode.NonceCalculateTempKey, new byte[20]));
    }

    [Fact]
    public void Before_the_data_lock_the_command_itself_says_whether_it_is_encrypted_and_after_it_the_slot()
    {
        ChipHost host = ChipHost.ConfigurationLocked(Rules);
        host.Chip.FactoryWriteSlot(4, Key);
        byte[] content = Bench.Sequence(32);
        Assert.Equal(ChipHost.ExecutionError, Write(host, 0, content, 0));
        Assert.Equal(ChipHost.Ok, Write(host, 0, content, CommandMode.ZoneEncrypted));
        Assert.Equal(ChipHost.Ok, host.CheckMac(8, content));
        host.LockData();

        // After it WriteConfig says so; the bit changes nothing, as in the vendor's own test of encrypted writes.
        Assert.Equal(ChipHost.Ok, Write(host, 0, content, CommandMode.ZoneEncrypted));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.Write, Zone.Slots | Zone.ThirtyTwoBytes, Address(0), content));
    }

    [Fact]
    public void PrivWrite_brings_a_key_in_the_clear_before_the_data_lock_and_encrypted_after()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] scalar = [0, 0, 0, 0, .. key.ExportParameters(true).D!];
        ChipHost host = ChipHost.ConfigurationLocked(Rules);
        host.Chip.FactoryWriteSlot(4, Key);
        Assert.Equal(ChipHost.Ok, host.Status(Opcode.PrivWrite, 0, 0, scalar, new byte[32]));
        Assert.Equal(ChipHost.PublicKeyOf(key), host.Send(Opcode.GenKey, 0, 0));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.PrivWrite, 0, 0, new byte[36]));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.PrivWrite, 0, 8, scalar));
        host.LockData();
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.PrivWrite, 0, 7, scalar));
        Assert.Equal(ChipHost.ExecutionError, PrivWrite(host, 7, scalar, 300));
        Assert.Equal(ChipHost.ExecutionError, host.Status(Opcode.GenKey, 0, 7));
        Assert.Equal(ChipHost.Ok, PrivWrite(host, 7, scalar, -1));
        Assert.Equal(ChipHost.PublicKeyOf(key), host.Send(Opcode.GenKey, 0, 7));

        // Slot 0 may not be written any more: its SlotConfig has no bit for PrivWrite.
        Assert.Equal(ChipHost.ExecutionError, PrivWrite(host, 0, scalar, -1));
    }

    private static int Address(int block)
    {
        return Zone.SlotAddress(8, 32 * block);
    }

    private static string Write(ChipHost host, int block, byte[] content, int modeBit, int alteredBit = -1)
    {
        byte[] session = host.Session(4, Key);
        int mode = Zone.Slots | Zone.ThirtyTwoBytes | modeBit;
        int address = Address(block);
        byte[] header = [Opcode.Write, (byte)mode, (byte)address, (byte)(address >> 8)];
        byte[] mac = ChipHost.Sha(session, header, host.ShortSerial, new byte[25], content);
        return host.Status(Opcode.Write, mode, address, Flip([.. Xor(content, session), .. mac], alteredBit));
    }

    private static string PrivWrite(ChipHost host, int slot, byte[] key, int alteredBit)
    {
        byte[] session = host.Session(4, Key);
        byte[] header = [Opcode.PrivWrite, CommandMode.PrivWriteEncrypted, (byte)slot, 0];
        byte[] mac = ChipHost.Sha(session, header, host.ShortSerial, new byte[21], key);
        byte[] cipher = Xor(key, [.. session, .. SHA256.HashData(session)]);
        return host.Status(Opcode.PrivWrite, CommandMode.PrivWriteEncrypted, slot, Flip([.. cipher, .. mac], alteredBit));
    }

    private static byte[] Flip(byte[] content, int bit)
    {
        if (bit >= 0)
        {
            content[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        return content;
    }

    private static byte[] Xor(byte[] left, byte[] right)
    {
        return left.Select((value, i) => (byte)(value ^ right[i])).ToArray();
    }
}
