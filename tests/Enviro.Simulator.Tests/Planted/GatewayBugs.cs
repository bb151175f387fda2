namespace Enviro.Simulator.Tests;

/// <summary>Bugs of the gateway's pipeline.</summary>
internal static class GatewayBugs
{
    private const string Gateway = "gateway/Enviro.Gateway";
    private const string Ledger = "gateway/Enviro.Ledger";
    private const string Verification = "gateway/Enviro.Verification";

    internal static IReadOnlyList<PlantedBug> All { get; } =
    [
        new()
        {
            Name = "suspended nodes are believed",
            Project = Verification,
            Changes = [new("ReadingAppraisal.cs", "if (Node.Status != NodeStatus.Active)", "if (Node.Status == NodeStatus.Revoked)")],
            Breaks = [Invariant.OnlyAuthentic],
        },
        new()
        {
            Name = "revoked nodes are believed",
            Project = Verification,
            Changes = [new("ReadingAppraisal.cs", "if (Node.Status != NodeStatus.Active)", "if (Node.Status == NodeStatus.Suspended)")],
            Breaks = [Invariant.OnlyAuthentic],
            Nodes = 3,
        },
        new()
        {
            Name = "an equal sequence number counts as new",
            Project = Verification,
            Changes = [new("SequenceContinuity.cs", "header.Sequence <= last.Sequence", "header.Sequence < last.Sequence")],
            Breaks = [Invariant.KeptOnce, Invariant.NoUnnamedFailure],
            Faults = FaultKinds.Packets,
        },
        new()
        {
            Name = "a gap is taken for numbers left out",
            Project = Verification,
            Changes = [new("SequenceContinuity.cs", "bool chained = last.IsNamedBy(header.Previous);", "bool chained = true;")],
            Breaks = [Invariant.GapsAreVisible],
            Faults = FaultKinds.Clocks,
            Seeds = 20,
        },
        new()
        {
            Name = "signatures of readings are not verified",
            Project = Verification,
            Changes = [new("ReadingAppraisal.cs", "if (!isFrom(Node))", "if (isFrom is null)")],
            Breaks = [Invariant.OnlyAuthentic],
            Faults = FaultKinds.Packets,
        },
        new()
        {
            Name = "refused readings are acknowledged as kept",
            Project = Gateway,
            Changes =
            [
                new("Ingest/ReadingIntake.cs", "uint answer = result == AppraisalResult.Replayed ? Acknowledgement.Kept : (uint)result;", "uint answer = Acknowledgement.Kept;"),
            ],
            Breaks = [Invariant.AcknowledgedIsKept],
            Faults = FaultKinds.Clocks,
            Nodes = 1,
            Hours = 72,
        },
        new()
        {
            Name = "suspended nodes are answered",
            Project = Gateway,
            Changes = [new("Ingest/ReadingIntake.cs", "if (result is not (AppraisalResult.Suspended or AppraisalResult.Revoked))", "if (parts is not null)")],
            Breaks = [Invariant.RefusedForCause],
        },
        new()
        {
            Name = "readings are acknowledged though they could not be written",
            Project = Gateway,
            Changes =
            [
                new(
                    "Ingest/GatewayCore.cs",
                    "_parts.Store.Append(staged.Entries, staged.Keys);",
                    "departures.AddRange(staged.Departures); staged.Departures.Clear(); try { _parts.Store.Append(staged.Entries, staged.Keys); } catch (LedgerException failure) when (!failure.IsFatal) { return; }"),
            ],
            Breaks = [Invariant.AcknowledgedIsKept],
            Faults = FaultKinds.Disk,
            Seeds = 20,
        },
        new()
        {
            Name = "the place of a node moves on before its readings are on the disk",
            Project = Gateway,
            Changes =
            [
                new("Ingest/GatewayCore.cs", "_parts.Store.Append(staged.Entries, staged.Keys);", "_readings.Commit(staged); _parts.Store.Append(staged.Entries, staged.Keys);"),
            ],
            Breaks = [Invariant.RefusedForCause, Invariant.GapsAreVisible],
            Faults = FaultKinds.Disk,
            Seeds = 20,
        },
        new()
        {
            Name = "the nonce of evidence is not compared",
            Project = Gateway,
            Changes = [new("Sessions/EvidenceIntake.cs", "else if (!session.Expects(evidence.Claims.Nonce, arrival.ReceivedAtMs))", "else if (session.Urn.Length == 0)")],
            Breaks = [Invariant.NoUnnamedFailure],
            Faults = FaultKinds.Packets,
            Seeds = 20,
        },
        new()
        {
            Name = "a hello can be repeated by somebody else",
            Project = Gateway,
            Changes = [new("Sessions/SessionTable.cs", "slot.Nonces.Contains(Convert.ToHexString(hello.Nonce))", "slot.Nonces.Count < 0")],
            Breaks = [Invariant.OnlyAuthentic],
            Faults = FaultKinds.HostileNodes,
        },
        new()
        {
            Name = "strangers may say hello without end",
            Project = Gateway,
            Changes = [new("Sessions/HelloLimits.cs", "=> _strangers.TryTake(StrangerBurst, StrangersPerS, nowMs, out _strangers);", "=> nowMs > 0;")],
            Breaks = [Invariant.OnlyAuthentic],
            Faults = FaultKinds.HostileNodes,
            Seeds = 20,
            Hours = 48,
        },
        new()
        {
            Name = "what waits to be sealed is forgotten at a restart",
            Project = Gateway,
            Changes = [new("Sealing/BlockSealer.cs", "NoteAppended(pack.HasTime ? pack.Time * 1000 : null, pack.HasTime ? pack.Time * 1000 : null);", "NoteAppended(null, null);")],
            Breaks = [Invariant.SoundLedgerVerifies],
            Faults = FaultKinds.Gateway,
        },
        new()
        {
            Name = "statuses of nodes are forgotten at a restart",
            Project = Ledger,
            Changes = [new("Registers/LedgerState.cs", "            state.ApplyEntry(entry);", "            if (entry.Kind != EntryKind.NodeStatus) { state.ApplyEntry(entry); }")],
            Breaks = [Invariant.OnlyAuthentic, Invariant.SoundLedgerVerifies],
            Faults = FaultKinds.Gateway,
            Seeds = 20,
        },
    ];
}
