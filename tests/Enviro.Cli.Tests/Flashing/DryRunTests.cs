using System.Diagnostics;
using System.Security.Cryptography;

namespace Enviro.Cli.Tests;

public class DryRunTests
{
    [Fact]
    public void A_dry_run_prints_every_command_and_touches_nothing()
    {
        using FlashLine line = new();
        string[] before = Directory.GetFileSystemEntries(line.Data, "*", SearchOption.AllDirectories);
        using Process process = line.Start(line.Arguments("--port", "/dev/ttyUSB7", "--console", "/dev/ttyUSB8", "--fwversion", "1.12.4.5", "--dry-run"), FlashLine.BarePath);
        string output = process.StandardOutput.ReadToEnd();
        Assert.Equal("", process.StandardError.ReadToEnd());
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        Assert.Equal(before, Directory.GetFileSystemEntries(line.Data, "*", SearchOption.AllDirectories));

        string[] lines = output.TrimEnd('\n').Split('\n');
        Assert.Equal(
            [
                "nanoff --platform esp32 --serialport /dev/ttyUSB7 --devicedetails",
                "nanoff --target ESP32_REV3 --serialport /dev/ttyUSB7 --update --masserase --fwversion 1.12.4.5",
                "nanoff --filedeployment \"$files/files.json\"",
                $"nanoff --target ESP32_REV3 --serialport /dev/ttyUSB7 --deploy --image '{line.Image}' --address 0x1E0000",
            ],
            lines.Where(text => text.StartsWith("nanoff ", StringComparison.Ordinal)));
        string[] steps = ["ask the board", "device details", "firmware", "files", "image", "wait for the board", "provision", "settings", "self-test", "label"];
        int at = -1;
        foreach (string step in steps)
        {
            int next = Array.FindIndex(lines, at + 1, text => text.StartsWith($"# /dev/ttyUSB7: {step}", StringComparison.Ordinal));
            Assert.True(next > at, $"{step} is not there, or not in its place:\n{output}");
            at = next;
        }

        Assert.Contains("/dev/ttyUSB8", output, StringComparison.Ordinal);
        Assert.DoesNotContain(FlashLine.Passphrase, output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shell_that_runs_it_does_to_the_board_what_the_command_does()
    {
        using FlashLine line = new();
        CommandLine.Ended dry = line.Flash("--port", "/dev/tty 'odd' %d", "--dry-run").Expect(0);
        string script = line.PathOf("script.sh");
        File.WriteAllText(script, dry.Output);
        ProcessStartInfo start = new("sh", ["-e", script]) { RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{line.Nanoff.Folder}:{Environment.GetEnvironmentVariable("PATH")}";
        using Process shell = Process.Start(start)!;
        shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
        Assert.Equal(
            ["[--platform][esp32][--serialport][/dev/tty 'odd' %d][--devicedetails]", "[--target][ESP32_REV3][--serialport][/dev/tty 'odd' %d][--update][--masserase]"],
            line.Nanoff.Calls[..2]);
        Assert.Equal($"[--target][ESP32_REV3][--serialport][/dev/tty 'odd' %d][--deploy][--image][{line.Image}][--address][0x1E0000]", line.Nanoff.Calls[3]);
        Assert.Equal("devkitc", File.ReadAllText(Path.Combine(line.Nanoff.Flash, "board")));
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(line.Image))), File.ReadAllText(Path.Combine(line.Nanoff.Flash, "firmware")));
        using System.Text.Json.JsonDocument list = System.Text.Json.JsonDocument.Parse(File.ReadAllText(line.Nanoff.At("list.json")));
        Assert.Equal("/dev/tty 'odd' %d", list.RootElement.GetProperty("serialport").GetString());
        Assert.Equal(
            [@"I:\board", @"I:\firmware"], list.RootElement.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("DestinationFilePath").GetString()));
    }

    [Theory]
    [InlineData("--target", "ESP32_NEW", "--address 0x")]
    [InlineData("--address", "1E0000", "--address must be 0x")]
    [InlineData("--address", "0x1E0001", "a multiple of 0x1000")]
    [InlineData("--board", "toaster", "devkitc, core2-aws")]
    [InlineData("--console", "/dev/b", "as often as --port")]
    [InlineData("--gateway-wait", "-1", "--gateway-wait must be")]
    public void What_cannot_be_is_said_before_anything_is_touched(string option, string value, string said)
    {
        using FlashLine line = new();
        string[] arguments = [.. line.Arguments("--port", "/dev/a", "--port", "/dev/c", "--dry-run")];
        int at = Array.IndexOf(arguments, option);
        string[] altered = at < 0 ? [.. arguments, option, value] : [.. arguments[..(at + 1)], value, .. arguments[(at + 2)..]];
        CommandLine.Ended ended = line.Run(altered).Expect(2);
        Assert.Contains(said, ended.Errors, StringComparison.Ordinal);
        Assert.Empty(ended.Output);
    }

    [Fact]
    public void An_image_that_does_not_fit_is_refused_and_the_issues_spelling_needs_no_folder()
    {
        using FlashLine line = new();
        CommandLine.Ended plain = line.Run(["node", "flash", "--port", "/dev/ttyUSB0", "--target", "ESP32_REV3", "--settings", "site.json", "--dry-run"]).Expect(0);
        Assert.Contains($"the certificate authority of {line.Data} ", plain.Output, StringComparison.Ordinal);
        File.WriteAllBytes(line.Image, new byte[0x1C0000]);
        line.Flash("--port", "/dev/ttyUSB0", "--dry-run").Expect(0);
        File.WriteAllBytes(line.Image, new byte[0x1C0001]);
        Assert.Contains("1835009 bytes; the board's partition for it has 1835008", line.Flash("--port", "/dev/ttyUSB0", "--dry-run").Expect(2).Errors, StringComparison.Ordinal);
    }
}
