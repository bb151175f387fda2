using System.Text.RegularExpressions;
using Enviro.Devices.Atecc608;

namespace Enviro.Devices.Tests;

public partial class KitProtocolTests
{
    [Fact]
    public void A_scan_finds_the_chip_in_the_first_place_and_nothing_of_its_kind_in_the_others()
    {
        Served served = new();
        Assert.Equal("ECC608 TWI 00(C0)", served.Ask("board:device(00)"));
        for (int place = 1; place < 8; place++)
        {
            string answer = served.Ask($"board:device({place:X2})")!;
            Assert.DoesNotContain("ECC608", answer, StringComparison.Ordinal);
            Assert.Matches(@"^\S+ \S+ \d\d\([0-9A-F]{2}\)$", answer);
        }
    }

    [Theory]
    [InlineData("e:w()", "00(04113343)")]
    [InlineData("E:W()", "00(04113343)")]
    [InlineData("ecc:wake()", "00(04113343)")]
    [InlineData("ECC:Wake", "00(04113343)")]
    [InlineData("  e:w() ", "00(04113343)")]
    [InlineData("e:physical:interface:i2c", "00()")]
    [InlineData("E:PHYSICAL:INTERFACE:I2C", "00()")]
    [InlineData("e:p:i:i2c", "00()")]
    [InlineData("e:physical:interface:spi", "F5()")]
    [InlineData("e:physical:select(C0)", "00()")]
    [InlineData("e:physical:select(c0)", "00()")]
    [InlineData("e:physical:select(6A)", "F9()")]
    [InlineData("board:version()", "00()")]
    [InlineData("b:firmware()", "00()")]
    public void Words_may_be_cut_short_and_their_case_does_not_matter(string line, string answer) => Assert.Equal(answer, new Served().Ask(line));

    [Theory]
    [InlineData(":")]
    [InlineData("()")]
    [InlineData("e")]
    [InlineData("e:")]
    [InlineData("e:()")]
    [InlineData("e:w(")]
    [InlineData("e:w)")]
    [InlineData("e:w)(")]
    [InlineData("e:w()()")]
    [InlineData("e:w() e:w()")]
    [InlineData("e:w(00)")]
    [InlineData("e:wakeup()")]
    [InlineData("e:x()")]
    [InlineData("s:w()")]
    [InlineData("t:w()")]
    [InlineData("e:t()")]
    [InlineData("e:t(0)")]
    [InlineData("e:t(0703)0)")]
    [InlineData("e:t(07 30)")]
    [InlineData("e:t(zz)")]
    [InlineData("e:t(０７)")]
    [InlineData("e:physical")]
    [InlineData("e:physical:select()")]
    [InlineData("e:physical:select(C0C0)")]
    [InlineData("e:physical:select(-1)")]
    [InlineData("e:physical:interface:")]
    [InlineData("e:physical:interface:i2c(00)")]
    [InlineData("e:physical:interface:i2c:i2c:i2c", "00()")]
    [InlineData("board:device()")]
    [InlineData("board:device(100)")]
    [InlineData("board:device(0x)")]
    [InlineData("board:name()")]
    public void A_line_that_cannot_be_meant_is_answered_with_a_kit_error_and_harms_nothing(string line, string answer = "E2()")
    {
        Served served = new();
        Assert.Equal(answer, served.Ask(line));
        Assert.Equal("00(04113343)", served.Ask("e:w()"));
        Assert.Equal("00(0700006003", served.Talk(Served.Info)![..13]);
    }

    [Fact]
    public void A_line_too_long_and_an_empty_one_are_told_apart()
    {
        Served served = new();
        Assert.Equal("ED()", served.Protocol.Answer(null));
        Assert.Null(served.Ask(""));
        Assert.Null(served.Ask("   "));
        Assert.Equal("E2()", served.Ask($"e:t({new string('0', 512)})"));
    }

    [Fact]
    public void A_damaged_packet_is_the_chips_to_judge()
    {
        Served served = new();
        served.Ask("e:w()");
        foreach (byte[] damaged in (byte[][])[[0], [7], [255], Bench.Sequence(255), [.. Served.Info[..^1], 0xAA], [.. Served.Info, 0]])
        {
            Assert.Equal("00(04FFAF81)".Length, served.Talk(damaged)!.Length);
            Assert.StartsWith("00(04FF", served.Talk(damaged), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_sleeping_chip_acknowledges_nothing()
    {
        Served served = new();
        Assert.Equal("F0()", served.Talk(Served.Info));
        Assert.Equal("F0()", served.Ask("e:i()"));
        Assert.Equal("F0()", served.Ask("e:s()"));
        served.Ask("e:w()");
        Assert.Equal("00()", served.Ask("e:s()"));
        Assert.Equal("F0()", served.Talk(Served.Info));
    }

    [Fact]
    public void Idle_keeps_TempKey_and_sleep_loses_it()
    {
        Served served = new();
        Assert.False(served.HasTempKey());
        Assert.StartsWith("00(0400", served.Talk(Served.LoadTempKey), StringComparison.Ordinal);
        Assert.Equal("00()", served.Ask("e:i()"));
        Assert.Equal("F0()", served.Talk(Served.Info));
        Assert.True(served.HasTempKey());
        Assert.Equal("00()", served.Ask("e:s()"));
        Assert.False(served.HasTempKey());
    }

    [Fact]
    public void The_watchdog_ends_a_session_after_its_time()
    {
        Served served = new();
        served.Ask("e:w()");
        served.Talk(Served.LoadTempKey);
        served.Pass(TimeSpan.FromSeconds(1));
        Assert.StartsWith("00(07", served.Talk(Served.Info), StringComparison.Ordinal);
        served.Pass(TimeSpan.FromSeconds(0.4));
        Assert.Equal("F0()", served.Talk(Served.Info));
        Assert.False(served.HasTempKey());
    }

    [Fact]
    public void Executions_take_no_time_to_wait_for_and_count_for_the_watchdog_all_the_same()
    {
        Served served = new();
        served.Ask("e:w()");
        byte[] random = Served.Command(Opcode.Random, CommandMode.NonceRandom, 0);
        int done = 0;
        while (served.Talk(random)!.StartsWith("00(23", StringComparison.Ordinal))
        {
            done++;
            Assert.True(done < 1000, "the watchdog never came");
        }

        // 1.3 s hold between 56 and 130 commands of 10 to 23 ms.
        Assert.InRange(done, 56, 130);
        Assert.Matches(@"^(00\(04EE[0-9A-F]{4}\)|F0\(\))$", served.Talk(random));
        served.Ask("e:s()");
        Assert.Equal("00(04113343)", served.Ask("e:w()"));
    }

    [Fact]
    public void Whatever_the_line_there_is_an_answer_of_the_protocol()
    {
        int seed = Environment.TickCount;
        Random random = new(seed);
        string[] pieces = ["e", "E", "ecc", "board", ":", "(", ")", "w", "i", "s", "t", "physical", "select", "interface", "device", "C0", "07", "30", "\0", " ", "é", "\t", "FFFF", "i2c"];
        Served served = new();
        for (int i = 0; i < 5000; i++)
        {
            string line = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)]));
            string? answer = served.Ask(line);
            Assert.True(answer is null ? line.Trim().Length == 0 : ProtocolAnswer().IsMatch(answer), $"seed {seed}: '{line}' was answered '{answer}'");
        }
    }

    [Fact]
    public void A_chip_that_has_moved_to_another_address_must_be_selected_anew()
    {
        Served served = new();
        Assert.Equal("00()", served.Ask("e:physical:select(C0)"));
        served.Ask("e:w()");
        byte[] move = Served.Command(Opcode.Write, Zone.Configuration, Zone.WordAddress(ConfigurationZone.I2cAddressOffset), 0x6A, 0, 0, 0);
        Assert.StartsWith("00(0400", served.Talk(move), StringComparison.Ordinal);
        served.Ask("e:s()");
        Assert.Equal("F0()", served.Ask("e:w()"));
        Assert.Equal("F0()", served.Talk(Served.Info));
        Assert.Equal("ECC608 TWI 00(6A)", served.Ask("board:device(00)"));
        Assert.Equal("00()", served.Ask("e:physical:select(6A)"));
        served.Ask("e:w()");
        Assert.StartsWith("00(07", served.Talk(Served.Info), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^([0-9A-F]{2}\(([0-9A-F]{2})*\)|(ECC608|no_device) TWI 00\([0-9A-F]{2}\))$")]
    private static partial Regex ProtocolAnswer();
}
