using System.Security.Cryptography;
using Enviro.Devices.Atecc608;
using Enviro.Node;
using Enviro.Simulator;

namespace Enviro.Devices.Tests;

/// <summary>Talks packets to a simulated chip, without the driver, and knows what a host knows: what TempKey should hold.</summary>
internal sealed class ChipHost
{
    public const string Ok = "00";
    public const string Miscompare = "01";
    public const string ParseError = "03";
    public const string ExecutionError = "0F";

    private readonly SimulatedI2cBus _bus = new();

    public ChipHost(SimulatedAtecc608 chip)
    {
        Chip = chip;
        _bus.Attach(chip);
    }

    public SimulatedAtecc608 Chip { get; }

    public SimulatedI2cBus Bus => _bus;

    /// <summary>What the host makes of TempKey; nobody can read it.</summary>
    public byte[] TempKey { get; private set; } = [];

    /// <summary>SN[8] and SN[0:1].</summary>
    public byte[] ShortSerial => [Configuration[12], .. Configuration[..2]];

    public byte[] Configuration =>
        [.. Enumerable.Range(0, 4).SelectMany(block => Send(Opcode.Read, Zone.ThirtyTwoBytes, block * 8))];

    /// <summary>A chip with words of its configuration changed, both zones locked.</summary>
    public static ChipHost Locked(params (int Offset, string Content)[] changes)
    {
        ChipHost host = ConfigurationLocked(changes);
        host.LockData();
        return host;
    }

    /// <summary>A chip with words of its configuration changed, the configuration zone locked.</summary>
    public static ChipHost ConfigurationLocked(params (int Offset, string Content)[] changes)
    {
        SimulatedAtecc608 chip = SimulatedAtecc608.FactoryFresh(7);
        foreach ((int offset, string content) in changes)
        {
            chip.FactoryWriteConfiguration(offset, Convert.FromHexString(content));
        }

        ChipHost host = new(chip);
        Assert.Equal(Ok, host.Status(Opcode.Lock, CommandMode.LockConfiguration | CommandMode.LockIgnoreSummary, 0));
        return host;
    }

    /// <summary>SlotConfig and KeyConfig of one slot, each four digits as bytes on the bus.</summary>
    public static (int Offset, string Content)[] Slot(int slot, string slotConfig, string keyConfig)
    {
        return
        [
            (ConfigurationZone.SlotConfigOffset + (2 * slot), slotConfig), (ConfigurationZone.KeyConfigOffset + (2 * slot), keyConfig),
        ];
    }

    public static byte[] Sha(params byte[][] parts)
    {
        return SHA256.HashData(parts.SelectMany(part => part).ToArray());
    }

    public void LockData()
    {
        Assert.Equal(Ok, Status(Opcode.Lock, CommandMode.LockDataAndOtp | CommandMode.LockIgnoreSummary, 0));
    }

    /// <summary>The answer's content as hexadecimal.</summary>
    public string Status(byte opcode, int mode, int param2, params byte[][] content)
    {
        return Convert.ToHexString(Send(opcode, mode, param2, content));
    }

    /// <summary>Sends a command in a session of its own, kept by idle, and gives the answer's content.</summary>
    public byte[] Send(byte opcode, int mode, int param2, params byte[][] content)
    {
        Wake();
        byte[] body = [opcode, (byte)mode, (byte)param2, (byte)(param2 >> 8), .. content.SelectMany(part => part)];
        byte[] packet = [Packet.WordAddressCommand, (byte)(body.Length + 3), .. body, 0, 0];
        Packet.PutCrc(packet, packet.Length - 2, Packet.Crc16(packet, 1, packet.Length - 3));
        Assert.Equal(I2cStatus.Ok, _bus.Write(Chip.Address, packet, 0, packet.Length));
        byte[] answer = ReadAnswer();
        _bus.Write(Chip.Address, [Packet.WordAddressIdle], 0, 1);
        return answer;
    }

    public void Wake()
    {
        _bus.Write(0, [0], 0, 1);
        _bus.Wait(1500);
        Poll(new byte[4]);
    }

    public void Sleep()
    {
        Wake();
        Assert.Equal(I2cStatus.Ok, _bus.Write(Chip.Address, [Packet.WordAddressSleep], 0, 1));
        TempKey = [];
    }

    public byte[] NonceRandom()
    {
        byte[] numIn = Bench.Sequence(20);
        byte[] random = Send(Opcode.Nonce, CommandMode.NonceRandom, 0, numIn);
        Assert.Equal(32, random.Length);
        return TempKey = Sha(random, numIn, [Opcode.Nonce, 0, 0]);
    }

    public byte[] NonceFixed(byte[] value)
    {
        int mode = CommandMode.NonceFixed | (value.Length == 64 ? CommandMode.NonceInput64 : 0);
        Assert.Equal(Ok, Status(Opcode.Nonce, mode, 0, value));
        return TempKey = value;
    }

    /// <summary>GenDig with the key in a slot: <paramref name="key"/> is what the host believes it to be.</summary>
    public string GenDigSlot(int slot, byte[] key)
    {
        string status = Status(Opcode.GenDig, CommandMode.GenDigSlot, slot);
        TempKey = Sha(key[..32], [Opcode.GenDig, CommandMode.GenDigSlot, (byte)slot, 0], ShortSerial, new byte[25], TempKey[..32]);
        return status;
    }

    /// <summary>A session key: a random nonce digested with a slot's key.</summary>
    public byte[] Session(int slot, byte[] key)
    {
        NonceRandom();
        Assert.Equal(Ok, GenDigSlot(slot, key));
        return TempKey;
    }

    /// <summary>CheckMac of a MAC by the key the host believes to be in a slot.</summary>
    public string CheckMac(int slot, byte[] key, int mode = CommandMode.MacChallenge)
    {
        byte[] challenge = Bench.Sequence(32, 5);
        byte[] other = Bench.Sequence(13, 9);
        bool second = (mode & CommandMode.MacBlock2TempKey) != 0;
        byte[] response = Sha(
            key[..32], second ? TempKey[..32] : challenge, other[..4], new byte[8], other[4..7], ShortSerial[..1], other[7..11],
            ShortSerial[1..], other[11..]);
        return Status(Opcode.CheckMac, mode, slot, challenge, response, other);
    }

    public static byte[] PublicKeyOf(ECDsa key)
    {
        ECPoint point = key.ExportParameters(false).Q;
        return [.. point.X!, .. point.Y!];
    }

    /// <summary>Stores a public key as slots hold it.</summary>
    public static byte[] Stored(byte[] publicKey)
    {
        return [0, 0, 0, 0, .. publicKey[..32], 0, 0, 0, 0, .. publicKey[32..]];
    }

    private byte[] ReadAnswer()
    {
        byte[] header = new byte[1];
        Poll(header);
        byte[] answer = new byte[header[0]];
        answer[0] = header[0];
        Assert.Equal(I2cStatus.Ok, _bus.Read(Chip.Address, answer, 1, answer.Length - 1));
        Assert.True(Packet.IsIntact(answer, answer.Length), Convert.ToHexString(answer));
        return answer[1..^2];
    }

    private void Poll(byte[] buffer)
    {
        for (int i = 0; i < 5000; i++)
        {
            if (_bus.Read(Chip.Address, buffer, 0, buffer.Length) == I2cStatus.Ok)
            {
                return;
            }

            _bus.Wait(1000);
        }

        Assert.Fail("The chip does not answer.");
    }
}
