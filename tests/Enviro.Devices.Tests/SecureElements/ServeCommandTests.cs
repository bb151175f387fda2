using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using Enviro.Simulator;

namespace Enviro.Devices.Tests;

/// <summary>The program itself, as a process of its own.</summary>
public sealed class ServeCommandTests : IDisposable
{
    private const int Terminate = 15;
    private const int HangUp = 1;
    private const int Kill = 9;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("enviro-serve-");

    private string Snapshot => Path.Combine(_folder.FullName, "chip");

    private string Link => Path.Combine(_folder.FullName, "kit");

    [Theory]
    [InlineData(Terminate)]
    [InlineData(HangUp)]
    public void It_serves_both_ways_and_ends_cleanly(int signal)
    {
        using Process process = Start("--pty", Link, "--tcp", "0", "--seed", "5", "--json");
        JsonElement where = ServedProgram.FirstLine(process);
        Assert.Equal(Link, where.GetProperty("link").GetString());
        Assert.Equal(JsonValueKind.Null, where.GetProperty("snapshot").ValueKind);
        Assert.Matches("^0123[0-9A-F]{12}EE$", where.GetProperty("serialNumber").GetString());

        // One chip behind both doors.
        using TcpClient client = Connect(where);
        Assert.Equal("04113343", RawPacketServerTests.Ask(client, [RawPacketServer.WakePulse]));
        RawPacketServerTests.Ask(client, [3, .. Served.LoadTempKey]);
        using (TerminalHost host = new(where.GetProperty("pty").GetString()!))
        {
            host.Send($"e:t({Convert.ToHexString(Served.State)})\n");
            Assert.True(Served.IsTempKeyValid(host.ReadLine()));
        }

        ServedProgram.Send(process, signal);
        Assert.True(process.WaitForExit(Limit));
        Assert.Equal(0, process.ExitCode);
        Assert.Empty(_folder.GetFileSystemInfos());
    }

    [Fact]
    public void A_locked_chip_is_locked_after_the_process_was_killed()
    {
        string? serial;
        using (Process process = Start("--tcp", "0", "--snapshot", Snapshot, "--seed", "5", "--json"))
        {
            JsonElement where = ServedProgram.FirstLine(process);
            serial = where.GetProperty("serialNumber").GetString();
            using TcpClient client = Connect(where);
            RawPacketServerTests.Ask(client, [RawPacketServer.WakePulse]);
            Assert.StartsWith("0400", RawPacketServerTests.Ask(client, [3, .. Served.LockConfiguration]), StringComparison.Ordinal);
            ServedProgram.Send(process, Kill);
            Assert.True(process.WaitForExit(Limit));
        }

        // The seed is a new chip's; this one is not new.
        using Process second = Start("--tcp", "0", "--snapshot", Snapshot, "--seed", "6", "--json");
        JsonElement again = ServedProgram.FirstLine(second);
        Assert.Equal(serial, again.GetProperty("serialNumber").GetString());
        using TcpClient next = Connect(again);
        RawPacketServerTests.Ask(next, [RawPacketServer.WakePulse]);
        Assert.Equal("5500", RawPacketServerTests.Ask(next, [3, .. Served.ReadLocks]).Substring(6, 4));
        ServedProgram.Send(second, Terminate);
        Assert.True(second.WaitForExit(Limit));
        Assert.Equal(0, second.ExitCode);
    }

    [Theory]
    [InlineData("Say how to serve")]
    [InlineData("must be a port", "--tcp", "70000")]
    [InlineData("--pty", "--pty", "/no/such/folder/kit")]
    [InlineData("--snapshot", "--tcp", "0", "--snapshot", "/no/such/folder/chip")]
    public void What_cannot_be_served_ends_with_exit_code_2_and_a_reason(string reason, params string[] arguments)
    {
        using Process process = Start(arguments);
        string error = process.StandardError.ReadToEnd();
        Assert.True(process.WaitForExit(Limit));
        Assert.Equal(2, process.ExitCode);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static Process Start(params string[] arguments) => ServedProgram.Start(["secure-element", "serve", .. arguments]);

    private static TcpClient Connect(JsonElement where)
    {
        string[] place = where.GetProperty("tcp").GetString()!.Split(':');
        return new TcpClient(place[0], int.Parse(place[1], System.Globalization.CultureInfo.InvariantCulture)) { ReceiveTimeout = 20_000 };
    }
}
