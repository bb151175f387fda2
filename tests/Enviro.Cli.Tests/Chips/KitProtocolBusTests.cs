using Enviro.Devices.Atecc608;
using Enviro.Node;

namespace Enviro.Cli.Tests;

public class KitProtocolBusTests
{
    [Fact]
    public void The_first_ECC608_on_I2C_is_taken_wherever_it_is()
    {
        using ScriptedKit kit = new(line => line switch
        {
            "board:device(00)" => "ECC508 TWI 00(C0)\n",
            "board:device(01)" => "ECC608 SWI 00(00)\n",
            "board:device(02)" => "no_device\n",
            "board:device(03)" => "ECC608 TWI 00(6C)\n",
            "e:physical:interface:i2c" => "E2()\n",
            "e:physical:select(6C)" => "00()\n",
            "e:w()" => "00(04113343)\r\n",
            _ => "E2()\n",
        });
        using ChipBus bus = ChipBus.Open($"kit:{kit.Path}");
        bus.Write(0, [0], 0, 1);
        byte[] response = new byte[4];
        Assert.Equal(I2cStatus.Ok, bus.Read(0x36, response, 0, 4));
        Assert.Equal("04113343", Convert.ToHexString(response));
        Assert.Equal(I2cStatus.NotAcknowledged, bus.Read(0x60, response, 0, 4));
        Assert.Equal(I2cStatus.NotAcknowledged, bus.Write(0x60, [1], 0, 1));
        Assert.Contains("e:physical:select(C0)", kit.Heard);
    }

    [Fact]
    public void A_kit_without_a_chip_and_a_port_without_a_kit_are_told_apart()
    {
        using ScriptedKit empty = new(_ => "no_device TWI 00(00)\n");
        Assert.Contains("has no ECC608", Assert.Throws<ChipBusException>(() => ChipBus.Open($"kit:{empty.Path}")).Message, StringComparison.Ordinal);
        using ScriptedKit silent = new(_ => null);
        Assert.Contains("does not answer", Assert.Throws<ChipBusException>(() => ChipBus.Open($"kit:{silent.Path}")).Message, StringComparison.Ordinal);
        using ScriptedKit echo = new(line => line + "\n");
        Assert.Contains("has no ECC608", Assert.Throws<ChipBusException>(() => ChipBus.Open($"kit:{echo.Path}")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("F4()", Atecc608Status.ExecutionError)]
    [InlineData("D2()", Atecc608Status.ParseError)]
    [InlineData("D7()", Atecc608Status.SelfTestError)]
    [InlineData("00(040F2342)", Atecc608Status.ExecutionError)]
    public void A_chips_refusal_is_heard_whether_the_kit_passes_it_on_or_reads_it_itself(string answer, Atecc608Status status)
    {
        using ScriptedKit kit = new(line => Orderly(line) ?? answer + "\n");
        using ChipBus bus = ChipBus.Open($"kit:{kit.Path}");
        Atecc608Device device = new(bus);
        Assert.False(device.TryReadRevision(new byte[4]));
        Assert.Equal(status, device.LastStatus);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00(")]
    [InlineData("00)")]
    [InlineData("0()")]
    [InlineData("00(0)")]
    [InlineData("00(07zz)")]
    [InlineData("00[07]")]
    [InlineData("hello")]
    [InlineData("00()")]
    [InlineData("00(07)")]
    [InlineData("00(0700006003AAAA)")]
    [InlineData("F0()")]
    [InlineData("F9(0700006003)")]
    public void Rubbish_from_a_kit_is_a_failure_and_nothing_else(string answer)
    {
        using ScriptedKit kit = new(line => Orderly(line) ?? answer + "\n");
        using ChipBus bus = ChipBus.Open($"kit:{kit.Path}");
        Atecc608Device device = new(bus);
        Assert.False(device.TryReadRevision(new byte[4]));
        Assert.NotEqual(Atecc608Status.Ok, device.LastStatus);
    }

    [Fact]
    public void A_late_answer_is_not_taken_for_the_next_ones()
    {
        int talks = 0;
        using ScriptedKit kit = new(line =>
        {
            if (Orderly(line) is string orderly)
            {
                return orderly;
            }

            // The first answer comes twice, as from a kit that was given up and answered after all.
            return ++talks == 1 ? "00(040F2342)\n00(040F2342)\n" : "00(0700006003" + Crc("0700006003") + ")\n";
        });
        using ChipBus bus = ChipBus.Open($"kit:{kit.Path}");
        Atecc608Device device = new(bus);
        Assert.False(device.TryReadRevision(new byte[4]));
        Thread.Sleep(100);
        Assert.True(device.TryReadRevision(new byte[4]));
    }

    private static string? Orderly(string line) => line switch
    {
        "board:device(00)" => "ECC608 TWI 00(C0)\n",
        "e:w()" => "00(04113343)\n",
        _ when line.StartsWith("e:t(", StringComparison.Ordinal) => null,
        _ => "00()\n",
    };

    private static string Crc(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);
        byte[] crc = new byte[2];
        Packet.PutCrc(crc, 0, Packet.Crc16(bytes, 0, bytes.Length));
        return Convert.ToHexString(crc);
    }
}
