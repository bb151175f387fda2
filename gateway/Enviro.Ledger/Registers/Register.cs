using Enviro.Wire;

namespace Enviro.Ledger.Registers;

/// <summary>A register as the state sees it: rules and fold of one kind of transaction.</summary>
internal interface IRegister
{
    /// <summary>The kind of entry whose messages are this register's transactions.</summary>
    EntryKind Kind { get; }

    /// <summary>The verdict on a transaction, without any effect.</summary>
    RegisterResult Check(LedgerState state, byte[] message);

    /// <summary>The verdict on a transaction, which changes the state if it is accepted.</summary>
    RegisterResult Apply(LedgerState state, byte[] message);
}

/// <summary>What all registers have in common: a transaction is judged first, and only an accepted one is folded into the state.</summary>
/// <typeparam name="TRecord">What an accepted transaction adds.</typeparam>
internal abstract class Register<TRecord> : IRegister
    where TRecord : class
{
    public abstract EntryKind Kind { get; }

    public RegisterResult Check(LedgerState state, byte[] message) => JudgeBytes(state, message, out _);

    public RegisterResult Apply(LedgerState state, byte[] message)
    {
        RegisterResult result = JudgeBytes(state, message, out TRecord? record);
        if (result == RegisterResult.Accepted)
        {
            Fold(record!);
        }

        return result;
    }

    /// <summary>The rules: gives the record if and only if the verdict is accepted. Bad encodings raise <see cref="WireFormatException"/>.</summary>
    protected abstract RegisterResult Judge(LedgerState state, byte[] message, out TRecord? record);

    /// <summary>The fold: adds an accepted record to the state.</summary>
    protected abstract void Fold(TRecord record);

    private RegisterResult JudgeBytes(LedgerState state, byte[] message, out TRecord? record)
    {
        try
        {
            return Judge(state, message, out record);
        }
        catch (WireFormatException)
        {
            record = null;
            return RegisterResult.Malformed;
        }
    }
}
