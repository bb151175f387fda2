using Enviro.Devices.Atecc608;
using Enviro.Node;

namespace Enviro.Devices.Tests;

/// <summary>
/// The packets of encrypted transfers, against what the vendor's open host library computes for the same nonce, keys and serial number: the
/// driver and a simulated chip that agreed on a mistake would not notice.
/// </summary>
public sealed class EncryptedTransferTests
{
    private static readonly byte[] Key = Bench.Sequence(32, 0x55);
    private static readonly byte[] NumIn = Bench.Sequence(20);

    [Fact]
    public void An_encrypted_write_is_the_vendors()
    {
        ScriptedBus bus = new();
        Assert.True(new Atecc608Device(bus).TryWriteEncrypted(9, 0, Bench.Sequence(32, 4), 4, Key, NumIn));
        Assert.Equal(
            "12C24800" + "327535DA2F1674CF9E04C383589C25A028DF8919E60C2EBB621270E8300608D0" +
            "3599E02CCF849A569E0633ED76EAE97588D660B22107B2EFF6D752BE8CB9D1C0",
            bus.LastCommand);
    }

    [Fact]
    public void An_encrypted_private_key_is_the_vendors()
    {
        ScriptedBus bus = new();
        Assert.True(new Atecc608Device(bus).TryPrivWriteEncrypted(7, Bench.Sequence(32, 4), 4, Key, NumIn));
        Assert.Equal(
            "46400700" + "367033DD231A78C39A00C787448039BC2CDB8D1DEA0022B7661674EC0C3A34ECF4E52A10" +
            "2F0AAC2D9606C3825F7EE98CFA156B9237D0FE69923449E26BA0F0ED0970359E",
            bus.LastCommand);
    }

    [Fact]
    public void An_encrypted_read_is_decrypted_with_the_vendors_session_key()
    {
        ScriptedBus bus = new() { Content = Convert.FromHexString("327535DA2F1674CF9E04C383589C25A028DF8919E60C2EBB621270E8300608D0") };
        byte[] content = new byte[32];
        Assert.True(new Atecc608Device(bus).TryReadEncrypted(9, 0, content, 4, Key, NumIn));
        Assert.Equal(Bench.Sequence(32, 4), content);
        Assert.Equal("02824800", bus.LastCommand);
    }

    /// <summary>Answers block 0 of the configuration, a random number, and 00 to all else; <see cref="Content"/> to reads of slots.</summary>
    private sealed class ScriptedBus : II2cBus
    {
        private byte[] _answer = [];

        public byte[] Content { get; init; } = [];

        public string LastCommand { get; private set; } = "";

        public I2cStatus Write(int address, byte[] buffer, int offset, int count)
        {
            if (address == 0)
            {
                _answer = Convert.FromHexString("04113343");
                return I2cStatus.Ok;
            }

            LastCommand = Convert.ToHexString(buffer, offset + 2, count - 4);
            _answer = Packaged(LastCommand[..4] switch
            {
                "0280" => [.. Enumerable.Range(0, 32).Select(i => (byte)(0x80 ^ i))],
                "0282" => Content,
                "1600" => Bench.Sequence(32, 0x20),
                _ => [0],
            });
            return I2cStatus.Ok;
        }

        public I2cStatus Read(int address, byte[] buffer, int offset, int count)
        {
            Array.Copy(_answer, 0, buffer, offset, count);
            return I2cStatus.Ok;
        }

        public void Wait(int microseconds)
        {
        }

        private static byte[] Packaged(byte[] content)
        {
            byte[] packet = [(byte)(content.Length + 3), .. content, 0, 0];
            Packet.PutCrc(packet, packet.Length - 2, Packet.Crc16(packet, 0, packet.Length - 2));
            return packet;
        }
    }
}
