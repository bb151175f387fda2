using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Verification;

/// <summary>An entry with what can be said of it alone.</summary>
/// <param name="Entry">The entry as stored.</param>
/// <param name="MatchesLeaf">Whether its content is what its leaf commits to.</param>
/// <param name="Context">A reading's parsed context; null when there is none or it is malformed.</param>
/// <param name="Reading">A reading's appraisal; null for other kinds.</param>
/// <param name="Evidence">The appraisal of an attestation's evidence; null for other kinds, and when it cannot be appraised.</param>
internal sealed record PreparedEntry(
    StoredEntry Entry, bool MatchesLeaf, EntryContext? Context = null, ReadingAppraisal? Reading = null, EvidenceAppraisal? Evidence = null);

/// <summary>
/// Prepares entries: all that can be checked of each alone, on all cores. Runs of them end where an entry changes who is enrolled, who is suspended
/// or by what policy evidence is judged, since those behind it must see the change; readings, attestations and calibrations change nothing of that.
/// </summary>
internal sealed class EntryPreparation(LedgerState state)
{
    // Enough to keep many cores busy; more would only be alive longer, and every collection would stop them all to copy it.
    private const int RunLength = 1024;

    /// <summary>Yields the entries prepared. The consumer checks one before it asks for the next.</summary>
    internal IEnumerable<PreparedEntry> Prepare(IEnumerable<StoredEntry> entries)
    {
        List<StoredEntry> run = new(RunLength);
        foreach (StoredEntry entry in entries)
        {
            bool endsRun = !entry.Kind.IsReading() && entry.Kind is not (EntryKind.NodeAttested or EntryKind.Calibration);
            if (!endsRun)
            {
                run.Add(entry);
            }

            if (endsRun || run.Count == RunLength)
            {
                foreach (PreparedEntry prepared in PrepareRun(run))
                {
                    yield return prepared;
                }

                run.Clear();
            }

            if (endsRun)
            {
                yield return new PreparedEntry(entry, entry.MatchesLeaf());
            }
        }

        foreach (PreparedEntry prepared in PrepareRun(run))
        {
            yield return prepared;
        }
    }

    /// <summary>Appraises the evidence of an attestation or enrolment once more, from what the entry holds; null when it is not its format.</summary>
    internal static EvidenceAppraisal? Appraise(EvidenceRecord record, string urn, byte[]? publicKey, AttestationPolicy? policy, long atMs)
    {
        if (policy is null || publicKey is null)
        {
            return null;
        }

        try
        {
            return EvidenceAppraisal.Appraise(Evidence.Parse(record.Evidence), record.Nonce, urn, publicKey, policy, atMs);
        }
        catch (WireFormatException)
        {
            return null;
        }
    }

    private PreparedEntry[] PrepareRun(List<StoredEntry> run)
    {
        PreparedEntry[] prepared = new PreparedEntry[run.Count];
        Parallel.For(0, run.Count, i => prepared[i] = PrepareEntry(run[i]));
        return prepared;
    }

    private PreparedEntry PrepareEntry(StoredEntry entry)
    {
        bool matches = entry.MatchesLeaf();
        if (entry.Message is null || entry.Context is null || entry.Kind == EntryKind.Calibration)
        {
            return new PreparedEntry(entry, matches);
        }

        if (entry.Kind == EntryKind.NodeAttested)
        {
            return new PreparedEntry(entry, matches, Evidence: AppraiseAttestation(entry.Message));
        }

        EntryContext? context = null;
        try
        {
            context = EntryContext.Parse(entry.Context);
        }
        catch (WireFormatException)
        {
            // Named where the entry is checked in its place.
        }

        return new PreparedEntry(entry, matches, context, ReadingAppraisal.AppraiseWithoutSecrets(entry.Message, context?.ReceivedAtMs ?? 0, state));
    }

    private EvidenceAppraisal? AppraiseAttestation(byte[] message)
    {
        try
        {
            NodeAttestation attestation = NodeAttestation.Parse(message);
            NodeRecord? node = state.Nodes.GetValueOrDefault(attestation.Node);
            return node is null ? null : Appraise(attestation.Evidence, node.Urn, node.PublicKey, state.Policy, attestation.AtMs);
        }
        catch (WireFormatException)
        {
            return null;
        }
    }
}
