namespace Enviro.Simulator;

/// <summary>The mains fail: stations without a battery are without power.</summary>
internal sealed record PowerOut(IReadOnlyList<Station> Stations, Stretch When) : ScenarioFault
{
    /// <inheritdoc/>
    internal override void Schedule(ScenarioStage stage)
    {
        foreach (FleetNode node in Stations.Where(station => !station.HasBattery).Select(stage.NodeOf))
        {
            stage.Queue.At(When.FromMs, () => node.LosePower(When.ToMs - When.FromMs));
        }
    }
}

/// <summary>A sensor's chip has a fault: once, or again and again for a while each time.</summary>
internal sealed record SensorTrouble(Station Station, string Sensor, SensorFault Fault, Stretch When, long? EveryMs, long ForMs) : ScenarioFault
{
    // A fault begins a little before a sample is taken, so that each lasts for as many samples as it says.
    private const long LeadMs = 60_000;

    /// <summary>Faults by their names.</summary>
    internal static IReadOnlyDictionary<string, SensorFault> Kinds { get; } = new Dictionary<string, SensorFault>
    {
        ["stuck"] = SensorFault.Stuck,
        ["spike"] = SensorFault.Spike,
        ["drift"] = SensorFault.Drift,
        ["no-answer"] = SensorFault.NoAnswer,
        ["crc-errors"] = SensorFault.CrcErrors,
    };

    /// <inheritdoc/>
    internal override void Schedule(ScenarioStage stage)
    {
        long everyMs = EveryMs ?? (When.ToMs - When.FromMs);
        long forMs = EveryMs is null ? When.ToMs - When.FromMs : ForMs;
        for (long at = When.FromMs; at < When.ToMs; at += everyMs)
        {
            stage.During(new Stretch(at - LeadMs, Math.Min(at + forMs, When.ToMs) - LeadMs), () => Set(stage, Fault), () => Set(stage, SensorFault.None));
        }
    }

    private void Set(ScenarioStage stage, SensorFault fault) => stage.SensorsOf(Station)!.SetFault(Sensor, fault);
}

/// <summary>A station's clock is set wrongly.</summary>
internal sealed record ClockWrong(Station Station, long ByMs, long AtMs) : ScenarioFault
{
    /// <inheritdoc/>
    internal override void Schedule(ScenarioStage stage) => stage.Queue.At(AtMs, () => stage.NodeOf(Station).JumpClock(ByMs));
}

/// <summary>Families of faults at random moments from the seed, as the fleet's explorer injects them.</summary>
internal sealed record RandomFamilies(FaultKinds Kinds) : ScenarioFault
{
    /// <summary>Families by their names; what is hostile is the explorer's own.</summary>
    internal static IReadOnlyDictionary<string, FaultKinds> Names { get; } = new Dictionary<string, FaultKinds>
    {
        ["power"] = FaultKinds.Power,
        ["flash"] = FaultKinds.Flash,
        ["packets"] = FaultKinds.Packets,
        ["partitions"] = FaultKinds.Partitions,
        ["broker"] = FaultKinds.Broker,
        ["clocks"] = FaultKinds.Clocks,
        ["secure-elements"] = FaultKinds.SecureElements,
        ["sensors"] = FaultKinds.Sensors,
        ["gateway"] = FaultKinds.Gateway,
        ["disk"] = FaultKinds.Disk,
        ["tpm"] = FaultKinds.Tpm,
    };

    /// <inheritdoc/>
    internal override void Schedule(ScenarioStage stage)
    {
        // The simulation's own plan has them.
    }
}
