namespace Enviro.Simulator;

/// <summary>Stations out of reach.</summary>
internal sealed record RadioOut(IReadOnlyList<Station> Stations, Stretch When) : ScenarioFault
{
    /// <inheritdoc/>
    internal override void Schedule(ScenarioStage stage)
    {
        foreach (Station station in Stations)
        {
            stage.During(When, stage.NodeOf(station).CutOff, stage.NodeOf(station).Reconnect);
        }
    }
}

/// <summary>Packets lost, duplicated, corrupted, late enough to be overtaken, heard and sent again.</summary>
internal sealed record PacketTrouble(PacketFaults Packets, Stretch When) : ScenarioFault
{
    /// <inheritdoc/>
    internal override void Schedule(ScenarioStage stage) =>
        stage.During(When, () => stage.Network.Packets = Packets, () => stage.Network.Packets = new PacketFaults());
}

/// <summary>Stations out of reach now and then, each for itself and now and then all at once.</summary>
internal sealed record Partitions(IReadOnlyList<Station> Stations, long EveryMs, long ShortestMs, long LongestMs, Stretch When) : ScenarioFault
{
    private const int AllAtOnce = 6;

    /// <inheritdoc/>
    internal override void Schedule(ScenarioStage stage)
    {
        Dictionary<FleetNode, long> outUntil = [];
        stage.NowAndThen(When, EveryMs, _ =>
        {
            Station[] cut = stage.Random.Below(AllAtOnce) == 0 ? [.. Stations] : [Stations[stage.Random.Below(Stations.Count)]];
            long until = stage.Queue.NowMs + stage.Random.Between(ShortestMs, LongestMs);
            foreach (FleetNode node in cut.Select(stage.NodeOf))
            {
                outUntil[node] = Math.Max(until, outUntil.GetValueOrDefault(node));
                node.CutOff();
                stage.Queue.At(Math.Min(until, stage.Whole.ToMs), () =>
                {
                    // Another partition may have begun meanwhile and last longer.
                    if (stage.Queue.NowMs >= Math.Min(outUntil[node], stage.Whole.ToMs))
                    {
                        node.Reconnect();
                    }
                });
            }
        });
    }
}

/// <summary>The broker restarts now and then: every connection ends, and what was on its way is gone.</summary>
internal sealed record BrokerRestarts(long EveryMs, Stretch When) : ScenarioFault
{
    private const long LeastMs = 2_000;
    private const long MostMs = 300_000;

    /// <inheritdoc/>
    internal override void Schedule(ScenarioStage stage) => stage.NowAndThen(When, EveryMs, _ =>
    {
        if (!stage.IsGatewayUp)
        {
            return;
        }

        stage.Network.Close();
        stage.Queue.After(stage.Random.Between(LeastMs, MostMs), () =>
        {
            if (stage.IsGatewayUp)
            {
                stage.Network.Open();
            }
        });
    });
}
