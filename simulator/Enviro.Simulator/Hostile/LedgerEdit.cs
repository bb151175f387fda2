using Enviro.Verification;

namespace Enviro.Simulator;

/// <summary>What shows an edit.</summary>
public enum EditEvidence
{
    /// <summary>The ledger itself, to whoever verifies it.</summary>
    Ledger,

    /// <summary>
    /// A header that somebody kept elsewhere, and nothing else: everything that is left is signed by who may sign it. What a ledger alone cannot show.
    /// </summary>
    Pin,

    /// <summary>The check of the stored caches: what they hold is derived from the chain and is in no seal.</summary>
    Fsck,
}

/// <summary>One way to alter a finished ledger.</summary>
/// <param name="Name">Its name, in camel case, for counters.</param>
/// <param name="ShownBy">What shows it.</param>
/// <param name="Apply">Alters a copy; says what it did, or null where this ledger has nothing for it to alter.</param>
/// <param name="Rule">The one rule that finds it, where there is only one.</param>
internal sealed record LedgerEdit(string Name, EditEvidence ShownBy, Func<EditedLedger, string?> Apply, LedgerRule? Rule = null);

/// <summary>An edit that nothing showed.</summary>
/// <param name="Edit">Name of the edit.</param>
/// <param name="ShownBy">What should have shown it.</param>
/// <param name="Detail">What exactly was altered.</param>
public sealed record UnfoundEdit(string Edit, EditEvidence ShownBy, string Detail);
