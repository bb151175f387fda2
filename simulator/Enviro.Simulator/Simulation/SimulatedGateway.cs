using Enviro.Gateway;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification;
using Microsoft.Extensions.Logging.Abstractions;

namespace Enviro.Simulator;

/// <summary>
/// A gateway's process in virtual time: the product's own pipeline, store and sealer on a simulated disk and TPM, with the same loop around them that the
/// service has. When its process dies it is started again after a while, later each time it does
/// not come up, as systemd can.
/// </summary>
internal sealed partial class SimulatedGateway : IDisposable
{
    /// <summary>Its data folder.</summary>
    internal const string Folder = "/var/lib/enviro";

    /// <summary>Its ledger.</summary>
    internal const string LedgerFile = Folder + "/ledger.db";

    /// <summary>Messages that wait at most; the service holds the senders back there.</summary>
    internal const int MaxWaiting = 2048;

    private const long TurnDelayMs = 20;
    private const long FirstRestartMs = 5_000;
    private const long LastRestartMs = 300_000;

    private readonly EventQueue _queue;
    private readonly SimulatedNetwork _network;
    private readonly Oracle _oracle;
    private readonly SimulationRandom _random;
    private readonly GatewayOptions _options;
    private readonly PolicyFile _policy;
    private readonly SimulatedSigningKey _operatorKey;
    private readonly SimulatedSigningKey _serviceKey;
    private readonly string _tpmUri;
    private readonly Queue<Arrival> _waiting = new();
    private readonly Alarm _turn;
    private readonly Alarm _restart;
    private LedgerStore? _store;
    private TpmSealKey? _sealKey;
    private long _nextFlushMs;
    private long _restartMs = FirstRestartMs;

    internal SimulatedGateway(EventQueue queue, SimulatedNetwork network, Oracle oracle, SimulationRandom random)
    {
        _queue = queue;
        _network = network;
        _oracle = oracle;
        _random = random.Fork("gateway");
        _operatorKey = new SimulatedSigningKey(random.Fork("operator key"));
        _serviceKey = new SimulatedSigningKey(random.Fork("service key"));
        _tpmUri = $"simulated:{Interlocked.Increment(ref s_made)}";
        Disk = new SimulatedDisk(random.Fork("disk"));
        Tpm = new SimulatedTpm(random.Fork("tpm"), () => queue.NowMs);
        _options = new GatewayOptions { Key = _tpmUri, SealAfterS = 1_800, SealAfterEntries = 256, Deployment = "simulation", Name = "mast" };
        _policy = PolicyFile.Of(
            new TrustedAuthority("simulation", FleetChips.AuthorityCertificate),
            new FirmwareReference(SimulatedFirmware.Name, SimulatedFirmware.Version, SimulatedFirmware.Digest),
            new ConfigurationReference("node", ChipConfiguration.BuiltIn.DigestOfAtecc608B()),
            ApprovalMode.Automatic);
        network.Arrived = Receive;
        _turn = new Alarm(queue, Turn);
        _restart = new Alarm(queue, Start);
    }

    // A URI of its own for each: the process shares connections by it.
    private static int s_made;

    /// <summary>What it writes to.</summary>
    internal SimulatedDisk Disk { get; }

    /// <summary>What it seals with.</summary>
    internal SimulatedTpm Tpm { get; }

    /// <summary>The key its nodes believe.</summary>
    internal ISigningKey ServiceKey => _serviceKey;

    /// <summary>The key of whoever operates it.</summary>
    internal ISigningKey OperatorKey => _operatorKey;

    /// <summary>The running pipeline; null while it is down.</summary>
    internal GatewayCore? Core { get; private set; }

    /// <summary>The ledger it has open; null while it is down.</summary>
    internal LedgerStore? Store => _store;

    /// <summary>The key it seals with now; null while it is down.</summary>
    internal ISealKey? SealKey => _sealKey;

    /// <summary>Opens its seal key once more, as whoever has its machine can.</summary>
    internal ISealKey OpenSealKey() => new TpmSealKey(_tpmUri, _ => Tpm.Connect());

    /// <summary>Whether everything journaled is sealed and nothing waits.</summary>
    internal bool IsDone => Core is not null && _waiting.Count == 0 && _store!.EntryCount == _store.SealedTreeSize;

    /// <summary>Starts it, as a boot of the machine does.</summary>
    internal void Start()
    {
        if (Core is not null)
        {
            return;
        }

        _restart.Cancel();
        try
        {
            _store = LedgerStore.Create(Folder, Disk);
            _sealKey = new TpmSealKey(_tpmUri, _ => Tpm.Connect());
            Core = GatewayCore.Start(
                _store,
                new GatewayKeys(_sealKey, _serviceKey, _operatorKey, _ => null),
                _options,
                _policy,
                _queue,
                _random,
                NullLogger.Instance,
                isSingleThreaded: true);
        }
        catch (Exception failure) when (failure is LedgerException or SealingException)
        {
            _oracle.NoteGateway($"does not start: {failure.GetType().Name}");
            End();
            return;
        }
        catch (Exception failure) when (failure is not SimulationException)
        {
            Fail(failure);
            return;
        }

        if (Disk.IsDead)
        {
            End();
            return;
        }

        _oracle.NoteCommitted(_store);
        _oracle.NoteGateway($"starts with {_store.EntryCount} entries, {_store.SealedTreeSize} sealed");
        _network.Open();
        _turn.Set(_queue.NowMs + TurnDelayMs);
    }

    /// <summary>Its process dies now, whatever it is doing.</summary>
    internal void Kill()
    {
        if (Core is not null)
        {
            Disk.CrashAfter(0);
            End();
        }
    }

    /// <summary>Enters an operator's transaction, as <c>enviro node suspend</c> and its sisters do. Null while it is down or when it failed.</summary>
    internal OperatorOutcome? Submit(EntryKind kind, Func<byte[], byte[]> sign)
    {
        if (Core is null)
        {
            return null;
        }

        OperatorOutcome? outcome = null;
        Guard(() =>
        {
            (outcome, IReadOnlyList<Departure> departures) = Core.Submit(kind, sign(Core.ChainId), "operator", _queue.NowMs);
            Send(departures);
        });
        return Core is null ? null : outcome;
    }

    /// <summary>
    /// Takes a hostile message by itself, before whatever waits, and says what was wrong with what became of it; null where nothing was, where it is down, and
    /// where its disk failed meanwhile.
    /// </summary>
    internal string? TakeHostile(HostileArrival hostile)
    {
        string? wrong = null;
        Guard(() =>
        {
            IReadOnlyDictionary<AppraisalResult, long> before = Core!.Refusals.Counts;
            long entries = _store!.EntryCount;
            try
            {
                BatchOutcome outcome = Core.Process([new Arrival(hostile.Topic, hostile.Payload, hostile.Source, _queue.NowMs)]);
                wrong = hostile.Judge(before, Core.Refusals.Counts, outcome.Kept, _store.EntryCount - entries);
                Send(outcome.Departures);
            }
            catch (LedgerException failure) when (!failure.IsFatal)
            {
                _oracle.NoteGateway($"cannot write: {failure.Fault}");
            }
        });
        return Core is null ? null : wrong;
    }

    /// <summary>Stops it in order: seals what is journaled and closes the ledger.</summary>
    internal void Stop()
    {
        Guard(() =>
        {
            Core!.Sealer.Seal();
            Core.Refusals.Flush(_store!);
        });
        Close();
        Core = null;
        _network.Close();
        _turn.Cancel();
        _restart.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        Disk.Dispose();
        _operatorKey.Dispose();
        _serviceKey.Dispose();
    }

    /// <summary>Does something that can end the process, and notes what is committed afterwards.</summary>
    private void Guard(Action work)
    {
        if (Core is null)
        {
            return;
        }

        try
        {
            work();
        }
        catch (Exception failure) when (failure is LedgerException or SealingException)
        {
            _oracle.NoteGateway($"stops: {failure.GetType().Name}");
            End();
            return;
        }
        catch (Exception failure) when (failure is not SimulationException)
        {
            Fail(failure);
            return;
        }

        if (Disk.IsDead)
        {
            End();
        }
        else
        {
            _oracle.NoteCommitted(_store!);
        }
    }

    /// <summary>A fault of the program; on a dead disk anything may come of it.</summary>
    private void Fail(Exception failure)
    {
        if (!Disk.IsDead)
        {
            _oracle.Report(Invariant.NoUnnamedFailure, $"gateway: {failure}");
        }

        End();
    }

    private void End()
    {
        // What is not on the disk is gone: the process does not close anything in order.
        Disk.CrashAfter(0);
        _oracle.NoteGateway("is gone");
        Core = null;
        _waiting.Clear();
        _turn.Cancel();
        _network.Close();
        Close();
        Disk.Restart();
        _restart.Set(_queue.NowMs + _restartMs);
        _restartMs = Math.Min(2 * _restartMs, LastRestartMs);
    }

    private void Close()
    {
        _store?.Dispose();
        _store = null;
        _sealKey?.Dispose();
        _sealKey = null;
    }
}
