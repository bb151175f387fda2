namespace Enviro.Simulator.Tests;

/// <summary>Bugs of the node's firmware.</summary>
internal static class NodeBugs
{
    private const string Node = "firmware/Enviro.Node";
    private const string Wire = "firmware/Enviro.Wire";

    internal static IReadOnlyList<PlantedBug> All { get; } =
    [
        new()
        {
            Name = "a full outbox drops without counting",
            Project = Node,
            Changes = [new("Outbox/Outbox.cs", "uint dropped = _state.Dropped + WaitingIn(Next(_active), givenUp);", "uint dropped = _state.Dropped;")],
            Breaks = [Invariant.GapsAreVisible],
            Faults = FaultKinds.Partitions,
            Hours = 72,
            Seeds = 20,
        },
        new()
        {
            Name = "a message is forgotten once it is sent",
            Project = Node,
            Changes = [new("Uplink/Uplink.cs", "        _counters.Published++;", "        _counters.Published++;\n        _outbox.TryForget();\n        _messageLength = 0;")],
            Breaks = [Invariant.GapsAreVisible],
            Faults = FaultKinds.Packets,
        },
        new()
        {
            Name = "any acknowledgement counts for the message that waits",
            Project = Node,
            Changes = [new("Uplink/Uplink.cs", "!HmacSha256.FixedTimeEquals(acknowledgement.MessageHash, _messageHash)", "acknowledgement.MessageHash.Length == 0")],
            Breaks = [Invariant.AcknowledgedIsKept],
            Faults = FaultKinds.Packets | FaultKinds.Partitions,
            Seeds = 20,
        },
        new()
        {
            Name = "a sequence number is reserved in memory only",
            Project = Node,
            Changes =
            [
                new(
                    "Outbox/Outbox.cs",
                    "return TryStoreState(_state.Boot, sequence + 1, slot == 0 ? _state.LastSlot : slot);",
                    "OutboxState.WriteRecord(_stateRecord, 0, _state.Boot, sequence + 1, slot == 0 ? _state.LastSlot : slot); _state.ReadRecord(_stateRecord, 0); return true;"),
            ],
            Breaks = [Invariant.RefusedForCause, Invariant.OrderHolds],
            Seeds = 20,
            Nodes = 4,
        },
        new()
        {
            Name = "torn records count as whole",
            Project = Node,
            Changes = [new("Outbox/FlashLog.cs", "return BigEndian.Read32(_record, 4) == Checksum(length) ? RecordStatus.Valid : RecordStatus.Invalid;", "return RecordStatus.Valid;")],
            Breaks = [Invariant.ProgressResumes, Invariant.GapsAreVisible, Invariant.NoUnnamedFailure],
            Faults = FaultKinds.Power | FaultKinds.Flash,
            Seeds = 30,
        },
        new()
        {
            Name = "the tag of the gateway's messages is not verified",
            Project = Wire,
            Changes = [new("Cose/CoseMac0.cs", "key.Length >= MinKeyLength && HmacSha256.FixedTimeEquals(expected, tag) && ", "key.Length >= MinKeyLength && ")],
            Breaks = [Invariant.OnlyAuthentic, Invariant.AcknowledgedIsKept],
            Faults = FaultKinds.HostileNodes,
        },
        new()
        {
            Name = "the message before is not named",
            Project = Node,
            Changes = [new("Sampling/MessageSigner.cs", "_header.Previous = previous;", "_header.Previous = new byte[32];")],
            Breaks = [Invariant.RefusedForCause],
            Seeds = 1,
            Hours = 6,
        },
    ];
}
