using Enviro.Ledger;
using Enviro.Verification;

namespace Enviro.Simulator;

/// <summary>What the gateway itself says of a reading, said otherwise: leaves, roots and seals are made anew to fit.</summary>
internal static class ContextEdits
{
    internal static IReadOnlyList<LedgerEdit> All { get; } =
    [
        new("contextTimeAltered", EditEvidence.Ledger, AlterTime, LedgerRule.EntryCommitment),
        OfReading("contextResultRewritten", (context, random) => With(context, result: context.Result + 1 + (uint)random.Below(30))),
        OfReading("contextMissingRewritten", (context, random) => With(context, missing: context.Missing + 1 + (uint)random.Below(100))),
        OfReading("contextLevelRewritten", (context, random) => With(context, level: (context.AssuranceLevel + 1 + (uint)random.Below(2)) % 3)),
        OfReading("contextContinuityRewritten", (context, random) => With(context, continuity: (context.Continuity + 1 + (uint)random.Below(3)) % 4)),
        OfReading("contextFreshnessRewritten", (context, random) => With(context, freshness: (Freshness)(((int)context.Freshness + 1 + random.Below(2)) % 3))),
        new("contextMalformed", EditEvidence.Ledger, ledger => Rewrite(ledger, entry => entry.Kind.IsReading(), context => context[..^1])),
        new("transactionContextMalformed", EditEvidence.Ledger, ledger => Rewrite(ledger, entry => !entry.Kind.IsReading(), context => [.. context, 0]), LedgerRule.EntryFormat),
        new(
            "transactionContextRewritten",
            EditEvidence.Ledger,
            ledger => Rewrite(ledger, entry => !entry.Kind.IsReading(), context => With(EntryContext.Parse(context), level: 2).Encode()),
            LedgerRule.EntryContext),
    ];

    /// <summary>A context with some members other than they were.</summary>
    internal static EntryContext With(
        EntryContext context, long? receivedAtMs = null, uint? result = null, uint? missing = null, uint? level = null, uint? continuity = null, Freshness? freshness = null,
        string? source = null) => new()
        {
            ReceivedAtMs = receivedAtMs ?? context.ReceivedAtMs,
            Source = source ?? context.Source,
            Result = result ?? context.Result,
            Missing = missing ?? context.Missing,
            AssuranceLevel = level ?? context.AssuranceLevel,
            Continuity = continuity ?? context.Continuity,
            Freshness = freshness ?? context.Freshness,
        };

    /// <summary>Gives a sealed entry another context and makes everything behind it fit; says which, or null where there is none.</summary>
    internal static string? Rewrite(EditedLedger ledger, Func<EntryRow, bool> condition, Func<byte[], byte[]> rewrite)
    {
        int index = ledger.PickSealed(condition);
        if (index < 0)
        {
            return null;
        }

        EntryRow entry = ledger.Entries[index];
        entry.Context = rewrite(entry.Context!);
        entry.Recommit();
        ledger.Reseal(ledger.BlockOf(index));
        ledger.Save();
        return $"entry {index}, sealed anew from block {ledger.BlockOf(index)} on";
    }

    private static LedgerEdit OfReading(string name, Func<EntryContext, SimulationRandom, EntryContext> rewrite) => new(
        name,
        EditEvidence.Ledger,
        ledger => Rewrite(ledger, entry => entry.Kind.IsReading(), context => rewrite(EntryContext.Parse(context), ledger.Random).Encode()),
        LedgerRule.EntryContext);

    private static string? AlterTime(EditedLedger ledger)
    {
        int index = ledger.PickSealed(entry => entry.Kind.IsReading());
        if (index < 0)
        {
            return null;
        }

        EntryContext context = EntryContext.Parse(ledger.Entries[index].Context!);
        ledger.Execute("UPDATE entries SET context = $0 WHERE idx = $1", With(context, receivedAtMs: context.ReceivedAtMs + 1).Encode(), index);
        return $"entry {index}";
    }
}
