using System.Threading.Channels;
using Enviro.Ledger;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Enviro.Gateway;

/// <summary>
/// Runs a gateway: the broker fills a bounded queue, one loop empties it in batches through <see cref="GatewayCore"/> and seals what is due. A full
/// queue holds the senders back instead of growing. When stopped it takes no more, journals what it has, and seals it.
/// </summary>
public sealed class GatewayService : BackgroundService
{
    /// <summary>Name of the file in the data folder that holds the port listened on, while the gateway runs.</summary>
    public const string PortFileName = "mqtt.port";

    private const int QueueLength = 2048;
    private const int MaxBatch = 512;
    private static readonly TimeSpan FailedWritePause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RefusalFlushInterval = TimeSpan.FromSeconds(2);

    private readonly string _directory;
    private readonly GatewayOptions _options;
    private readonly TimeProvider _time;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger<GatewayService> _logger;
    private readonly Channel<Arrival> _arrivals = Channel.CreateBounded<Arrival>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private long _nextFlush;

    /// <summary>Creates the service for a data folder; nothing is opened before it starts.</summary>
    public GatewayService(string directory, GatewayOptions options, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<GatewayService> logger)
    {
        _directory = directory;
        _options = options;
        _time = time;
        _lifetime = lifetime;
        _logger = logger;
    }

    /// <summary>The failure that ended the gateway; null when it ended because it was told to.</summary>
    public Exception? Failure { get; private set; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RunAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is LedgerException or SealingException or GatewayConfigurationException)
        {
            // A store in an unknown state is fatal: stop, and let the start recover.
            Failure = failure;
            _logger.LogCritical("The gateway stops: {Failure}", failure.Message);
            _lifetime.StopApplication();
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // A fault of the program: its state is as unknown as that of a broken store.
            Failure = fault;
            _logger.LogCritical(fault, "The gateway stops: a fault that must not be");
            _lifetime.StopApplication();
        }
    }

    private async Task RunAsync(CancellationToken stop)
    {
        // A gateway killed while it made its ledger leaves an empty file behind, which is as good as none.
        using LedgerStore store = LedgerStore.Create(_directory);
        string operatorPath = Path.Combine(CreateKeyFolder(), "operator.pem");

        // A new key could do nothing on a chain that has its charter: there the operator's must be found, or its loss be told.
        using SigningKey operatorKey = store.EntryCount == 0 ? SigningKey.LoadOrCreate(operatorPath) : SigningKey.Load(operatorPath);
        using ISealKey sealKey = SealKeys.Open(_options.Key, _directory);
        GatewayCore core = GatewayCore.Start(store, sealKey, operatorKey, _options, _time, _logger);
        string portFile = Path.Combine(_directory, PortFileName);
        NodeBroker broker = new(_options, _time, (arrival, token) => _arrivals.Writer.WriteAsync(arrival, token).AsTask(), core.Refusals.Add, _logger);
        try
        {
            await broker.StartAsync().ConfigureAwait(false);
            await File.WriteAllTextAsync(portFile, broker.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), stop).ConfigureAwait(false);
            _logger.LogInformation("Listening on {Address}:{Port}, {Nodes} nodes enrolled, {Entries} entries, {Pending} not sealed yet",
                _options.ListenAddress, broker.Port, _options.Nodes.Count, store.EntryCount, store.EntryCount - store.SealedTreeSize);
            await LoopAsync(core, store, broker, stop).ConfigureAwait(false);
        }
        finally
        {
            // No more arrivals are taken; those in the queue are still journaled and their nodes told at their next try.
            _arrivals.Writer.TryComplete();
            await broker.DisposeAsync().ConfigureAwait(false);
            File.Delete(portFile);
        }

        Finish(core, store);
    }

    /// <summary>The folder of the keys, which only this user may enter.</summary>
    private string CreateKeyFolder()
    {
        string path = Path.Combine(_directory, "keys");
        try
        {
            return OperatingSystem.IsWindows()
                ? Directory.CreateDirectory(path).FullName
                : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new GatewayConfigurationException($"{path} cannot be created: {refused.Message} Give this user write access to the data folder.", refused);
        }
    }

    private async Task LoopAsync(GatewayCore core, LedgerStore store, NodeBroker broker, CancellationToken stop)
    {
        List<Arrival> batch = new(MaxBatch);
        while (!stop.IsCancellationRequested)
        {
            await WaitAsync(core, stop).ConfigureAwait(false);
            Take(batch);
            try
            {
                BatchOutcome outcome = core.Process(batch);
                foreach (Departure departure in outcome.Departures)
                {
                    await broker.SendAsync(departure, CancellationToken.None).ConfigureAwait(false);
                }
            }
            catch (LedgerException failure) when (!failure.IsFatal)
            {
                _logger.LogError("{Count} messages not journaled and not acknowledged; their nodes keep them: {Failure}", batch.Count, failure.Message);
                await Task.Delay(FailedWritePause, CancellationToken.None).ConfigureAwait(false);
            }

            core.Sealer.SealIfDue();
            FlushRefusals(core, store);
        }
    }

    /// <summary>Waits for an arrival, the next seal, or the end.</summary>
    private async Task WaitAsync(GatewayCore core, CancellationToken stop)
    {
        if (_arrivals.Reader.TryPeek(out _))
        {
            return;
        }

        TimeSpan wait = RefusalFlushInterval;
        if (core.Sealer.DueAt is DateTimeOffset due)
        {
            TimeSpan left = due - _time.GetUtcNow();
            wait = left <= TimeSpan.Zero ? TimeSpan.Zero : left < wait ? left : wait;
        }

        using CancellationTokenSource timer = new(wait, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stop);
        try
        {
            await _arrivals.Reader.WaitToReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Time to seal, to write refusals, or to stop: the loop finds out which.
        }
    }

    private void Take(List<Arrival> batch)
    {
        batch.Clear();
        while (batch.Count < MaxBatch && _arrivals.Reader.TryRead(out Arrival? arrival))
        {
            batch.Add(arrival);
        }
    }

    private void FlushRefusals(GatewayCore core, LedgerStore store)
    {
        long now = Environment.TickCount64;
        if (!core.Refusals.HasPending || now < _nextFlush)
        {
            return;
        }

        _nextFlush = now + (long)RefusalFlushInterval.TotalMilliseconds;
        try
        {
            core.Refusals.Flush(store);
        }
        catch (LedgerException failure) when (!failure.IsFatal)
        {
            _logger.LogError("Refusals not written yet, they are kept and counted: {Failure}", failure.Message);
        }
    }

    private void Finish(GatewayCore core, LedgerStore store)
    {
        List<Arrival> batch = new(MaxBatch);
        for (Take(batch); batch.Count > 0; Take(batch))
        {
            core.Process(batch);
        }

        core.Sealer.Seal();
        _nextFlush = 0;
        FlushRefusals(core, store);
        _logger.LogInformation("Stopped: {Kept} messages kept, {Blocks} blocks sealed, {Pending} entries not sealed", core.Kept, core.Sealer.Blocks, store.EntryCount - store.SealedTreeSize);
    }
}
