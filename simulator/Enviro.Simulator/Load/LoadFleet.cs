using System.Diagnostics;
using System.Globalization;

namespace Enviro.Simulator;

/// <summary>All nodes of a load: prepared and connected before anything is measured, then released at a rate, or each as soon as it is answered.</summary>
internal sealed class LoadFleet : IDisposable
{
    // Below what the gateway takes of one address at a time in TLS handshakes.
    private const int ConnectionsUnderWay = 32;

    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(10);

    private readonly LoadNode[] _nodes;
    private int _prepared;
    private int _connected;

    private LoadFleet(LoadNode[] nodes, LoadMeter meter)
    {
        _nodes = nodes;
        Meter = meter;
    }

    internal LoadMeter Meter { get; }

    /// <summary>Nodes whose messages are signed.</summary>
    internal int Prepared => Volatile.Read(ref _prepared);

    /// <summary>Nodes that have a session.</summary>
    internal int Connected => Volatile.Read(ref _connected);

    /// <summary>The nodes' keys, by URN.</summary>
    internal IEnumerable<(string Urn, byte[] PublicKey)> Keys => _nodes.Select(node => (node.Chain.Urn, node.Chain.PublicKey));

    /// <summary>Messages that had to be signed while the load ran.</summary>
    internal long SignedLate => _nodes.Sum(node => (long)node.Chain.SignedLate);

    /// <summary>Makes the nodes and their keys.</summary>
    /// <param name="count">How many.</param>
    /// <param name="gatewayKey">The service key of the gateway that they believe.</param>
    internal static LoadFleet Create(int count, byte[] gatewayKey)
    {
        LoadMeter meter = new();
        long nowS = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        LoadNode[] nodes = new LoadNode[count];
        Parallel.For(0, count, i => nodes[i] = new LoadNode(new LoadChain(string.Create(CultureInfo.InvariantCulture, $"urn:dev:os:32473-load{i:00000}"), nowS), meter, gatewayKey));
        return new LoadFleet(nodes, meter);
    }

    /// <summary>Signs so many messages of each node ahead, on all cores.</summary>
    internal Task PrepareAsync(int messagesPerNode, CancellationToken stop) => Task.Run(
        () => Parallel.ForEach(_nodes, new ParallelOptions { CancellationToken = stop }, node =>
        {
            node.Chain.Prepare(messagesPerNode);
            Interlocked.Increment(ref _prepared);
        }),
        stop);

    /// <summary>Connects every node and waits until each has a session; one that gets none ends the load.</summary>
    internal async Task ConnectAsync(int port, byte[]? certificate, CancellationToken stop)
    {
        ParallelOptions few = new() { MaxDegreeOfParallelism = ConnectionsUnderWay, CancellationToken = stop };
        await Parallel.ForEachAsync(_nodes, few, async (node, ended) =>
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(ended);
            limit.CancelAfter(ConnectLimit);
            try
            {
                await node.ConnectAsync(port, certificate, limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!ended.IsCancellationRequested)
            {
                throw new DemoException($"{node.Chain.Urn} has no session after {ConnectLimit.TotalSeconds} s.");
            }
            catch (Exception failed) when (failed is IOException or System.Net.Sockets.SocketException or System.Security.Authentication.AuthenticationException or InvalidDataException)
            {
                throw new DemoException($"{node.Chain.Urn} cannot connect: {failed.Message}", failed);
            }

            Interlocked.Increment(ref _connected);
        }).ConfigureAwait(false);
    }

    /// <summary>Sends at a rate for so long, node after node; blocks its thread.</summary>
    internal void Pace(int rate, TimeSpan duration, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        long total = (long)(rate * duration.TotalSeconds);
        for (long released = 0; released < total && !stop.IsCancellationRequested && Meter.Broken < _nodes.Length;)
        {
            long due = Math.Min(total, (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * rate) + 1);
            for (; released < due; released++)
            {
                _nodes[released % _nodes.Length].Release(start + (long)((double)released / rate * Stopwatch.Frequency));
            }

            Thread.Sleep(1);
        }
    }

    /// <summary>Has each node send its next message whenever it is answered, for so long.</summary>
    internal async Task RunUnpacedAsync(TimeSpan duration, CancellationToken stop)
    {
        Meter.IsUnpaced = true;
        foreach (LoadNode node in _nodes)
        {
            node.Release(Stopwatch.GetTimestamp());
        }

        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < duration && Meter.Broken < _nodes.Length)
        {
            await Task.Delay(10, stop).ConfigureAwait(false);
        }

        Meter.IsUnpaced = false;
    }

    /// <summary>Keeps idle connections alive until told to stop.</summary>
    internal async Task PingAsync(CancellationToken stop)
    {
        using PeriodicTimer timer = new(PingInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                Array.ForEach(_nodes, node => node.PingIfIdle(Environment.TickCount64));
            }
        }
        catch (OperationCanceledException)
        {
            // The load is over.
        }
    }

    /// <summary>Waits for the answers that are still to come. Returns how many messages were due and never sent.</summary>
    internal async Task<long> DrainAsync(CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        while (Meter.Outstanding > 0 && Stopwatch.GetElapsedTime(start) < DrainLimit && Meter.Broken < _nodes.Length)
        {
            await Task.Delay(2, stop).ConfigureAwait(false);
        }

        return _nodes.Sum(node => (long)node.GiveUp());
    }

    public void Dispose()
    {
        Meter.IsOver = true;
        Array.ForEach(_nodes, node => node.Dispose());
    }
}
