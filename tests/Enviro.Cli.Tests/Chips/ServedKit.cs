using Enviro.Simulator;

namespace Enviro.Cli.Tests;

/// <summary>A simulated chip as <c>enviro-sim secure-element serve</c> serves it, on both ways at once.</summary>
internal sealed class ServedKit : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly KitTerminal _terminal;
    private readonly RawPacketServer _server;
    private readonly Task _serving;

    public ServedKit(SimulatedAtecc608? chip = null)
    {
        ServedChip served = new(chip ?? SimulatedAtecc608.FactoryFresh(3), null, TimeProvider.System);
        _terminal = KitTerminal.Open(served, null);
        _server = RawPacketServer.Listen(served, 0);
        _serving = Task.WhenAll(Task.Run(() => _terminal.Serve(_stop.Token)), _server.ServeAsync(_stop.Token));
    }

    /// <summary>Addresses for <see cref="ChipBus.Open"/>.</summary>
    public string KitUri => $"kit:{_terminal.Path}";

    public string TcpUri => $"tcp:127.0.0.1:{_server.Port}";

    public void Dispose()
    {
        _stop.Cancel();
        _serving.GetAwaiter().GetResult();
        _terminal.Dispose();
        _server.Dispose();
        _stop.Dispose();
    }
}
