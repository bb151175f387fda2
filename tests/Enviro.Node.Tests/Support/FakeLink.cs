using Enviro.Wire;

namespace Enviro.Node.Tests;

/// <summary>A link whose treatment of each message, either way, is scripted.</summary>
internal sealed class FakeLink(FakeGateway gateway) : ILink
{
    private readonly Queue<(string Topic, byte[] Message)> _down = [];

    /// <summary>Readings published.</summary>
    internal List<byte[]> Published { get; } = [];

    /// <summary>Hellos published.</summary>
    internal List<byte[]> Hellos { get; } = [];

    /// <summary>Evidence published.</summary>
    internal List<byte[]> Evidence { get; } = [];

    /// <summary>Everything that was delivered to the node, in order.</summary>
    internal List<(string Topic, byte[] Message)> Delivered { get; } = [];

    internal long UnixMs { get; set; }

    /// <summary>What becomes of a published reading or evidence: the copies that reach the gateway.</summary>
    internal Func<byte[], byte[][]>? Up { get; set; }

    /// <summary>What becomes of a message in the session: the copies that reach the node.</summary>
    internal Func<byte[], byte[][]>? Down { get; set; }

    /// <summary>What becomes of a published hello.</summary>
    internal Func<byte[], byte[][]>? UpHello { get; set; }

    /// <summary>What becomes of a challenge.</summary>
    internal Func<byte[], byte[][]>? DownChallenge { get; set; }

    /// <summary>Called for every reading published.</summary>
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
        bool isHello = topic == Topics.HelloOf(NodeWorld.Urn);
        Note(topic, copy);
        foreach (byte[] arriving in (isHello ? UpHello : Up)?.Invoke(copy) ?? [copy])
        {
            if (gateway.Take(topic, arriving, UnixMs) is { } answer)
            {
                foreach (byte[] delivered in (isHello ? DownChallenge : Down)?.Invoke(answer.Message) ?? [answer.Message])
                {
                    Deliver(delivered, answer.Topic);
                }
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

    internal void Deliver(byte[] message, string? topic = null)
    {
        _down.Enqueue((topic ?? Topics.SessionOf(NodeWorld.Urn), message));
        Delivered.Add((topic ?? Topics.SessionOf(NodeWorld.Urn), message));
    }

    internal bool HasDownlink => _down.Count > 0;

    internal void LoseDownlink() => _down.Clear();

    private void Note(string topic, byte[] copy)
    {
        if (topic == Topics.HelloOf(NodeWorld.Urn))
        {
            Hellos.Add(copy);
        }
        else if (topic == Topics.EvidenceOf(NodeWorld.Urn))
        {
            Evidence.Add(copy);
        }
        else
        {
            Assert.Equal(Topics.ReadingOf(NodeWorld.Urn), topic);
            Published.Add(copy);
            OnPublish?.Invoke(copy);
        }
    }
}
