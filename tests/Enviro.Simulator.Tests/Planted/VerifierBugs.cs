namespace Enviro.Simulator.Tests;

/// <summary>Bugs of whoever verifies a ledger afterwards: an operator who edits it must not get away with it.</summary>
internal static class VerifierBugs
{
    private const string Verification = "gateway/Enviro.Verification";

    internal static IReadOnlyList<PlantedBug> All { get; } =
    [
        Missing("the hash of the header before is not compared", "LedgerVerifier.cs", "if (!header.Previous.AsSpan().SequenceEqual(_previousHash))", "if (header.Previous.Length == 0)"),
        Missing("the rollback counter is not compared", "LedgerVerifier.cs", "if (header.RollbackCounter <= _previous.RollbackCounter)", "if (header.Height < 0)"),
        Missing("the TPM's reset count is not compared", "SealRules.cs", "return resets < 0 || (resets == 0 &&", "return (resets == 0 &&"),
        Missing("of a root two bytes are compared", "LedgerVerifier.cs", "!header.RootHash.AsSpan().SequenceEqual(_tree.RootHash())", "!header.RootHash.AsSpan(0, 2).SequenceEqual(_tree.RootHash().AsSpan(0, 2))"),
        Missing("of the header's hash in a quote two bytes are compared", "SealRules.cs", "!attest.ExtraData.AsSpan().SequenceEqual(headerHash)", "!attest.ExtraData.AsSpan(0, 2).SequenceEqual(headerHash.AsSpan(0, 2))"),
        Missing("a quote's signature is not verified", "SealRules.cs", "if (!gateway.Key.VerifyDigest(SHA256.HashData(seal.Attest!), seal.Signature))", "if (seal.Signature.Length == 0)"),
        Missing("an entry's content is not compared with its leaf", "EntryRules.cs", "if (!prepared.MatchesLeaf)", "if (prepared.Entry.Index < 0)"),
        Missing("a context is not compared with what the entries prove", "EntryRules.cs", "if (!agrees)", "if (!agrees && index < 0)"),
    ];

    private static PlantedBug Missing(string name, string file, string original, string replacement) => new()
    {
        Name = name,
        Project = Verification,
        Changes = [new PlantedChange(file, original, replacement)],
        Breaks = [Invariant.EditsAreFound],
        Faults = FaultKinds.HostileOperator,
        Seeds = 4,
        Hours = 4,
    };
}
