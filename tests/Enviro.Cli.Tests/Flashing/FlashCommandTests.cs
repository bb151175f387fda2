using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Enviro.Devices.Atecc608;
using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Cli.Tests;

public class FlashCommandTests
{
    [Fact]
    public void A_board_as_bought_becomes_a_node_and_is_left_alone_the_second_time()
    {
        using FlashLine line = new();
        using ScriptedBoard board = new(line.Nanoff.Flash);
        line.InitAuthority();
        CommandLine.Ended first = line.Flash("--port", board.Path).Expect(0);
        Assert.Contains(": unchecked (no live check was made)", first.Output, StringComparison.Ordinal);
        Assert.Contains($"{board.Path}: wait for the board", first.Errors, StringComparison.Ordinal);
        Assert.Contains("enclosure: open (close the housing", first.Errors, StringComparison.Ordinal);
        Assert.Equal(
            ["[--platform]", "[--target][ESP32_REV3]", "[--filedeployment]", "[--target][ESP32_REV3]"],
            line.Nanoff.Calls.Select(call => string.Concat(call.Split(']').Take(call.StartsWith("[--t", StringComparison.Ordinal) ? 2 : 1).Select(word => word + "]"))));
        Assert.Equal(["600", "600"], File.ReadAllLines(line.Nanoff.At("modes")));
        SettingsDocument settings = SettingsDocument.Parse(File.ReadAllBytes(Path.Combine(line.Nanoff.Flash, "settings")), out _);
        Assert.Equal((1u, "Roof 3", FlashLine.Passphrase), (settings.Version, settings.Site, settings.Network!.Passphrase));

        CommandLine.Ended again = line.Flash("--port", board.Path, "--json").Expect(0);
        JsonElement result = JsonDocument.Parse(again.Output).RootElement[0];
        Assert.Equal(("unchecked", "already-provisioned"), (result.GetProperty("result").GetString(), result.GetProperty("provisioning").GetString()));
        Assert.Equal((1, false), (result.GetProperty("settingsVersion").GetInt32(), result.GetProperty("flashed").GetBoolean()));
        Assert.Equal(settings.Urn, result.GetProperty("urn").GetString());
        Assert.Contains(result.GetProperty("thumbprint").GetString()!, first.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(result.GetProperty("labelPng").GetString()));
        Assert.Equal(4, line.Nanoff.Calls.Length);

        line.WriteSite("Roof 4");
        line.Flash("--port", board.Path).Expect(0);
        Assert.Equal(2u, SettingsDocument.Parse(File.ReadAllBytes(Path.Combine(line.Nanoff.Flash, "settings")), out _).Version);
        Assert.Equal(4, line.Nanoff.Calls.Length);
    }

    [Fact]
    public void Readings_that_wait_are_not_erased_unless_that_is_wanted()
    {
        using FlashLine line = new();
        using ScriptedBoard board = new(line.Nanoff.Flash);
        line.InitAuthority();
        line.Flash("--port", board.Path).Expect(0);
        board.Waiting = 17;
        File.AppendAllText(line.Image, "another firmware");
        CommandLine.Ended refused = line.Flash("--port", board.Path).Expect(1);
        Assert.Contains("17 readings of this node wait", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("--discard-waiting", refused.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(line.Nanoff.Calls[4..], call => call.Contains("--masserase", StringComparison.Ordinal));
        line.Flash("--port", board.Path, "--discard-waiting").Expect(0);
        Assert.Contains(line.Nanoff.Calls[4..], call => call.Contains("--masserase", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--devicedetails", "device details")]
    [InlineData("--masserase", "firmware")]
    [InlineData("--filedeployment", "files")]
    [InlineData("--deploy", "image")]
    public void Where_nanoff_fails_its_last_words_are_shown_and_the_same_command_mends_it(string call, string step)
    {
        using FlashLine line = new();
        using ScriptedBoard board = new(line.Nanoff.Flash);
        line.InitAuthority();
        File.WriteAllText(line.Nanoff.At("fail"), call);
        CommandLine.Ended failed = line.Flash("--port", board.Path).Expect(2);
        Assert.Contains($"failed at \"{step}\": nanoff ended with exit code 160", failed.Errors, StringComparison.Ordinal);
        Assert.Contains("  Error E4000", failed.Errors, StringComparison.Ordinal);
        Assert.EndsWith("run the same command again.", failed.Errors.TrimEnd(), StringComparison.Ordinal);
        File.Delete(line.Nanoff.At("fail"));
        line.Flash("--port", board.Path).Expect(0);
    }

    [Fact]
    public void A_file_that_nanoff_could_not_write_is_noticed_though_it_ends_well()
    {
        using FlashLine line = new();
        using ScriptedBoard board = new(line.Nanoff.Flash);
        line.InitAuthority();
        File.WriteAllText(line.Nanoff.At("unwritable"), "");
        Assert.Contains("could not write the board's files", line.Flash("--port", board.Path).Expect(2).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Nanoff_is_installed_where_that_is_wanted_and_nowhere_else()
    {
        using FlashLine line = new();
        using ScriptedBoard board = new(line.Nanoff.Flash);
        line.InitAuthority();
        Assert.Contains("--install-nanoff", line.Run(line.Arguments("--port", board.Path), FlashLine.BarePath).Expect(2).Errors, StringComparison.Ordinal);

        // A scripted dotnet that installs the scripted nanoff to where the real one installs tools.
        string folder = Directory.CreateDirectory(line.PathOf("bin")).FullName;
        string dotnet = Path.Combine(folder, "dotnet");
        File.WriteAllText(
            dotnet,
            $$"""
            #!/bin/sh
            echo "$*" > "{{folder}}/called"
            mkdir -p "$HOME/.dotnet/tools"
            printf '#!/bin/sh\nexec "%s" "$@"\n' "{{line.Nanoff.At("nanoff")}}" > "$HOME/.dotnet/tools/nanoff"
            chmod +x "$HOME/.dotnet/tools/nanoff"

            """);
        File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(line.Nanoff.At("fail"), "--devicedetails");
        CommandLine.Ended ended = line.Run(line.Arguments("--port", board.Path, "--install-nanoff"), $"{folder}:{FlashLine.BarePath}").Expect(2);
        Assert.Equal("tool install -g nanoff", File.ReadAllText(Path.Combine(folder, "called")).Trim());
        Assert.Contains("at \"device details\"", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void An_old_chip_is_not_given_an_interpreter_it_cannot_start()
    {
        using FlashLine line = new();
        using ScriptedBoard board = new(line.Nanoff.Flash);
        line.InitAuthority();
        File.WriteAllText(line.Nanoff.At("details"), "Connected to:\nESP32 (ESP32-D0WDQ6 (revision v1.0))\n");
        Assert.Contains("--target ESP32_REV0", line.Flash("--port", board.Path).Expect(1).Errors, StringComparison.Ordinal);
        Assert.Single(line.Nanoff.Calls);
    }

    [Fact]
    public async Task An_interrupt_ends_nanoff_too()
    {
        using FlashLine line = new();
        using ScriptedBoard board = new(line.Nanoff.Flash);
        line.InitAuthority();
        File.WriteAllText(line.Nanoff.At("hang"), "--masserase");
        using Process process = line.Start(line.Arguments("--port", board.Path));
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        Stopwatch waited = Stopwatch.StartNew();
        while (!File.Exists(line.Nanoff.At("pid")) || File.ReadAllText(line.Nanoff.At("pid")).Length == 0)
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60), "nanoff was not started");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        int nanoff = int.Parse(File.ReadAllText(line.Nanoff.At("pid")), System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(0, Kill(process.Id, 2));
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(30)), "it does not end");
        Assert.NotEqual(0, process.ExitCode);
        Assert.NotEqual(0, Kill(nanoff, 0));
        Assert.Contains("run the same command again", await errors, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_tray_goes_on_after_a_bad_board_and_its_report_has_a_line_for_each()
    {
        using FlashLine line = new();
        using ScriptedBoard good = new(line.Nanoff.Flash);
        using ScriptedBoard locked = new(line.Nanoff.Flash, LockedOtherwise());
        line.InitAuthority();
        string report = line.PathOf("batch.csv");
        string[] tray = ["--port", "/dev/no-such-port", "--port", locked.Path, "--port", good.Path, "--board-wait", "4", "--report", report];
        CommandLine.Ended ended = line.Run([.. line.Arguments()[..^2], .. tray]).Expect(2);
        string[] rows = File.ReadAllLines(report);
        Assert.Equal("port,serial,urn,thumbprint,address,result,step,detail,time", rows[0]);
        Assert.Equal(["failed", "refused", "unchecked"], rows[1..].Select(row => row.Split(',')[5]));
        Assert.Contains("SlotConfig[0]: expected 8520, found 8320", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("is another report", line.Run(["node", "provision", line.Data, "--chip", "tcp:127.0.0.1:1", "--report", report]).Expect(2).Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("self-test", "sensor bme280 fault no answer")]
    [InlineData("settings", "error refused signed by another authority")]
    [InlineData("provision", "- outcome provisioned")]
    public void What_the_board_refuses_or_cannot_prove_is_a_refusal(string step, string said)
    {
        using FlashLine line = new();
        using ScriptedBoard board = new(line.Nanoff.Flash);
        line.InitAuthority();
        board.Parts = step == "self-test" ? ["chip ok", said] : ["chip ok"];
        board.ApplyError = step == "settings" ? said["error ".Length..] : "";
        board.Instead = word => step == "provision" && word == step ? [said, "ok"] : null;
        CommandLine.Ended refused = line.Flash("--port", board.Path).Expect(1);
        Assert.Contains($"refused at \"{step}\"", refused.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(line.PathOf("labels")));
    }

    [Fact]
    public void What_is_missing_is_said_before_a_board_is_touched()
    {
        using FlashLine line = new();
        Assert.Contains("enviro authority init", line.Flash("--port", "/dev/a").Expect(2).Errors, StringComparison.Ordinal);
        line.InitAuthority();
        string[] live = [.. line.Arguments("--port", "/dev/a", "--gateway-wait", "5").Where((_, i) => i is not (9 or 10))];
        Assert.Contains("--gateway-wait 0", line.Run(live).Expect(2).Errors, StringComparison.Ordinal);
        File.Delete(line.PathOf("service-key.pub"));
        Assert.Contains("service-key.pub is not there", line.Flash("--port", "/dev/a").Expect(2).Errors, StringComparison.Ordinal);
        File.Delete(line.Image);
        Assert.Contains("There is no image", line.Flash("--port", "/dev/a").Expect(2).Errors, StringComparison.Ordinal);
        using Process process = line.Start(["node", "flash", "--help"], FlashLine.BarePath);
        Assert.Contains("--discard-waiting", process.StandardOutput.ReadToEnd(), StringComparison.Ordinal);
    }

    private static SimulatedAtecc608 LockedOtherwise()
    {
        SimulatedAtecc608 chip = SimulatedAtecc608.FactoryFresh(8);
        SimulatedI2cBus bus = new();
        bus.Attach(chip);
        Atecc608Device device = new(bus);
        byte[] zone = new byte[ConfigurationZone.Length];
        Assert.True(device.TryReadConfiguration(zone) && device.TryLockConfiguration(Packet.Crc16(zone, 0, zone.Length)));
        chip.CutPower();
        return chip;
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
