using System.Security.Cryptography;
using Enviro.Devices.Atecc608;
using Enviro.Gateway;
using Enviro.Node;
using Enviro.Simulator;

namespace Enviro.Cli.Tests;

public class ChipBusTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_driver_does_on_a_served_chip_what_it_does_on_a_board(bool overTcp)
    {
        using ServedKit kit = new();
        using ChipBus bus = ChipBus.Open(overTcp ? kit.TcpUri : kit.KitUri);
        Atecc608Device device = new(bus);
        byte[] revision = new byte[4];
        Assert.True(device.TryReadRevision(revision));
        Assert.Equal("00006003", Convert.ToHexString(revision));

        byte[] publicKey = Atecc608Provisioning.Provision(device);
        byte[] first = new byte[32];
        byte[] second = new byte[32];
        Assert.True(device.TryRandom(first));
        Assert.True(device.TryRandom(second));
        Assert.NotEqual(first, second);

        using ECDsa key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = publicKey[..32], Y = publicKey[32..] },
        });
        Atecc608SecureElement element = new(device);
        for (int i = 0; i < 3; i++)
        {
            byte[] digest = SHA256.HashData([(byte)i]);
            byte[] signature = new byte[64];
            Assert.True(element.TrySign(digest, signature));
            Assert.True(key.VerifyHash(digest, signature));
        }
    }

    [Fact]
    public void A_chip_provisioned_over_one_way_is_found_so_over_the_other()
    {
        using ServedKit kit = new();
        using CertificateAuthority authority = Atecc608Provisioning.CreateAuthority();
        byte[] publicKey;
        using (ChipBus bus = ChipBus.Open(kit.KitUri))
        {
            publicKey = Atecc608Provisioning.Provision(new Atecc608Device(bus), authority);
        }

        using ChipBus next = ChipBus.Open(kit.TcpUri);
        Assert.Equal(publicKey, Atecc608Provisioning.Provision(new Atecc608Device(next), authority));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_response_can_be_read_in_pieces_and_again(bool overTcp)
    {
        using ServedKit kit = new();
        using ChipBus bus = ChipBus.Open(overTcp ? kit.TcpUri : kit.KitUri);
        byte[] buffer = new byte[8];
        Assert.Equal(I2cStatus.NotAcknowledged, bus.Read(0x60, buffer, 0, 4));
        bus.Write(0, [0], 0, 1);
        Assert.Equal(I2cStatus.Ok, bus.Read(0x60, buffer, 0, 1));
        Assert.Equal(I2cStatus.Ok, bus.Read(0x60, buffer, 1, 3));
        Assert.Equal(I2cStatus.Ok, bus.Read(0x60, buffer, 4, 4));
        Assert.Equal("04113343FFFFFFFF", Convert.ToHexString(buffer));
        Assert.Equal(I2cStatus.Ok, bus.Write(0x60, [Packet.WordAddressReset], 0, 1));
        Assert.Equal(I2cStatus.Ok, bus.Read(0x60, buffer, 0, 4));
        Assert.Equal("04113343", Convert.ToHexString(buffer, 0, 4));
        Assert.Equal(I2cStatus.Ok, bus.Write(0x60, [Packet.WordAddressSleep], 0, 1));
        Assert.Equal(I2cStatus.NotAcknowledged, bus.Read(0x60, buffer, 0, 4));
        Assert.Equal(I2cStatus.NotAcknowledged, bus.Write(0x60, [Packet.WordAddressSleep], 0, 1));
    }

    [Fact]
    public void Idle_keeps_what_was_loaded()
    {
        using ServedKit kit = new();
        using ChipBus bus = ChipBus.Open(kit.KitUri);
        Atecc608Device device = new(bus);
        Assert.True(device.TryLoadTempKey(new byte[32]));
        Assert.True(device.TryIdle());
        Assert.True(device.TryReadState(out int kept));
        Assert.True(device.TrySleep());
        Assert.True(device.TryReadState(out int lost));
        Assert.NotEqual(kept, lost);
    }

    [Theory]
    [InlineData("", "is no address of a chip")]
    [InlineData("/dev/ttyACM0", "kit:/dev/ttyACM0")]
    [InlineData("kit:", "is no address of a chip")]
    [InlineData("usb:1", "is no address of a chip")]
    [InlineData("kit:/dev/no-such-port", "ls /dev/ttyACM*")]
    [InlineData("kit:/dev/null", "is no serial port")]
    [InlineData("kit:/", "cannot be opened")]
    [InlineData("i2c:/dev/no-such-bus", "sudo modprobe i2c-dev")]
    [InlineData("i2c:/dev/null", "i2cdetect -l")]
    [InlineData("tcp:127.0.0.1", "lacks a host or a port")]
    [InlineData("tcp::7608", "lacks a host or a port")]
    [InlineData("tcp:127.0.0.1:0", "lacks a host or a port")]
    [InlineData("tcp:127.0.0.1:99999", "lacks a host or a port")]
    [InlineData("tcp:127.0.0.1:1", "enviro-sim secure-element serve --tcp")]
    public void What_cannot_be_opened_says_what_to_do(string uri, string words) =>
        Assert.Contains(words, Assert.Throws<ChipBusException>(() => ChipBus.Open(uri)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_server_that_goes_away_is_told()
    {
        ServedKit kit = new();
        using ChipBus overTcp = ChipBus.Open(kit.TcpUri);
        using ChipBus overKit = ChipBus.Open(kit.KitUri);
        overTcp.Write(0, [0], 0, 1);
        kit.Dispose();
        Assert.Contains("was lost", Assert.Throws<ChipBusException>(() => overTcp.Write(0, [0], 0, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("went away", Assert.Throws<ChipBusException>(() => overKit.Write(0, [0], 0, 1)).Message, StringComparison.Ordinal);
    }
}
