using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>
/// A node of a load: connects, says hello, and sends its messages with one under way at a time, as the firmware does. A message that is due while another is under way
/// waits, and its latency counts from when it was due.
/// </summary>
internal sealed class LoadNode(LoadChain chain, LoadMeter meter, byte[] gatewayKey) : IDisposable
{
    private readonly string _readingTopic = Topics.ReadingOf(chain.Urn);
    private readonly byte[] _challengeTopic = Encoding.ASCII.GetBytes(Topics.ChallengeOf(chain.Urn));
    private readonly byte[] _sessionTopic = Encoding.ASCII.GetBytes(Topics.SessionOf(chain.Urn));
    private readonly byte[] _nonce = RandomNumberGenerator.GetBytes(Hello.NonceLength);
    private readonly TaskCompletionSource _inSession = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly Queue<long> _due = new();
    private readonly byte[] _underWay = new byte[Sha256.DigestLength];
    private LoadLink? _link;
    private DownlinkSession? _session;
    private bool _isUnderWay;
    private bool _isBroken;
    private long _intended;

    internal LoadChain Chain => chain;

    /// <summary>Connects and waits until the node has a session; what goes wrong is raised.</summary>
    internal async Task ConnectAsync(int port, byte[]? certificate, CancellationToken stop)
    {
        _link = await LoadLink.ConnectAsync(port, certificate, chain.Urn, stop).ConfigureAwait(false);
        _ = ReceiveAsync(_link);
        await _inSession.Task.WaitAsync(stop).ConfigureAwait(false);
    }

    /// <summary>The node's next message is due.</summary>
    /// <param name="intended">When it was to be sent, a timestamp of <see cref="Stopwatch"/>.</param>
    internal void Release(long intended)
    {
        lock (_lock)
        {
            _due.Enqueue(intended);
            SendNext();
        }
    }

    /// <summary>How many messages are due and were never sent; how long each has waited is counted with the latencies.</summary>
    internal int GiveUp()
    {
        lock (_lock)
        {
            int count = _due.Count;
            while (_due.TryDequeue(out long intended))
            {
                meter.NoteLatency(intended);
            }

            // What is under way has waited too; no answer to it came.
            if (_isUnderWay)
            {
                meter.NoteLatency(_intended);
            }

            return count;
        }
    }

    /// <summary>Keeps an idle connection alive; does nothing before there is one.</summary>
    internal void PingIfIdle(long nowMs)
    {
        try
        {
            _link?.PingIfIdle(nowMs);
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException)
        {
            // The receiving side counts it.
        }
    }

    public void Dispose()
    {
        _link?.Dispose();
        chain.Dispose();
    }

    private async Task ReceiveAsync(LoadLink link)
    {
        Exception cause = new IOException("The gateway closed the connection.");
        try
        {
            await link.ReceiveAsync(Take).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException or InvalidDataException or WireFormatException or ArgumentException)
        {
            cause = broken;
        }

        lock (_lock)
        {
            _isBroken = true;
        }

        if (!meter.IsOver)
        {
            meter.NoteBroken();
        }

        _inSession.TrySetException(cause);
    }

    /// <summary>Sends what is due, if nothing is under way; within the lock.</summary>
    private void SendNext()
    {
        if (_isUnderWay || _isBroken || !_due.TryDequeue(out _intended))
        {
            return;
        }

        byte[] message = chain.Next();
        SHA256.HashData(message, _underWay);
        _isUnderWay = true;
        meter.NoteSent();
        try
        {
            _link!.Publish(_readingTopic, message);
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException)
        {
            // It counts as sent and was not: lost, which is what a broken connection is reported as.
            _isBroken = true;
        }
    }

    private void Take(int first, ReadOnlySpan<byte> body)
    {
        switch (first & 0xF0)
        {
            case MqttPackets.Connack when body.Length == 2 && body[1] == 0:
                _link!.Subscribe(Topics.ChallengeOf(chain.Urn), Topics.SessionOf(chain.Urn));
                break;
            case MqttPackets.Connack:
                throw new InvalidDataException($"The gateway refused the connection of {chain.Urn}.");
            case MqttPackets.Suback:
                _link!.Publish(Topics.HelloOf(chain.Urn), chain.Hello(_nonce));
                break;
            case MqttPackets.Publish:
                (int topicEnd, _, int start) = MqttPackets.ReadPublish(first, body);
                TakePublication(body[2..topicEnd], body[start..].ToArray());
                break;
            default:
                break;
        }
    }

    private void TakePublication(ReadOnlySpan<byte> topic, byte[] payload)
    {
        if (topic.SequenceEqual(_challengeTopic))
        {
            _session = chain.Agree(payload, _nonce, gatewayKey) ?? throw new InvalidDataException($"A challenge to {chain.Urn} that is not its gateway's.");
            _inSession.TrySetResult();
        }
        else if (topic.SequenceEqual(_sessionTopic) && _session?.Open(payload) is { Kind: DownlinkKind.Acknowledgement, IsReplay: false } answer)
        {
            TakeAnswer(Acknowledgement.Parse(answer.Body));
        }
    }

    private void TakeAnswer(Acknowledgement answer)
    {
        lock (_lock)
        {
            if (!_isUnderWay || !answer.MessageHash.AsSpan().SequenceEqual(_underWay))
            {
                return;
            }

            _isUnderWay = false;
            if (answer.Result == Acknowledgement.Kept)
            {
                meter.NoteAcknowledged(_intended);
            }
            else
            {
                meter.NoteRefused();
            }

            if (meter.IsUnpaced)
            {
                _due.Enqueue(Stopwatch.GetTimestamp());
            }

            SendNext();
        }
    }
}
