using Enviro.Simulator;

namespace Enviro.Devices.Tests;

public sealed class KitTerminalTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("enviro-kit-");
    private readonly CancellationTokenSource _stop = new();
    private readonly ServedChip _chip = new(SimulatedAtecc608.FactoryFresh(1), null, TimeProvider.System);
    private KitTerminal? _terminal;
    private Task _serving = Task.CompletedTask;

    [Fact]
    public void A_host_opens_it_like_a_serial_port()
    {
        using TerminalHost host = new(Serve(null));
        host.Send("board:device(00)\n");
        Assert.Equal("ECC608 TWI 00(C0)\n", host.ReadLine());
        host.Send("e:w()\r\n");
        Assert.Equal("00(04113343)\n", host.ReadLine());
        host.Send($"e:t({Convert.ToHexStringLower(Served.Info)})\n");
        Assert.StartsWith("00(0700006003", host.ReadLine(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_line_has_its_answer_however_they_are_thrown_at_it()
    {
        using TerminalHost host = new(Serve(null));
        host.Send($"\n\n\0\xFF\xFE\n{new string('x', 3000)}\nboard:device(07)\ne:physical:select(00)\n");
        Assert.Equal("E2()\n", host.ReadLine());
        Assert.Equal("ED()\n", host.ReadLine());
        Assert.Equal("no_device TWI 00(00)\n", host.ReadLine());
        Assert.Equal("F9()\n", host.ReadLine());
    }

    [Fact]
    public void It_survives_hosts_that_close_and_leave_a_mess_behind()
    {
        string path = Serve(null);
        for (int i = 0; i < 5; i++)
        {
            using (TerminalHost host = new(path))
            {
                host.SwitchEchoOn();
                host.Send("board:device(00)\n");
                host.Await();
                host.Send("board:device(03)\ne:t(0730");
                Thread.Sleep(50);
            }

            Thread.Sleep(300);
            using TerminalHost next = new(path);
            next.Send("e:physical:interface:i2c\n");
            Assert.Equal("00()\n", next.ReadLine());
        }
    }

    [Fact]
    public void The_link_comes_with_it_and_goes_with_it()
    {
        string link = Path.Combine(_folder.FullName, "kit");
        File.CreateSymbolicLink(link, "/dev/pts/left-behind");
        string path = Serve(link);
        Assert.Equal(path, new FileInfo(link).LinkTarget);
        using (TerminalHost host = new(link))
        {
            host.Send("board:device(00)\n");
            Assert.Equal("ECC608 TWI 00(C0)\n", host.ReadLine());
        }

        Stop();
        Assert.Empty(_folder.GetFileSystemInfos());
    }

    [Fact]
    public void A_file_where_the_link_should_be_is_left_alone()
    {
        string link = Path.Combine(_folder.FullName, "kit");
        File.WriteAllText(link, "precious");
        ServeException failure = Assert.Throws<ServeException>(() => KitTerminal.Open(_chip, link));
        Assert.Contains("--pty", failure.Message, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(link));
    }

    [Fact]
    public void A_link_that_has_become_another_servers_is_not_removed()
    {
        string link = Path.Combine(_folder.FullName, "kit");
        Serve(link);
        File.Delete(link);
        File.CreateSymbolicLink(link, "/dev/pts/another");
        Stop();
        Assert.Equal("/dev/pts/another", new FileInfo(link).LinkTarget);
    }

    public void Dispose()
    {
        Stop();
        _stop.Dispose();
        _folder.Delete(recursive: true);
    }

    private string Serve(string? link)
    {
        _terminal = KitTerminal.Open(_chip, link);
        _serving = Task.Run(() => _terminal.Serve(_stop.Token));
        return _terminal.Path;
    }

    private void Stop()
    {
        _stop.Cancel();
        _serving.GetAwaiter().GetResult();
        _terminal?.Dispose();
        _terminal = null;
    }
}
