using Enviro.Ledger;
using Enviro.Node;

namespace Enviro.Simulator;

/// <summary>What a simulation has beyond its plan: a world of its own, a script of its own, and somebody who reads the ledger at the end.</summary>
internal sealed record SimulationSetup
{
    /// <summary>When the run starts, Unix ms; not before the chips were certified.</summary>
    internal long StartMs { get; init; } = SimulationPlan.StartMs;

    /// <summary>Makes the sensors of a node, by its number, in its world's time; null for the daily cycle.</summary>
    internal Func<int, VirtualClock, ISensor[]>? Sensors { get; init; }

    /// <summary>Changes what a node is, by its number; null leaves it as the seed has it.</summary>
    internal Func<int, FleetNodeOptions, FleetNodeOptions>? Node { get; init; }

    /// <summary>Called at the start, to schedule what is to happen by <see cref="Simulation.Queue"/>.</summary>
    internal Action<Simulation>? Begin { get; init; }

    /// <summary>Called when the faults end, before everything that waits must arrive.</summary>
    internal Action<Simulation>? End { get; init; }

    /// <summary>Called with the finished ledger, open for reading.</summary>
    internal Action<LedgerStore>? Read { get; init; }

    /// <summary>Whether an operator suspends, resumes and revokes nodes now and then.</summary>
    internal bool HasOperator { get; init; } = true;
}
