using Enviro.Verification;

namespace Enviro.Simulator;

/// <summary>A message that somebody hostile sends to the gateway, and what may become of it.</summary>
/// <param name="Kind">Name of its kind, in camel case, for counters.</param>
/// <param name="Topic">Topic it is published to.</param>
/// <param name="Payload">Its bytes.</param>
/// <param name="Source">The client's address and identifier, as the broker has it.</param>
/// <param name="Expected">The verdicts that may come of it; <see cref="AppraisalResult.Accepted"/> is none of them.</param>
/// <param name="MayPass">
/// Whether it may go without a refusal: a hello that is answered, which gives nobody anything, and a copy of evidence that was lost on its way, which is
/// thereby delivered.
/// </param>
public sealed record HostileArrival(
    string Kind, string Topic, byte[] Payload, string Source, IReadOnlyList<AppraisalResult> Expected, bool MayPass = false)
{
    /// <summary>Judges what the gateway did with it, alone; null where that is right, otherwise what was wrong.</summary>
    /// <param name="refusedBefore">The gateway's refusals by reason before it.</param>
    /// <param name="refusedAfter">The same after it.</param>
    /// <param name="readingsKept">Readings that were kept meanwhile.</param>
    /// <param name="entriesAdded">Entries that came to the ledger meanwhile.</param>
    public string? Judge(
        IReadOnlyDictionary<AppraisalResult, long> refusedBefore, IReadOnlyDictionary<AppraisalResult, long> refusedAfter, long readingsKept, long entriesAdded)
    {
        ArgumentNullException.ThrowIfNull(refusedBefore);
        ArgumentNullException.ThrowIfNull(refusedAfter);
        AppraisalResult[] verdicts =
        [
            .. from pair in refusedAfter
               from _ in Enumerable.Range(0, (int)(pair.Value - refusedBefore.GetValueOrDefault(pair.Key)))
               select pair.Key,
        ];
        string found = verdicts.Length == 0 ? "nothing" : string.Join(", ", verdicts);
        return readingsKept > 0 ? $"{Kind}: a reading was kept"
            : entriesAdded > (MayPass && verdicts.Length == 0 ? 1 : 0) ? $"{Kind}: {entriesAdded} entries were added"
            : verdicts is [] && MayPass ? null
            : verdicts is [AppraisalResult only] && Expected.Contains(only) ? null
            : $"{Kind}: refused as {found}, expected {string.Join(" or ", Expected)}";
    }
}
