namespace Enviro.Simulator.Tests;

/// <summary>Bugs of the store.</summary>
internal static class LedgerBugs
{
    private const string Ledger = "gateway/Enviro.Ledger";

    internal static IReadOnlyList<PlantedBug> All { get; } =
    [
        new()
        {
            Name = "the journal is not synced before it is acknowledged",
            Project = Ledger,
            Changes = [new("Store/LedgerDatabase.cs", "PRAGMA synchronous = FULL;", "PRAGMA synchronous = OFF;")],
            Breaks = [Invariant.CommittedIsFinal, Invariant.AcknowledgedIsKept, Invariant.SoundLedgerVerifies],
            Faults = FaultKinds.Gateway,
        },
        new()
        {
            Name = "the journal is synced at checkpoints only",
            Project = Ledger,
            Changes = [new("Store/LedgerDatabase.cs", "PRAGMA synchronous = FULL;", "PRAGMA synchronous = NORMAL;")],
            Breaks = [Invariant.CommittedIsFinal, Invariant.AcknowledgedIsKept],
            Faults = FaultKinds.Gateway,
        },
        new()
        {
            Name = "salts are all the same",
            Project = Ledger,
            Changes = [new("Entries/Entry.cs", "        (random ?? SystemRandomSource.Instance).Fill(salt);", "")],
            Breaks = [Invariant.SaltsAreUnique],
            Seeds = 1,
            Hours = 2,
        },
        new()
        {
            Name = "message and context have one salt",
            Project = Ledger,
            Changes =
            [
                new(
                    "Entries/Entry.cs",
                    "FromParts(kind, message, NewSalt(random), context, NewSalt(random));",
                    "NewSalt(random) is var salt ? FromParts(kind, message, salt, context, salt) : null!;"),
            ],
            Breaks = [Invariant.SaltsAreUnique],
            Seeds = 1,
            Hours = 2,
        },
        new()
        {
            Name = "two blocks are sealed at one height",
            Project = Ledger,
            Changes =
            [
                new("Store/LedgerStore.Writing.cs", "StoredBlock block = new() { Height = header.Height,", "StoredBlock block = new() { Height = header.Height / 2 * 2,"),
                new("Store/LedgerStatements.cs", "INSERT INTO blocks", "INSERT OR REPLACE INTO blocks"),
            ],
            Breaks = [Invariant.CommittedIsFinal, Invariant.SoundLedgerVerifies],
            Seeds = 1,
            Hours = 6,
        },
        new()
        {
            Name = "the tree grows before its entries are on the disk",
            Project = Ledger,
            Changes =
            [
                new(
                    "Store/LedgerStore.Writing.cs",
                    "        _database.InTransaction(() =>\n        {\n            int nextKey = 0;",
                    "        foreach (Entry early in entries) { _tree.Append(early.LeafHash); }\n        _database.InTransaction(() =>\n        {\n            int nextKey = 0;"),
                new("Store/LedgerStore.Writing.cs", "            _tree.Append(entry.LeafHash);", ""),
            ],
            Breaks = [Invariant.CommittedIsFinal, Invariant.NoUnnamedFailure, Invariant.ProgressResumes],
            Faults = FaultKinds.Disk,
            Seeds = 20,
        },
        new()
        {
            Name = "the head row is not written",
            Project = Ledger,
            Changes = [new("Store/LedgerStore.Writing.cs", "            WriteHeadRow(block);", "")],
            Breaks = [Invariant.SoundLedgerVerifies],
            Seeds = 1,
            Hours = 2,
        },
    ];
}
