using Enviro.Ledger;
using Enviro.Verification;
using Microsoft.Data.Sqlite;

namespace Enviro.Simulator;

/// <summary>
/// Whoever operates the gateway, when he wants its ledger to say something else: alters copies of it in every way he has, and sees whether anybody who looks
/// would notice.
/// </summary>
/// <param name="random">Which edits, and where.</param>
public sealed class HostileOperator(SimulationRandom random)
{
    // The least that SQLite says of a row that may not be written (sqlite.org/rescode.html#constraint).
    private const int SqliteConstraint = 19;

    private readonly SortedDictionary<string, long> _tried = new(StringComparer.Ordinal);

    /// <summary>How often each edit was tried, by its name.</summary>
    public IReadOnlyDictionary<string, long> Tried => _tried;

    /// <summary>Tries some edits, each on a copy of its own; returns those that nothing showed, so none where all is well.</summary>
    /// <param name="ledger">The ledger, untouched and sound.</param>
    /// <param name="edits">How many; as many as there are for this ledger, where that is fewer.</param>
    public IReadOnlyList<UnfoundEdit> TryAll(HostileLedger ledger, int edits)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        List<LedgerEdit> left = [.. LedgerEdits.All];
        List<UnfoundEdit> unfound = [];
        while (edits > 0 && left.Count > 0)
        {
            LedgerEdit edit = left[random.Below(left.Count)];
            left.Remove(edit);
            if (Try(ledger, edit, random) is not { } outcome)
            {
                continue;
            }

            edits--;
            _tried[edit.Name] = _tried.GetValueOrDefault(edit.Name) + 1;
            if (!outcome.IsFound)
            {
                unfound.Add(new UnfoundEdit(edit.Name, edit.ShownBy, outcome.Detail));
            }
        }

        return unfound;
    }

    /// <summary>Tries one edit; null where it altered nothing, or what would show it is not there.</summary>
    internal static EditOutcome? Try(HostileLedger ledger, LedgerEdit edit, SimulationRandom random)
    {
        if (edit.ShownBy == EditEvidence.Pin && ledger.PinnedHeader is null)
        {
            return null;
        }

        using LedgerCopy copy = ledger.Copy();
        string? detail;
        using (SqliteConnection connection = copy.Connect())
        {
            byte[] before = EditedLedger.Fingerprint(connection);
            try
            {
                detail = edit.Apply(new EditedLedger(connection, ledger, random.Fork($"{edit.Name} {random.Next()}")));
            }
            catch (SqliteException refused) when (refused.SqliteErrorCode == SqliteConstraint)
            {
                // The altered value is another row's: nothing was written.
                return null;
            }

            if (detail is null || EditedLedger.Fingerprint(connection).AsSpan().SequenceEqual(before))
            {
                return null;
            }
        }

        return Look(copy, ledger, edit, detail);
    }

    private static EditOutcome Look(LedgerCopy copy, HostileLedger ledger, LedgerEdit edit, string detail)
    {
        if (edit.ShownBy == EditEvidence.Fsck)
        {
            int findings = copy.Check().Count;
            return new EditOutcome(detail, findings > 0, null);
        }

        using LedgerStore store = copy.OpenReadOnly();
        VerificationReport report = LedgerVerifier.Verify(store, edit.ShownBy == EditEvidence.Pin ? ledger.PinnedHeader : null);
        return new EditOutcome(detail, !report.IsSound, report);
    }
}

/// <summary>What came of one edit.</summary>
/// <param name="Detail">What was altered.</param>
/// <param name="IsFound">Whether what should show it does.</param>
/// <param name="Report">What verifying found; null where the caches were checked.</param>
internal sealed record EditOutcome(string Detail, bool IsFound, VerificationReport? Report);
