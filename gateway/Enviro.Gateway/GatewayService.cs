using System.Threading.Channels;
using Enviro.Ledger;
using Enviro.Tpm;
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

    /// <summary>Name of the file that holds the port listened on for TLS.</summary>
    public const string TlsPortFileName = "mqtts.port";

    private const int QueueLength = 2048;
    private const int MaxBatch = 512;
    private static readonly TimeSpan FailedWritePause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RefusalFlushInterval = TimeSpan.FromSeconds(2);

    private readonly string _directory;
    private readonly GatewayOptions _options;
    private readonly TimeProvider _time;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger<GatewayService> _logger;
    private readonly IRandomSource _random;
    private readonly Channel<Input> _inputs = Channel.CreateBounded<Input>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private long _nextFlush;

    /// <summary>Creates the service for a data folder; nothing is opened before it starts.</summary>
    /// <param name="directory">The data folder.</param>
    /// <param name="options">What its <c>gateway.json</c> says.</param>
    /// <param name="time">The clock.</param>
    /// <param name="lifetime">The process, which ends when the gateway fails.</param>
    /// <param name="logger">The log.</param>
    /// <param name="random">Where nonces and ephemeral keys come from; null: the operating system.</param>
    public GatewayService(
        string directory, GatewayOptions options, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<GatewayService> logger, IRandomSource? random = null)
    {
        _random = random ?? SystemRandomSource.Instance;
        _directory = directory;
        _options = options;
        _time = time;
        _lifetime = lifetime;
        _logger = logger;
    }

    /// <summary>The failure that ended the gateway; null when it ended because it was told to.</summary>
    public Exception? Failure { get; private set; }

    private long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

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
        PolicyFile? policy = PolicyFile.Load(_directory);
        using ServerCertificate? certificate = _options.TlsPort is null ? null : ServerCertificate.Load(_directory, _time.GetUtcNow());
        string operatorPath = Path.Combine(CreateKeyFolder(), "operator.pem");

        // A new key could do nothing on a chain that has its charter: there the operator's must be found, or its loss be told.
        using SigningKey operatorKey = store.EntryCount == 0 ? SigningKey.LoadOrCreate(operatorPath) : SigningKey.Load(operatorPath);
        using ISealKey sealKey = SealKeys.Open(_options.Key, _directory);
        using ISigningKey serviceKey = SigningKeys.Open(_options.ServiceKey, _directory, TpmKeyPurpose.GatewayService);
        using SharedKeyStore sharedKeys = new(_options.Key, _directory);
        GatewayKeys keys = new(sealKey, serviceKey, operatorKey, sharedKeys.TryLoad);
        GatewayCore core = GatewayCore.Start(store, keys, _options, policy, _time, _random, _logger, new SettingsFolder(_directory).SiteOf);
        await PublishServiceKeyAsync(serviceKey, stop).ConfigureAwait(false);
        NodeBroker broker = new(_options, certificate, _time, (arrival, token) => EnqueueAsync(new Input(arrival), token), core.Refusals.Add, _logger);
        SettingsReader settings = new(_directory, (found, token) => EnqueueAsync(new Input(Settings: found), token), _logger);
        ControlSocket? control = null;
        try
        {
            await broker.StartAsync().ConfigureAwait(false);
            control = ControlSocket.Open(_directory, (request, token) => EnqueueAsync(new Input(Request: request), token), _logger);
            await PublishPortAsync(TlsPortFileName, broker.TlsPort, stop).ConfigureAwait(false);
            await PublishPortAsync(PortFileName, broker.Port, stop).ConfigureAwait(false);
            _logger.LogInformation("Listening on {Endpoints}, {Nodes} nodes enrolled, {Entries} entries, {Pending} not sealed yet",
                broker.Endpoints, core.Nodes, store.EntryCount, store.EntryCount - store.SealedTreeSize);
            Tell(certificate);
            await LoopAsync(core, store, broker, settings, stop).ConfigureAwait(false);

            // No more is taken; what is in the queue is still journaled and its nodes told at their next try.
            _inputs.Writer.TryComplete();
            await broker.DisposeAsync().ConfigureAwait(false);
            Finish(core, store);
        }
        finally
        {
            _inputs.Writer.TryComplete();
            await broker.DisposeAsync().ConfigureAwait(false);
            await settings.DisposeAsync().ConfigureAwait(false);
            File.Delete(Path.Combine(_directory, PortFileName));
            File.Delete(Path.Combine(_directory, TlsPortFileName));
            if (control is not null)
            {
                await control.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private Task EnqueueAsync(Input input, CancellationToken stop) => _inputs.Writer.WriteAsync(input, stop).AsTask();

    private async Task PublishPortAsync(string name, int? port, CancellationToken stop)
    {
        if (port is int taken)
        {
            await File.WriteAllTextAsync(Path.Combine(_directory, name), taken.ToString(System.Globalization.CultureInfo.InvariantCulture), stop).ConfigureAwait(false);
        }
    }

    private void Tell(ServerCertificate? certificate)
    {
        if (certificate is null)
        {
            return;
        }

        _logger.LogInformation("TLS for {Hosts} until {Until:yyyy-MM-dd}", string.Join(", ", certificate.Hosts), certificate.Certificate.NotAfter.ToUniversalTime());
        foreach (string warning in certificate.Warnings)
        {
            _logger.LogWarning("{Warning}", warning);
        }
    }

    /// <summary>The public key that nodes are provisioned with, in a file for whoever does it.</summary>
    private async Task PublishServiceKeyAsync(ISigningKey serviceKey, CancellationToken stop)
    {
        string path = Path.Combine(_directory, GatewayOptions.ServiceKeyFileName);
        try
        {
            await File.WriteAllTextAsync(path, Convert.ToHexStringLower(serviceKey.PublicKey) + "\n", stop).ConfigureAwait(false);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new GatewayConfigurationException($"{path} cannot be written: {refused.Message} Give this user write access to the data folder.", refused);
        }
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

    private async Task LoopAsync(GatewayCore core, LedgerStore store, NodeBroker broker, SettingsReader settings, CancellationToken stop)
    {
        List<Arrival> batch = new(MaxBatch);
        while (!stop.IsCancellationRequested)
        {
            await WaitAsync(core, stop).ConfigureAwait(false);
            try
            {
                Input other = Take(batch);
                await SendAsync(broker, core.Process(batch).Departures).ConfigureAwait(false);
                await SendAsync(broker, Serve(core, other)).ConfigureAwait(false);
                await SendAsync(broker, core.ChallengeDue(NowMs)).ConfigureAwait(false);
                settings.Read(core.TakeSettingsWanted());
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

    private static async Task SendAsync(NodeBroker broker, IReadOnlyList<Departure> departures)
    {
        foreach (Departure departure in departures)
        {
            await broker.SendAsync(departure, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for an arrival, the next seal, or the end.</summary>
    private async Task WaitAsync(GatewayCore core, CancellationToken stop)
    {
        if (_inputs.Reader.TryPeek(out _))
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
            await _inputs.Reader.WaitToReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Time to seal, to ask for evidence, to write refusals, or to stop: the loop finds out which.
        }
    }

    /// <summary>Takes arrivals up to the next input of another kind, and that.</summary>
    private Input Take(List<Arrival> batch)
    {
        batch.Clear();
        while (batch.Count < MaxBatch && _inputs.Reader.TryRead(out Input input))
        {
            if (input.Arrival is null)
            {
                return input;
            }

            batch.Add(input.Arrival);
        }

        return default;
    }

    private IReadOnlyList<Departure> Serve(GatewayCore core, Input input) =>
        input.Request is not null ? Submit(core, input.Request)
        : input.Settings is not null ? core.Deliver(input.Settings, NowMs)
        : [];

    private IReadOnlyList<Departure> Submit(GatewayCore core, OperatorRequest request)
    {
        try
        {
            (OperatorOutcome outcome, IReadOnlyList<Departure> departures) = core.Submit(request.Kind, request.Message, request.Source, NowMs);
            request.Complete(outcome);
            return departures;
        }
        catch (LedgerException failure)
        {
            request.Complete(OperatorOutcome.Failed($"Not entered: {failure.Message}"));
            if (failure.IsFatal)
            {
                throw;
            }

            return [];
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
        while (_inputs.Reader.TryPeek(out _))
        {
            Input other = Take(batch);
            core.Process(batch);
            Serve(core, other);
        }

        core.Sealer.Seal();
        _nextFlush = 0;
        FlushRefusals(core, store);
        _logger.LogInformation("Stopped: {Kept} messages kept, {Blocks} blocks sealed, {Pending} entries not sealed", core.Kept, core.Sealer.Blocks, store.EntryCount - store.SealedTreeSize);
    }

    /// <summary>What comes to the pipeline: a message of a node, a request of the operator, or settings that were read.</summary>
    private readonly record struct Input(Arrival? Arrival = null, OperatorRequest? Request = null, SettingsFound? Settings = null);
}
