using Enviro.Ledger;
using Enviro.Node;

namespace Enviro.Simulator;

/// <summary>A whole fleet and its gateway in one process, on one thread, in virtual time, from one seed.</summary>
public sealed class Simulation : IDisposable
{
    private const long MinuteMs = 60_000;
    private const long HourMs = 60 * MinuteMs;

    // A suspended node's backlog, a clock that was years off, the longest waits between two tries: all are over after this.
    private const long PatienceMs = 24 * HourMs;

    private readonly SimulationPlan _plan;
    private readonly SimulationSetup _setup;
    private readonly SimulationTrace _trace;
    private readonly FaultLog _faults = new();
    private readonly List<FleetNode> _nodes = [];
    private readonly FaultScript _script;
    private readonly HostileScript _hostile;

    private Simulation(SimulationPlan plan, SimulationSetup setup, Action<long, string, string>? teller)
    {
        _plan = plan;
        _setup = setup;
        _trace = new SimulationTrace(teller);
        SimulationRandom random = new(plan.Seed);
        Queue = new EventQueue(setup.StartMs);
        Oracle = new Oracle(Queue, _trace);
        Network = new SimulatedNetwork(Queue, random.Fork("network"), _faults);
        Gateway = new SimulatedGateway(Queue, Network, Oracle, random);
        for (int i = 0; i < plan.Nodes; i++)
        {
            AddNode(i, random.Fork($"node {i}"));
        }

        _script = new FaultScript(plan, Queue, Network, Gateway, _nodes, Oracle, _faults);
        _hostile = new HostileScript(plan, this, _script, _faults);
    }

    /// <summary>Its time.</summary>
    internal EventQueue Queue { get; }

    /// <summary>Its judge.</summary>
    internal Oracle Oracle { get; }

    /// <summary>What is between nodes and gateway.</summary>
    internal SimulatedNetwork Network { get; }

    /// <summary>Its gateway.</summary>
    internal SimulatedGateway Gateway { get; }

    /// <summary>Its nodes.</summary>
    internal IReadOnlyList<FleetNode> Nodes => _nodes;

    /// <summary>Runs a plan to its end, and checks every invariant meanwhile.</summary>
    /// <param name="plan">What to run.</param>
    /// <param name="teller">Takes what happens as (time in Unix ms, who, what); null where nobody reads.</param>
    public static SimulationResult Run(SimulationPlan plan, Action<long, string, string>? teller = null) => Run(plan, new SimulationSetup(), teller);

    /// <summary>Runs a plan in a world and by a script of somebody's own.</summary>
    internal static SimulationResult Run(SimulationPlan plan, SimulationSetup setup, Action<long, string, string>? teller = null)
    {
        using Simulation simulation = new(plan, setup, teller);
        simulation.Run();
        return simulation.Result();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (FleetNode node in _nodes)
        {
            node.Dispose();
        }

        _hostile.Dispose();
        Gateway.Dispose();
        _trace.Dispose();
    }

    private void AddNode(int index, SimulationRandom random)
    {
        FleetNodeOptions options = new()
        {
            Chip = FleetChips.Get(index),
            GatewayKey = Gateway.ServiceKey.PublicKey,
            Sensors = clock => _setup.Sensors?.Invoke(index, clock) ?? [new DailyCycleSensor(clock, (ulong)index + 1)],
            SampleIntervalS = _plan.SampleIntervalS,

            // Some hold a few hours of readings only, so that a long partition fills them.
            Sectors = (int)(random.Below(4) == 0 ? random.Between(Outbox.MinSectorCount, 6) : random.Between(8, 48)),
            Sleeps = random.Below(8) == 0,
            HasClockChip = random.Below(8) != 0,
        };
        options = _setup.Node?.Invoke(index, options) ?? options;
        FleetNode node = new(index, options, Queue, Network, Oracle, _faults, random);
        _nodes.Add(node);
        Network.Add(node);
        Oracle.Add(node);
        Queue.After(random.Between(0, 10 * MinuteMs), node.PowerOn);
    }

    private void Run()
    {
        Gateway.Start();
        _script.Begin(_setup.HasOperator);
        _hostile.Begin();
        _setup.Begin?.Invoke(this);
        Queue.RunUntil(_setup.StartMs + (_plan.Hours * HourMs));
        _script.End();
        _setup.End?.Invoke(this);
        AwaitProgress();
        Gateway.Stop();
        try
        {
            using LedgerStore store = LedgerStore.OpenReadOnly(SimulatedGateway.Folder, Gateway.Disk);
            Oracle.CheckLedger(store);
            _setup.Read?.Invoke(store);
        }
        catch (LedgerException failure)
        {
            Oracle.Report(Invariant.SoundLedgerVerifies, $"the ledger cannot be read: {failure.Message}");
        }

        _hostile.EditLedger();
        _script.RotAtRest();
    }

    /// <summary>The faults are over: everything that waits must arrive.</summary>
    private void AwaitProgress()
    {
        long patienceEndsMs = Queue.NowMs + PatienceMs;

        // At least two samples more, so that whatever is missing has a successor that shows it.
        Queue.RunUntil(Queue.NowMs + (2 * _plan.SampleIntervalS * 1000L) + MinuteMs);
        while (!IsDone())
        {
            if (Queue.NowMs >= patienceEndsMs)
            {
                Oracle.Report(Invariant.ProgressResumes, string.Join("; ", _nodes.Where(node => !IsDone(node)).Select(Describe).Append(DescribeGateway())));
                return;
            }

            Queue.RunUntil(Queue.NowMs + (MinuteMs / 2));
        }
    }

    private bool IsDone() => _nodes.TrueForAll(IsDone) && Gateway.Core is not null;

    private bool IsDone(FleetNode node) => node.IsDone || _script.Revoked.Contains(node);

    private string DescribeGateway() => Gateway.Core is null ? "the gateway is down" : $"the gateway has {Gateway.Store!.EntryCount - Gateway.Store.SealedTreeSize} entries not sealed";

    private static string Describe(FleetNode node) =>
        $"{node.Urn}: {(node.Agent is not { } agent ? "no power" : !agent.IsStarted ? "not started" : $"{agent.WaitingCount} wait, {(agent.IsInSession ? "in session" : "no session")}")}";

    private SimulationResult Result() => new()
    {
        Plan = _plan,
        NodeHours = _plan.Nodes * (Queue.NowMs - _setup.StartMs) / (double)HourMs,
        Readings = Oracle.Signed,
        Accepted = Oracle.Kept,
        Faults = _faults.Counts,
        Violations = Oracle.Violations,
        TraceHash = _trace.Hash(),
    };
}
