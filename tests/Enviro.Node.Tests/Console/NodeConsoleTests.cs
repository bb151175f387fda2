using System.Reflection;
using Enviro.Wire;

namespace Enviro.Node.Tests;

public sealed class NodeConsoleTests
{
    [Fact]
    public void A_board_says_once_that_it_has_started()
    {
        using ConsoleWorld world = new();
        Assert.Equal(["- start simulated enviro-node " + world.Board.Firmware.Version], world.Heard);
        Assert.Equal(["ok"], world.Ask("restart"));
        world.World.RunFor(5_000);
        Assert.Equal(2, world.Heard.Count);
        Assert.StartsWith("- start ", world.Heard[1], StringComparison.Ordinal);
        world.Ask("status");
        Assert.StartsWith("console ", world.Fact("restart"), StringComparison.Ordinal);
    }

    [Fact]
    public void Help_lists_every_command_and_each_is_known()
    {
        using ConsoleWorld world = new();
        world.Ask("help");
        Assert.Equal("ok", world.Heard[^1]);
        foreach (string command in world.Facts("command").Select(form => form.Split(' ')[0]).Where(word => word != "restart"))
        {
            Assert.DoesNotContain(world.Ask(command), line => line.StartsWith("error unknown", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Identify_says_who_it_is_in_every_state()
    {
        using ConsoleWorld world = new();
        world.Ask("identify");
        Assert.Equal("-", world.Fact("urn"));
        Assert.Equal("unconfigured", world.Fact("state"));
        Assert.Equal("0", world.Fact("settings"));
        Assert.Equal("0", world.Fact("boot"));
        Assert.Equal(ConsoleWord.OfBytes(FakeElement.PublicKey), world.Fact("key"));
        Assert.Equal(ConsoleWord.OfBytes(CoseKey.Thumbprint(FakeElement.PublicKey)), world.Fact("thumbprint"));
        Assert.Equal("- firmware enviro-node " + world.Board.Firmware.Version + " " + ConsoleWord.OfBytes(world.Board.Firmware.Digest), world.Heard[4]);
        world.World.ReachableHost = "none";
        world.Transfer(ProgramWorld.Document(7));
        world.World.RunFor(3_000);
        world.Ask("identify");
        Assert.Equal("trial", world.Fact("state"));
        world.World.ReachableHost = "gateway.example";
        world.World.RunFor(30_000);
        world.Ask("identify");
        Assert.Equal("running", world.Fact("state"));
        Assert.Equal("7", world.Fact("settings"));
        Assert.Equal(NodeWorld.Urn, world.Fact("urn"));
        Assert.Equal("1", world.Fact("boot"));
    }

    [Fact]
    public void A_dead_chip_is_said_to_be_dead_and_nothing_hangs()
    {
        using ConsoleWorld world = new(withPower: false);
        world.World.Element.IsDead = true;
        world.Board.PowerOn();
        world.World.RunFor(3_000);
        world.Ask("identify");
        Assert.Equal("-", world.Fact("key"));
        Assert.Equal("blank", world.Fact("state"));
        world.Ask("self-test");
        Assert.StartsWith("fault ", world.Fact("chip"), StringComparison.Ordinal);
        Assert.StartsWith("error chip ", world.Transfer(ProgramWorld.Document(1)), StringComparison.Ordinal);
        Assert.StartsWith("error chip ", world.Ask("provision")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Self_test_has_a_line_for_each_part()
    {
        using ConsoleWorld world = new();
        world.Configure();
        world.Ask("self-test");
        Assert.Equal(["chip", "flash", "clock", "supply", "enclosure", "sensor clock", "sensor supply"], world.Heard[..^1].Select(line => line[2..line.IndexOf(" ok", StringComparison.Ordinal)]));
        world.World.SensorFails = true;
        world.Board.SupplyMillivolts = 3_000;
        world.Board.IsEnclosureOpen = true;
        world.Board.OutboxFlash.ReadsFail = true;
        world.Ask("self-test");
        foreach (string part in new[] { "flash", "supply", "enclosure", "sensor clock" })
        {
            Assert.StartsWith("fault ", world.Fact(part), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Measure_measures_now_and_keeps_nothing()
    {
        using ConsoleWorld world = new();
        Assert.StartsWith("error refused ", world.Ask("measure")[0], StringComparison.Ordinal);
        world.Configure(document => document.Sensors = [new SensorSettings("clock", 3, [], []), new SensorSettings("absent", 0, [], [])]);
        uint next = world.Board.Program!.Outbox.NextSequence;
        world.Ask("measure");
        Assert.Equal($"clock-3-0 {world.World.NowMs / 1_000} s".Length, world.Facts("reading")[0].Length);
        Assert.Equal("supply 5.00 V", world.Facts("reading")[1]);
        Assert.Equal("ok", world.Heard[^1]);
        Assert.Equal(next, world.Board.Program!.Outbox.NextSequence);
    }

    [Fact]
    public void Outbox_and_status_say_what_waits_and_why()
    {
        using ConsoleWorld world = new();
        world.Configure();
        world.Ask("status");
        string appraisal = world.World.Agent.IsAppraised ? "accepted" : "none";
        Assert.Equal(["up", "yes", appraisal, "no"], new[] { "link", "session", "appraisal", "late" }.Select(world.Fact));
        world.World.ReachableHost = "none";
        world.World.RunFor(180_000);
        world.Ask("outbox");
        Assert.Equal(world.Board.Program!.Outbox.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), world.Fact("waiting"));
        Assert.NotEqual("0", world.Fact("waiting"));
        Assert.Equal("0", world.Fact("dropped"));
        Assert.Equal("0", world.Fact("damaged"));
        world.Ask("status");
        Assert.Equal(["down", "yes"], new[] { "link", "late" }.Select(world.Fact));
    }

    [Fact]
    public void Status_names_every_counter_that_is_not_0()
    {
        using ConsoleWorld world = new();
        world.Configure();
        NodeCounters counters = world.World.Agent.Counters;
        PropertyInfo[] all = [.. typeof(NodeCounters).GetProperties().Where(property => property.PropertyType == typeof(uint))];
        for (int i = 0; i < all.Length; i++)
        {
            all[i].SetValue(counters, (uint)(1_000_000 + i));
        }

        world.Ask("status");
        Dictionary<string, string> told = world.Facts("count").Select(fact => fact.Split(' ')).ToDictionary(words => words[0].Replace("-", "", StringComparison.Ordinal), words => words[1]);
        Assert.Equal(all.Length, told.Count);
        Assert.All(all, property => Assert.StartsWith("10000", told[property.Name.ToLowerInvariant()], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("identify x", "arguments")]
    [InlineData("identify ", "arguments")]
    [InlineData("restart now", "arguments")]
    [InlineData("help help", "arguments")]
    [InlineData(" identify", "unknown")]
    [InlineData("IDENTIFY", "unknown")]
    [InlineData("sign", "unknown")]
    [InlineData("= yes", "unknown")]
    [InlineData("! no", "unknown")]
    [InlineData("? nonce", "unknown")]
    [InlineData("- start", "unknown")]
    [InlineData("ok", "unknown")]
    public void What_is_no_command_is_an_error_and_does_nothing(string text, string code)
    {
        using ConsoleWorld world = new();
        Assert.StartsWith($"error {code} ", Assert.Single(world.Ask(text)), StringComparison.Ordinal);
        Assert.Equal(0, world.Board.Restarts);
    }

    [Fact]
    public void An_empty_line_is_not_answered()
    {
        using ConsoleWorld world = new();
        Assert.Empty(world.Say(""));
        Assert.Empty(world.Ask(""));
    }

    [Fact]
    public void A_command_damaged_anywhere_is_not_obeyed()
    {
        using ConsoleWorld world = new();
        string sent = ConsoleLine.Format("restart");
        for (int at = 0; at < sent.Length; at++)
        {
            foreach (char other in "\0\x1B xX0*\x7Fé")
            {
                if (other != sent[at])
                {
                    string line = sent[..at] + other + sent[(at + 1)..];
                    Assert.StartsWith("error ", Assert.Single(world.Say(line)), StringComparison.Ordinal);
                }
            }
        }

        world.World.RunFor(10_000);
        Assert.Equal(0, world.Board.Restarts);
    }

    [Fact]
    public void A_flood_of_commands_does_not_keep_it_from_measuring()
    {
        using ConsoleWorld world = new();
        world.Configure();
        for (int i = 0; i < 20_000; i++)
        {
            world.Leave("identify");
        }

        uint stored = world.World.Agent.Counters.Stored;
        world.World.RunFor(60_000);
        Assert.Equal(stored + 1, world.World.Agent.Counters.Stored);
    }

    [Fact]
    public void Whatever_is_said_each_line_gets_one_end()
    {
        const int Seed = 20261124;
        Random random = new(Seed);
        using ConsoleWorld world = new();
        world.Configure();
        string[] words = ["identify", "settings", "settings-begin", "settings-data", "settings-apply", "provision", "measure", "outbox", "-", "00ff", "0", "2048", "*", "*FFFF", "=", "!", "?", "\0", "ü", "", new string('a', 3_000)];
        for (int round = 0; round < 2_000; round++)
        {
            string text = string.Join(' ', Enumerable.Range(0, random.Next(1, 5)).Select(_ => words[random.Next(words.Length)]));
            string line = random.Next(2) == 0 ? text : ConsoleLine.Format(text);
            List<string> answer = world.Say(line);
            int ends = answer.Count(heard => heard == "ok" || heard.StartsWith("error ", StringComparison.Ordinal));
            bool isEmpty = ConsoleLine.Parse(line) is { Text.Length: 0 };
            Assert.True(ends == (isEmpty ? 0 : 1), $"seed {Seed}, round {round}: {ends} ends to {line}");
        }

        Assert.Equal(1, world.Board.Restarts);
    }
}
