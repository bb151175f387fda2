using Enviro.Node;

namespace Enviro.Simulator;

/// <summary>A board's link while its Wi-Fi comes and goes: without it nothing is sent, and what arrives is not heard.</summary>
internal sealed class OutageLink(ILink link, SimulatedBoard board) : ILink
{
    /// <inheritdoc />
    public bool IsConnected => board.HasNetwork && link.IsConnected;

    /// <inheritdoc />
    public bool TryPublish(string topic, byte[] message, int offset, int count) => IsConnected && link.TryPublish(topic, message, offset, count);

    /// <inheritdoc />
    public bool TryReceive(out string topic, out byte[] message)
    {
        bool any = link.TryReceive(out topic, out message);
        return any && board.HasNetwork;
    }
}
