using Enviro.Wire;

namespace Enviro.Node.Tests;

/// <summary>A link whose treatment of each message, either way, is scripted.</summary>
internal sealed class FakeLink(FakeGateway gateway) : ILink
{
    private readonly Queue<(string Topic, byte[] Message)> _down = [];

    internal List<byte[]> Published { get; } = [];

    internal long UnixMs { get; set; }

    /// <summary>What becomes of a published message: the copies that reach the gateway.</summary>
    internal Func<byte[], byte[][]>? Up { get; set; }

    /// <summary>What becomes of an acknowledgement: the copies that reach the node.</summary>
    internal Func<byte[], byte[][]>? Down { get; set; }

    internal Action<byte[]>? OnPublish { get; set; }

    internal bool Refuses { get; set; }

    public bool IsConnected { get; set; } = true;

    public bool TryPublish(string topic, byte[] message, int offset, int count)
    {
        if (Refuses)
        {
            return false;
        }

        byte[] copy = message[offset..(offset + count)];
        Assert.Equal(Topics.ReadingOf(NodeWorld.Urn), topic);
        Published.Add(copy);
        OnPublish?.Invoke(copy);
        foreach (byte[] arriving in Up?.Invoke(copy) ?? [copy])
        {
            byte[]? answer = gateway.Take(arriving, UnixMs);
            if (answer == null)
            {
                continue;
            }

            foreach (byte[] delivered in Down?.Invoke(answer) ?? [answer])
            {
                Deliver(delivered);
            }
        }

        return true;
    }

    public bool TryReceive(out string topic, out byte[] message)
    {
        bool any = _down.TryDequeue(out (string Topic, byte[] Message) next);
        (topic, message) = any ? next : ("", []);
        return any;
    }

    internal void Deliver(byte[] message, string? topic = null) => _down.Enqueue((topic ?? Topics.AckOf(NodeWorld.Urn), message));

    internal bool HasDownlink => _down.Count > 0;

    internal void LoseDownlink() => _down.Clear();
}
