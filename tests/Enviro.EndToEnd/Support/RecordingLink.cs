using System.Security.Cryptography;
using Enviro.Node;
using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.EndToEnd;

/// <summary>
/// A node's MQTT link that remembers what it published and what was acknowledged as kept. It is told when the gateway is up again, and then
/// connects at once, so that messages are under way whenever a gateway is.
/// </summary>
internal sealed class RecordingLink(string urn, AgreeingElement element) : ILink, IDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _published = [];
    private readonly HashSet<string> _acknowledged = [];
    private volatile MqttLink? _link;
    private byte[] _challenge = [];
    private byte[] _derivedFrom = [];
    private DownlinkSession? _session;

    public bool IsConnected => _link is { IsConnected: true };

    /// <summary>SHA-256 of every message that was acknowledged as kept, in hexadecimal.</summary>
    internal IReadOnlySet<string> Acknowledged
    {
        get
        {
            lock (_lock)
            {
                return _acknowledged.ToHashSet();
            }
        }
    }

    /// <summary>How many different messages were acknowledged as kept.</summary>
    internal int AcknowledgedCount
    {
        get
        {
            lock (_lock)
            {
                return _acknowledged.Count;
            }
        }
    }

    /// <summary>The last reading message published.</summary>
    internal byte[] LastPublished { get; private set; } = [];

    /// <summary>The last acknowledgement as it came, sealed.</summary>
    internal byte[] LastDownlink { get; private set; } = [];

    /// <summary>Acknowledgements that were authentic, but of a message that was never published or with another result than kept.</summary>
    internal int WrongAnswers { get; private set; }

    public bool TryPublish(string topic, byte[] message, int offset, int count)
    {
        byte[] bytes = message.AsSpan(offset, count).ToArray();
        lock (_lock)
        {
            if (topic == Topics.ReadingOf(urn))
            {
                LastPublished = bytes;
                _published.Add(Hash(bytes));
            }
        }

        return _link?.TryPublish(topic, message, offset, count) ?? false;
    }

    public bool TryReceive(out string topic, out byte[] message)
    {
        (topic, message) = ("", []);
        if (_link?.TryReceive(out topic, out message) != true)
        {
            return false;
        }

        if (topic == Topics.ChallengeOf(urn))
        {
            _challenge = message;
        }
        else if (Open(message) is { Kind: DownlinkKind.Acknowledgement, IsReplay: false } sealedAnswer)
        {
            Acknowledgement answer = Acknowledgement.Parse(sealedAnswer.Body);
            lock (_lock)
            {
                LastDownlink = message;
                string hash = Convert.ToHexStringLower(answer.MessageHash);
                bool right = answer.Result == Acknowledgement.Kept && _published.Contains(hash);
                WrongAnswers += right ? 0 : 1;
                if (right)
                {
                    _acknowledged.Add(hash);
                }
            }
        }

        return true;
    }

    /// <summary>Connects to a gateway, and leaves the one before.</summary>
    internal void Connect(int port)
    {
        Disconnect();
        _link = new MqttLink("127.0.0.1", port, urn);
    }

    internal void Disconnect()
    {
        MqttLink? link = _link;
        _link = null;
        link?.DisposeAsync().AsTask().Wait();
    }

    public void Dispose() => Disconnect();

    /// <summary>Opens a message as the node will: its session is that of the last challenge it agreed to.</summary>
    private DownlinkMessage? Open(byte[] message)
    {
        if (element.LastSecret != _derivedFrom && _challenge.Length > 0)
        {
            _derivedFrom = element.LastSecret;
            _session = DownlinkSession.Derive(_derivedFrom, Challenge.Parse(_challenge).HelloNonce, _challenge);
        }

        return _session?.Open(message);
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
