using Enviro.Gateway;
using Enviro.Ledger;
using Enviro.Ledger.Registers;

namespace Enviro.Simulator;

/// <summary>Lets hostile nodes loose on the running fleet, and a hostile operator on its finished ledger.</summary>
internal sealed class HostileScript : IDisposable
{
    private const long MinuteMs = 60_000;
    private const long HourMs = 60 * MinuteMs;
    private const long MeanPauseMs = 20 * MinuteMs;
    private const int FewEdits = 3;

    private readonly Simulation _simulation;
    private readonly FaultScript _script;
    private readonly FaultLog _log;
    private readonly SimulationRandom _random;
    private readonly HostileNodes _nodes;
    private readonly HostileOperator _operator;
    private readonly Dictionary<FleetNode, StolenChip> _stolen = [];
    private readonly int _edits;
    private readonly long _startMs;
    private readonly long _endMs;
    private SimulatedDisk? _backup;

    internal HostileScript(SimulationPlan plan, Simulation simulation, FaultScript script, FaultLog log)
    {
        _simulation = simulation;
        _script = script;
        _log = log;
        _random = new SimulationRandom(plan.Seed).Fork("hostile");
        _nodes = new HostileNodes(_random.Fork("nodes"));
        _operator = new HostileOperator(_random.Fork("operator"));

        // A run about nothing else tries them all, on its small ledger.
        _edits = plan.Faults == FaultKinds.HostileOperator ? int.MaxValue : FewEdits;
        _startMs = SimulationPlan.StartMs;
        _endMs = _startMs + (plan.Hours * HourMs);
    }

    /// <summary>Schedules everything.</summary>
    internal void Begin()
    {
        if (_script.Families.HasFlag(FaultKinds.HostileNodes))
        {
            ScheduleNext();
        }

        if (_script.Families.HasFlag(FaultKinds.HostileOperator))
        {
            _simulation.Queue.At(_random.Between(_startMs + MinuteMs, _endMs), () => _backup = _simulation.Gateway.Core is null ? null : _simulation.Gateway.Disk.Clone(_random));
        }
    }

    /// <summary>Tries some edits on copies of the finished ledger, if it is sound; a node's key is stolen for it.</summary>
    internal void EditLedger()
    {
        if (!_script.Families.HasFlag(FaultKinds.HostileOperator) || _simulation.Oracle.Violations.Count > 0)
        {
            return;
        }

        using ISealKey sealKey = _simulation.Gateway.OpenSealKey();
        byte[]? pinned;
        using (LedgerStore store = LedgerStore.OpenReadOnly(SimulatedGateway.Folder, _simulation.Gateway.Disk))
        {
            pinned = store.Head?.Header;
        }

        HostileLedger ledger = new()
        {
            Copy = () => CopyOf(_simulation.Gateway.Disk),
            OlderCopy = _backup is null ? null : () => CopyOf(_backup),
            SealKey = sealKey,
            OperatorKey = _simulation.Gateway.OperatorKey,
            ServiceKey = _simulation.Gateway.ServiceKey,
            PinnedHeader = pinned,
            StolenNodeKey = Steal(_simulation.Nodes[_random.Below(_simulation.Nodes.Count)]),
            QuoteResettable = hash => ResettableQuote.Of(_simulation.Gateway.Tpm.Connect(), hash),
            CutTpmPower = _simulation.Gateway.Tpm.Reset,
            PassTime = ms => _simulation.Queue.RunUntil(_simulation.Queue.NowMs + ms),
        };
        foreach (UnfoundEdit unfound in _operator.TryAll(ledger, _edits))
        {
            _simulation.Oracle.Report(Invariant.EditsAreFound, $"{unfound.Edit}, to be shown by {unfound.ShownBy}: {unfound.Detail}");
        }

        foreach ((string edit, long times) in _operator.Tried)
        {
            Count("edit", edit, times);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _backup?.Dispose();

    private void ScheduleNext()
    {
        long next = _simulation.Queue.NowMs + 1 + (long)(-Math.Log(1 - _random.Fraction()) * MeanPauseMs);
        if (next < _endMs)
        {
            _simulation.Queue.At(next, () =>
            {
                try
                {
                    Attack();
                }
                catch (LedgerException failure)
                {
                    // The attackers choose by what the ledger holds; on a disk that fails they see nothing and wait.
                    _simulation.Oracle.Note("hostile", $"sees nothing: {failure.Fault}");
                }

                ScheduleNext();
            });
        }
    }

    private void Attack()
    {
        if (_simulation.Gateway.Core is null)
        {
            return;
        }

        HostileView view = View(_simulation.Gateway.Store!);
        foreach (HostileArrival arrival in _nodes.Make(view))
        {
            Count("hostile", arrival.Kind, 1);
            _simulation.Oracle.Note("hostile", $"{arrival.Kind} to {arrival.Topic}");
            ReportIf(_simulation.Gateway.TakeHostile(arrival));
        }

        foreach (HostileDownlink downlink in _nodes.MakeDownlinks(view))
        {
            Count("hostile", downlink.Kind, 1);
            _simulation.Oracle.Note("hostile", $"{downlink.Kind} to {downlink.Urn}");
            ReportIf(_simulation.Nodes.First(node => node.Urn == downlink.Urn).TakeHostile(downlink));
        }
    }

    private HostileView View(LedgerStore store)
    {
        LedgerState state = LedgerState.Fold(store);
        return new HostileView
        {
            NowMs = _simulation.Queue.NowMs,
            Nodes = [.. _simulation.Nodes.Where(node => state.Nodes.ContainsKey(node.Chip.Thumbprint)).Select(node =>
                new HostileTarget(node.Urn, node.Chip.Thumbprint, state.Nodes[node.Chip.Thumbprint].Status))],
            Captured = [.. _simulation.Network.Captured.Select(message => new CapturedMessage(message.Topic, message.Payload, message.Source))],
            CapturedDownlink = [.. _simulation.Network.CapturedDownlink.Select(message => new CapturedMessage(message.Topic, message.Payload, ""))],
            IsKept = key => store.TryFindReading(key.Node, key.Boot, key.Sequence, out ReadingLocation at) && at.MessageHash.AsSpan().SequenceEqual(key.MessageHash),
            RevokedKey = AnyKey(store, state, NodeStatus.Revoked),
            ActiveKey = AnyKey(store, state, NodeStatus.Active),
        };
    }

    private StolenKey? AnyKey(LedgerStore store, LedgerState state, NodeStatus status)
    {
        FleetNode[] nodes = [.. _simulation.Nodes.Where(node =>
            state.Nodes.GetValueOrDefault(node.Chip.Thumbprint)?.Status == status && store.LastReadingOf(node.Chip.Thumbprint) is not null)];
        if (nodes.Length == 0)
        {
            return null;
        }

        FleetNode node = nodes[_random.Below(nodes.Length)];
        ReadingLocation last = store.LastReadingOf(node.Chip.Thumbprint)!.Value;
        return new StolenKey(node.Urn, Steal(node), last.Boot, last.Sequence);
    }

    private StolenChip Steal(FleetNode node)
    {
        if (!_stolen.TryGetValue(node, out StolenChip? chip))
        {
            _stolen.Add(node, chip = new StolenChip(node.Chip));
        }

        return chip;
    }

    private LedgerCopy CopyOf(SimulatedDisk disk)
    {
        SimulatedDisk copy = disk.Clone(_random);
        return new LedgerCopy(SimulatedGateway.Folder, copy, copy.Dispose);
    }

    private void ReportIf(string? wrong)
    {
        if (wrong is not null)
        {
            _simulation.Oracle.Report(Invariant.OnlyAuthentic, wrong);
        }
    }

    private void Count(string what, string kind, long times)
    {
        for (long i = 0; i < times; i++)
        {
            _log.Count($"{what}{char.ToUpperInvariant(kind[0])}{kind[1..]}");
        }
    }
}
