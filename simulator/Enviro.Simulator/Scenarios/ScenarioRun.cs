using Enviro.Ledger;
using Enviro.Node;
using Enviro.Verification;

namespace Enviro.Simulator;

/// <summary>
/// Runs a scenario: its stations are nodes of a simulated fleet with the firmware's drivers in the scenario's world, its gateway the real one; what is
/// judged afterwards is read from the ledger alone.
/// </summary>
/// <param name="scenario">What to run.</param>
/// <param name="seed">Where all randomness comes from.</param>
/// <param name="progress">Takes the share that is done now and then, 0 … 1; null where nobody waits.</param>
internal sealed class ScenarioRun(Scenario scenario, ulong seed, Action<double>? progress = null)
{
    private const long LookEveryMs = 600_000;
    private const int OutboxSectors = 64;

    private readonly Dictionary<string, StationSensors> _sensors = [];
    private Simulation? _simulation;
    private LedgerReadings? _readings;
    private VerificationReport? _report;
    private int _mostWaiting;
    private long _dropped;

    /// <summary>Runs it to its end.</summary>
    internal ScenarioOutcome Run()
    {
        SimulationPlan plan = new()
        {
            Seed = seed,
            Nodes = scenario.Stations.Count,
            Hours = scenario.Hours,
            Faults = scenario.Faults.OfType<RandomFamilies>().Aggregate(FaultKinds.None, (all, one) => all | one.Kinds),
            SampleIntervalS = scenario.Stations.Max(station => station.IntervalS),
        };
        SimulationSetup setup = new()
        {
            StartMs = scenario.StartMs,
            HasOperator = false,
            Sensors = MakeSensors,
            Node = (index, options) => options with
            {
                SampleIntervalS = scenario.Stations[index].IntervalS,
                Sectors = OutboxSectors,
                Sleeps = false,
                HasClockChip = true,
            },
            Begin = Begin,
            Read = Read,
        };
        SimulationResult result = Simulation.Run(plan, setup);
        return _readings is null || _report is null
            ? throw new SimulationException($"The ledger cannot be read: {result.Violations[^1].Detail}")
            : new ScenarioOutcome
            {
                Scenario = scenario,
                Seed = seed,
                Readings = _readings,
                Signed = result.Readings,
                Unsound = _report.IsSound ? null : _report.Findings[0].Text,
                Unsealed = _report.Unsealed,
                Blocks = _report.Blocks,
                MostWaiting = _mostWaiting,
                Dropped = _dropped,
                Violations = result.Violations,
                Faults = result.Faults,
                TraceHash = result.TraceHash,
            };
    }

    private ISensor[] MakeSensors(int index, VirtualClock clock)
    {
        Station station = scenario.Stations[index];
        if (scenario.World is ReplayWorld replay)
        {
            return [new ReplayedStation(replay.Recording.Series[index], clock, replay.ShiftMs)];
        }

        StationSensors sensors = new(station.Sensors, new StationWorld(scenario.World, station, clock, seed), clock);
        _sensors[station.Name] = sensors;
        return sensors.Ports;
    }

    private void Begin(Simulation simulation)
    {
        _simulation = simulation;
        foreach (Station station in scenario.Stations.Where(station => _sensors.ContainsKey(station.Name)))
        {
            FleetNode node = simulation.Nodes[station.Index];
            _sensors[station.Name].RunOfNode = () => node.Agent;
        }

        ScenarioStage stage = new(simulation, _sensors, new SimulationRandom(seed).Fork("scenario"), new Stretch(scenario.StartMs, scenario.EndMs));
        foreach (ScenarioFault fault in scenario.Faults)
        {
            fault.Schedule(stage);
        }

        Look();
    }

    /// <summary>Looks at the nodes' flash now and then, and says how far the run is.</summary>
    private void Look()
    {
        EventQueue queue = _simulation!.Queue;
        _mostWaiting = Math.Max(_mostWaiting, _simulation.Nodes.Max(node => node.Outbox?.Count ?? 0));
        progress?.Invoke((queue.NowMs - scenario.StartMs) / (double)(scenario.EndMs - scenario.StartMs));
        if (queue.NowMs < scenario.EndMs)
        {
            queue.After(LookEveryMs, Look);
        }
    }

    private void Read(LedgerStore store)
    {
        Dictionary<string, Station> byKey = scenario.Stations.ToDictionary(station => Convert.ToHexString(_simulation!.Nodes[station.Index].Chip.Thumbprint));
        _readings = LedgerReadings.Read(store, byKey, scenario.StartMs, scenario.EndMs);
        _report = LedgerVerifier.Verify(store);
        _dropped = _simulation!.Oracle.Stories.Sum(story => story.Dropped);
    }
}
