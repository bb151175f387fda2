using System.Numerics;

namespace Enviro.Simulator;

/// <summary>
/// Decides from the seed what goes wrong when. Each run has some of the families that its plan allows, each at a strength of its own, so that among
/// many seeds rare combinations occur that no script would think of (swarm testing, Groce et al. 2012).
/// </summary>
internal sealed partial class FaultScript
{
    private const long SecondMs = 1_000;
    private const long MinuteMs = 60 * SecondMs;
    private const long HourMs = 60 * MinuteMs;
    private const int FamilyPerMillion = 600_000;

    private readonly EventQueue _queue;
    private readonly SimulatedNetwork _network;
    private readonly SimulatedGateway _gateway;
    private readonly IReadOnlyList<FleetNode> _nodes;
    private readonly Oracle _oracle;
    private readonly FaultLog _log;
    private readonly SimulationRandom _random;
    private readonly FaultKinds _families;
    private readonly long _endMs;

    internal FaultScript(
        SimulationPlan plan, EventQueue queue, SimulatedNetwork network, SimulatedGateway gateway, IReadOnlyList<FleetNode> nodes, Oracle oracle, FaultLog log)
    {
        _queue = queue;
        _network = network;
        _gateway = gateway;
        _nodes = nodes;
        _oracle = oracle;
        _log = log;
        _random = new SimulationRandom(plan.Seed).Fork("faults");
        _endMs = queue.NowMs + (plan.Hours * HourMs);

        // Whoever asks for one family wants it in every run.
        _families = BitOperations.PopCount((uint)plan.Faults) == 1 ? plan.Faults : Enum.GetValues<FaultKinds>()
            .Where(kind => kind is not (FaultKinds.None or FaultKinds.All) && plan.Faults.HasFlag(kind) && new SimulationRandom(plan.Seed).Fork(kind.ToString()).Chance(FamilyPerMillion))
            .Aggregate(FaultKinds.None, (all, kind) => all | kind);
    }

    /// <summary>The families this run has.</summary>
    internal FaultKinds Families => _families;

    /// <summary>Schedules everything.</summary>
    /// <param name="hasOperator">Whether an operator suspends, resumes and revokes nodes.</param>
    internal void Begin(bool hasOperator)
    {
        _oracle.Note("faults", _families.ToString());
        Dictionary<FaultKinds, Action> begins = new()
        {
            [FaultKinds.Power] = BeginPower,
            [FaultKinds.Flash] = BeginFlash,
            [FaultKinds.Packets] = BeginPackets,
            [FaultKinds.Partitions] = () => Every(3 * HourMs, CutOff),
            [FaultKinds.Broker] = () => Every(5 * HourMs, RestartBroker),
            [FaultKinds.Clocks] = BeginClocks,
            [FaultKinds.SecureElements] = () => Every(2 * HourMs, DisturbElement),
            [FaultKinds.Sensors] = () => Every(4 * HourMs, BreakSensor),
            [FaultKinds.Gateway] = BeginGateway,
            [FaultKinds.Disk] = () => Every(4 * HourMs, BreakDisk),
            [FaultKinds.Tpm] = BeginTpm,
        };
        foreach ((FaultKinds family, Action begin) in begins.Where(pair => _families.HasFlag(pair.Key)))
        {
            begin();
        }

        if (hasOperator)
        {
            BeginOperator();
        }
    }

    /// <summary>Ends every fault: from now on the world is kind.</summary>
    internal void End()
    {
        _network.Packets = new PacketFaults();
        _gateway.Disk.Fault = DiskFault.None;
        _gateway.Disk.SyncMs = 0;
        _gateway.Disk.CrashAfter(long.MaxValue);
        _gateway.Tpm.Fault = TpmFault.None;
        foreach (FleetNode node in _nodes)
        {
            node.Mend();
        }

        foreach (FleetNode node in _suspended.ToArray())
        {
            Resume(node);
        }
    }

    /// <summary>Lets something happen again and again until the faults end, at random moments this far apart in the mean.</summary>
    private void Every(long meanMs, Action happen)
    {
        long next = _queue.NowMs + 1 + (long)(-Math.Log(1 - _random.Fraction()) * meanMs);
        if (next < _endMs)
        {
            _queue.At(next, () =>
            {
                happen();
                Every(meanMs, happen);
            });
        }
    }

    private void For(long durationMs, Action begin, Action end)
    {
        begin();
        _queue.At(Math.Min(_queue.NowMs + durationMs, _endMs), end);
    }

    private FleetNode AnyNode() => _nodes[_random.Below(_nodes.Count)];

    private void BeginPower()
    {
        Every(_random.Between(1, 8) * HourMs, () =>
        {
            FleetNode node = AnyNode();
            switch (_random.Below(4))
            {
                case 0:
                    if (node.HasPower)
                    {
                        _log.Count("powerCut");
                        node.LosePower(_random.Between(SecondMs, 2 * HourMs));
                    }

                    break;
                case 1:
                    node.CutPowerAtPort((int)_random.Between(1, 60));
                    break;
                default:
                    node.CutPowerInFlash(_random.Between(0, 6_000));
                    break;
            }
        });
    }

    private void BeginFlash()
    {
        Every(2 * HourMs, () =>
        {
            FleetNode node = AnyNode();
            For(_random.Between(MinuteMs, HourMs), () => node.FlashFaultsPerMillion = (int)_random.Between(1_000, 200_000), () => node.FlashFaultsPerMillion = 0);
        });
        Every(6 * HourMs, () =>
        {
            FleetNode node = AnyNode();
            _log.Count("flashReadsFail");
            For(_random.Between(SecondMs, 10 * MinuteMs), () => node.Flash.ReadsFail = true, () => node.Flash.ReadsFail = false);
        });
        Every(24 * HourMs, () => WearOut(AnyNode()));
        Every(48 * HourMs, () => LoseBits(AnyNode()));
    }

    private void WearOut(FleetNode node)
    {
        // A few of many: a flash chip is thrown away before most of its sectors are gone.
        if (node.Flash.WornOut.Count < node.Flash.SectorCount / 8)
        {
            node.Flash.WornOut.Add(_random.Below(node.Flash.SectorCount));
            _oracle.StoryOf(node).IsFlashDamaged = true;
            _log.Count("flashSectorWornOut");
        }
    }

    private void LoseBits(FleetNode node)
    {
        int sector = _random.Below(node.Flash.SectorCount);
        int offset = _random.Below(node.Flash.SectorSize);
        node.Flash.Damage(sector, offset, (byte)_random.Next());
        _oracle.StoryOf(node).IsFlashDamaged = true;
        _log.Count("flashBitsLost");
    }

    private void BeginPackets()
    {
        Every(2 * HourMs, () =>
        {
            int strength = (int)_random.Between(1, 300);
            PacketFaults faults = new(
                Lost: (int)_random.Between(0, 1_000 * strength),
                Duplicated: (int)_random.Between(0, 500 * strength),
                Corrupted: (int)_random.Between(0, 300 * strength),
                Delayed: (int)_random.Between(0, 1_000 * strength),
                Replayed: (int)_random.Between(0, 500 * strength));
            For(_random.Between(5 * MinuteMs, 3 * HourMs), () => _network.Packets = faults, () => _network.Packets = new PacketFaults());
        });
    }

    private void CutOff()
    {
        FleetNode[] nodes = _random.Below(3) == 0 ? [.. _nodes] : [AnyNode()];
        long duration = _random.Between(MinuteMs, 6 * HourMs);
        foreach (FleetNode node in nodes)
        {
            _log.Count("partition");
            For(duration, node.CutOff, node.Reconnect);
        }
    }

    private void RestartBroker()
    {
        if (_gateway.Core is null)
        {
            return;
        }

        _log.Count("brokerRestart");
        _network.Close();
        _queue.After(_random.Between(SecondMs, 5 * MinuteMs), () =>
        {
            if (_gateway.Core is not null)
            {
                _network.Open();
            }
        });
    }

    private void BeginClocks()
    {
        foreach (FleetNode node in _nodes.Where(_ => _random.Below(2) == 0))
        {
            node.DriftPpm = (int)_random.Between(-200, 200);
            _log.Count("clockDrift");
        }

        Every(8 * HourMs, () =>
        {
            _log.Count("clockJump");
            long by = _random.Below(4) == 0 ? _random.Between(-400 * 24 * HourMs, 400 * 24 * HourMs) : _random.Between(-2 * HourMs, 2 * HourMs);
            AnyNode().JumpClock(by);
        });
    }

    private void DisturbElement()
    {
        FleetNode node = AnyNode();
        For(_random.Between(SecondMs, HourMs), () => node.ElementFaultsPerMillion = (int)_random.Between(1_000, 300_000), () => node.ElementFaultsPerMillion = 0);
    }

    private void BreakSensor()
    {
        FleetNode node = AnyNode();
        FaultySensor sensor = node.Sensors[_random.Below(node.Sensors.Count)];
        SensorFault fault = (SensorFault)_random.Between((int)SensorFault.NoAnswer, (int)SensorFault.CrcErrors);
        _log.Count("sensor" + fault);
        For(_random.Between(MinuteMs, 8 * HourMs), () => sensor.Fault = fault, () => sensor.Fault = SensorFault.None);
    }
}
