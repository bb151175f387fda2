using Enviro.Devices.Atecc608;
using Enviro.Node;

namespace Enviro.Devices.Tests;

public sealed class PacketTests
{
    // Status responses from DS20005927 (Status/Error Codes), an Info command, and a configuration word as read from a locked chip.
    [Theory]
    [InlineData("04113343")]
    [InlineData("04000340")]
    [InlineData("0730000000035D")]
    [InlineData("070000000003AD")]
    public void Known_packets_end_in_their_crc(string hex)
    {
        byte[] packet = Convert.FromHexString(hex);
        Assert.True(Packet.IsIntact(packet, packet.Length));
        int crc = Packet.Crc16(packet, 0, packet.Length - 2);
        Assert.Equal(packet[^2] | (packet[^1] << 8), crc);
    }

    [Fact]
    public void Every_inverted_bit_is_noticed()
    {
        byte[] packet = Convert.FromHexString("0730000000035D");
        for (int bit = 0; bit < packet.Length * 8; bit++)
        {
            packet[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Packet.IsIntact(packet, packet.Length), $"bit {bit}");
            packet[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void A_crc_continues_over_parts()
    {
        byte[] bytes = Bench.Sequence(40);
        Assert.Equal(Packet.Crc16(bytes, 0, 40), Packet.Crc16(Packet.Crc16(bytes, 0, 13), bytes, 13, 27));
    }

    [Fact]
    public void Commands_go_out_byte_for_byte()
    {
        Bench bench = Bench.Provisioned(out _);
        Atecc608Device device = bench.Device;
        byte[] buffer = new byte[64];
        Assert.True(device.TryReadRevision(buffer));
        Assert.True(device.TryReadKeyValid(3, out _));
        Assert.True(device.TryRead(Zone.Configuration, Zone.WordAddress(84), buffer, 0, 4));
        Assert.True(device.TryReadPublicKey(0, buffer));
        Assert.True(device.TryRandom(buffer));
        Assert.True(device.TryReadCounter(1, out _));
        Assert.True(device.TryShaStart());
        Assert.True(device.TrySleep());
        Assert.Equal(
            [
                "wake",
                "030730000000035D",
                WithCrc("0730010300"),
                WithCrc("0702001500"),
                WithCrc("0740000000"),
                WithCrc("071B000000"),
                WithCrc("0724000100"),
                WithCrc("0747000000"),
                "01",
            ],
            bench.Written);
    }

    [Fact]
    public void A_signature_is_a_digest_loaded_and_a_sign_command()
    {
        Bench bench = Bench.Provisioned(out _);
        byte[] digest = Bench.Digest("reading");
        Assert.True(bench.Device.TrySign(0, digest, new byte[64]));
        Assert.Equal(["wake", WithCrc("2716430000" + Convert.ToHexString(digest)), WithCrc("0741A00000")], bench.Written);
    }

    [Theory]
    [InlineData(0, 0, 0x0000)]
    [InlineData(3, 0, 0x0018)]
    [InlineData(8, 412, 0x0C47)]
    [InlineData(15, 68, 0x0279)]
    public void Slot_addresses_are_block_slot_and_word(int slot, int offset, int address)
    {
        Assert.Equal(address, Zone.SlotAddress(slot, offset));
    }

    [Fact]
    public void An_unknown_opcode_and_an_unknown_mode_are_parse_errors()
    {
        Assert.Equal("04038342", Exchange(WithCrc("0799000000")));
        Assert.Equal("04038342", Exchange(WithCrc("0730070000")));
        Assert.Equal("04038342", Exchange(WithCrc("0702030000")));
    }

    [Fact]
    public void A_damaged_packet_is_answered_with_a_communication_error()
    {
        Assert.Equal("04FF", Exchange("030730000000035C")[..4]);
        Assert.Equal("04FF", Exchange("0308300000")[..4]);
    }

    private static string WithCrc(string hex)
    {
        byte[] packet = Convert.FromHexString(hex + "0000");
        Packet.PutCrc(packet, packet.Length - 2, Packet.Crc16(packet, 0, packet.Length - 2));
        return "03" + Convert.ToHexString(packet);
    }

    private static string Exchange(string hex)
    {
        Bench bench = Bench.Fresh();
        Assert.True(bench.Device.TryWake());
        byte[] packet = Convert.FromHexString(hex);
        Assert.Equal(I2cStatus.Ok, bench.Bus.Write(0x60, packet, 0, packet.Length));
        bench.Bus.Wait(200_000);
        byte[] response = new byte[4];
        Assert.Equal(I2cStatus.Ok, bench.Bus.Read(0x60, response, 0, 4));
        return Convert.ToHexString(response);
    }
}
