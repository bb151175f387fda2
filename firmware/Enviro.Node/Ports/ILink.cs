namespace Enviro.Node;

/// <summary>
/// The way to the gateway, polled: nothing here blocks and nothing calls back. It may lose, repeat, reorder and corrupt what passes;
/// the agent relies on none of it.
/// </summary>
public interface ILink
{
    /// <summary>Whether messages can be published and downlink can arrive.</summary>
    bool IsConnected { get; }

    /// <summary>
    /// Takes a message for sending; the bytes are copied or sent before it returns. True says it was taken, not that it arrived.
    /// </summary>
    bool TryPublish(string topic, byte[] message, int offset, int count);

    /// <summary>Gives the next message that arrived; false when there is none. The array belongs to the caller.</summary>
    bool TryReceive(out string topic, out byte[] message);
}
