using System.Text;
using Enviro.Simulator;

namespace Enviro.Devices.Tests;

/// <summary>A host's program on a terminal device, with the settings it finds there.</summary>
internal sealed class TerminalHost : IDisposable
{
    private const int LimitMs = 10_000;
    private readonly int _descriptor;

    public TerminalHost(string path)
    {
        _descriptor = Libc.Open(path, Libc.ReadWrite | Libc.NoControllingTerminal | Libc.CloseOnExec);
        Assert.True(_descriptor >= 0, $"{path} cannot be opened");
    }

    public void Send(string text)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        Assert.Equal(bytes.Length, Libc.Write(_descriptor, bytes, bytes.Length));
    }

    /// <summary>Waits until something can be read, and leaves it unread.</summary>
    public void Await()
    {
        Libc.PollDescriptor[] one = [new() { Descriptor = _descriptor, Events = Libc.PollIn }];
        Assert.True(Libc.Poll(one, 1, LimitMs) > 0, "no answer");
    }

    public string ReadLine()
    {
        StringBuilder line = new();
        byte[] one = new byte[1];
        while (one[0] != '\n')
        {
            Await();
            Assert.Equal(1, Libc.Read(_descriptor, one, 1));
            line.Append((char)one[0]);
        }

        return line.ToString();
    }

    /// <summary>Changes the terminal's settings, as a host with other habits does; byte 12 … 15 are the local modes on Linux.</summary>
    public void SwitchEchoOn()
    {
        byte[] settings = new byte[Libc.TermiosLength];
        Assert.Equal(0, Libc.GetAttributes(_descriptor, settings));
        settings[12] |= 0x0A;
        Assert.Equal(0, Libc.SetAttributes(_descriptor, 0, settings));
    }

    public void Dispose() => _ = Libc.Close(_descriptor);
}
