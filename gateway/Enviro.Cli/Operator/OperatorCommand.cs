using System.Text;
using Enviro.Gateway;
using Enviro.Ledger;
using Enviro.Ledger.Registers;

namespace Enviro.Cli;

/// <summary>What every command shares by which the operator changes a ledger: his key, the state he decides on, and what became of it.</summary>
internal static class OperatorCommand
{
    /// <summary>A transaction to be submitted, or why there is none.</summary>
    /// <param name="Kind">Kind of the entry.</param>
    /// <param name="Message">The signed message; null where the command is refused.</param>
    /// <param name="Text">What to say when it is entered, or why it is refused.</param>
    internal sealed record Decision(EntryKind Kind, byte[]? Message, string Text)
    {
        internal static Decision Refuse(string why) => new(default, null, why);
    }

    /// <summary>What a decision is made on.</summary>
    /// <param name="Store">The ledger, read beside whoever writes it.</param>
    /// <param name="State">Its state.</param>
    /// <param name="Key">The operator's key.</param>
    /// <param name="NowMs">The time, Unix ms.</param>
    internal sealed record Desk(LedgerStore Store, LedgerState State, SigningKey Key, long NowMs);

    /// <summary>Makes a decision with the operator's key of the data folder and submits it.</summary>
    internal static int Run(DirectoryInfo directory, Func<Desk, Decision> decide) => CommandRunner.Guard(() =>
    {
        long nowMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        Decision decision;
        using (LedgerStore store = LedgerStore.OpenReadOnly(directory.FullName))
        {
            // After the ledger: where there is none, that is what to say, not that the key is missing.
            using SigningKey key = SigningKey.Load(Path.Combine(directory.FullName, "keys", "operator.pem"));
            LedgerState state = LedgerState.Fold(store);
            decision = state.Charter is null
                ? Decision.Refuse("This ledger has no charter yet: start its gateway once.")
                : decide(new Desk(store, state, key, nowMs));
        }

        if (decision.Message is null)
        {
            return CommandRunner.Refuse(decision.Text);
        }

        OperatorOutcome outcome = OperatorTransactions.Submit(directory.FullName, decision.Kind, decision.Message, nowMs);
        if (outcome.IsAccepted)
        {
            Console.WriteLine($"{decision.Text}: entry {outcome.Index}");
            return ExitCode.Done;
        }

        return CommandRunner.Refuse(outcome.Result is RegisterResult result ? Explain(result) : outcome.Failure);
    });

    /// <summary>Whether a text fits a transaction, in bytes of UTF-8 and without control characters.</summary>
    internal static bool Fits(string text, int maxBytes) => text.Length > 0 && Encoding.UTF8.GetByteCount(text) <= maxBytes && !text.Any(char.IsControl);

    /// <summary>Why a register refuses a transaction, and what to do.</summary>
    private static string Explain(RegisterResult result) => result switch
    {
        RegisterResult.NotAuthorised or RegisterResult.BadSignature =>
            "Refused: keys/operator.pem is not the key that this chain's charter names. Put that key back.",
        RegisterResult.AlreadyPresent => "Nothing to do: the ledger says so already.",
        RegisterResult.UrnTaken => "Refused: another key is enrolled under this URN. Revoke that node first, if this one is to replace it.",
        RegisterResult.NotActive => "Refused: the node is revoked, which is final. Give its successor a new key and approve that.",
        RegisterResult.UnknownNode => "Refused: no such node is enrolled. `enviro node list` shows those that are.",
        RegisterResult.WrongPolicy => "Refused: the policy changed meanwhile. Repeat the command.",
        RegisterResult.OutOfOrder => "Refused: the ledger holds a later change of this. Check this machine's clock.",
        _ => $"Refused by the ledger: {result}.",
    };
}
