namespace Enviro.Simulator;

/// <summary>Something that goes wrong in a scenario.</summary>
internal abstract record ScenarioFault
{
    /// <summary>Puts it on the stage's event queue.</summary>
    internal abstract void Schedule(ScenarioStage stage);
}

/// <summary>What a fault can reach: the running simulation, its stations and their sensors, and randomness from the seed.</summary>
internal sealed class ScenarioStage(Simulation simulation, IReadOnlyDictionary<string, StationSensors> sensors, SimulationRandom random, Stretch whole)
{
    /// <summary>The run's time.</summary>
    internal EventQueue Queue => simulation.Queue;

    /// <summary>What is between nodes and gateway.</summary>
    internal SimulatedNetwork Network => simulation.Network;

    /// <summary>Whether the gateway, whose part the broker is, runs.</summary>
    internal bool IsGatewayUp => simulation.Gateway.Core is not null;

    /// <summary>Where a fault takes its randomness from.</summary>
    internal SimulationRandom Random => random;

    /// <summary>The scenario's time.</summary>
    internal Stretch Whole => whole;

    /// <summary>A station's node.</summary>
    internal FleetNode NodeOf(Station station) => simulation.Nodes[station.Index];

    /// <summary>A station's sensors; null for a replayed station.</summary>
    internal StationSensors? SensorsOf(Station station) => sensors.GetValueOrDefault(station.Name);

    /// <summary>Lets something be so in a stretch of time.</summary>
    internal void During(Stretch stretch, Action begin, Action end)
    {
        Queue.At(stretch.FromMs, begin);
        Queue.At(Math.Min(stretch.ToMs, Whole.ToMs), end);
    }

    /// <summary>Lets something happen again and again in a stretch of time, at random moments this far apart in the mean.</summary>
    internal void NowAndThen(Stretch stretch, long meanMs, Action<long> happen)
    {
        long next = stretch.FromMs;
        while (true)
        {
            next += 1 + (long)(-Math.Log(1 - Random.Fraction()) * meanMs);
            if (next >= stretch.ToMs)
            {
                return;
            }

            long at = next;
            Queue.At(at, () => happen(at));
        }
    }
}
