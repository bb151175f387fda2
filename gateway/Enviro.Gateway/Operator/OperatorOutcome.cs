using Enviro.Ledger;
using Enviro.Ledger.Registers;

namespace Enviro.Gateway;

/// <summary>What became of an operator's transaction.</summary>
/// <param name="Result">The register's verdict; null where the transaction never came before it.</param>
/// <param name="Index">Index of its entry; null where there is none.</param>
/// <param name="Failure">Why it was not judged, and what to do; empty where it was.</param>
public sealed record OperatorOutcome(RegisterResult? Result, long? Index, string Failure)
{
    /// <summary>Whether the transaction is an entry now.</summary>
    public bool IsAccepted => Result == RegisterResult.Accepted;

    internal static OperatorOutcome Failed(string failure) => new(null, null, failure);
}

/// <summary>A transaction that the operator signed, on its way to the one who writes the ledger.</summary>
/// <param name="Kind">Kind of the entry it is to be.</param>
/// <param name="Message">The signed message.</param>
/// <param name="Source">Where it came from, for the entry's context.</param>
internal sealed record OperatorRequest(EntryKind Kind, byte[] Message, string Source)
{
    private readonly TaskCompletionSource<OperatorOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What became of it, once the pipeline has come to it.</summary>
    internal Task<OperatorOutcome> Outcome => _outcome.Task;

    internal void Complete(OperatorOutcome outcome) => _outcome.TrySetResult(outcome);
}
