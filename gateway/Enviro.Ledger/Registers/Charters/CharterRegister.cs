namespace Enviro.Ledger.Registers;

/// <summary>The register of the charter: one, first, and signed by the operator it names.</summary>
internal sealed class CharterRegister : Register<Charter>
{
    public override EntryKind Kind => EntryKind.Charter;

    internal Charter? Charter { get; private set; }

    protected override RegisterResult Judge(LedgerState state, byte[] message, out Charter? record)
    {
        if (!Registers.Charter.TryParse(message, out record))
        {
            return RegisterResult.InvalidKey;
        }

        // A chain's operator vouches for itself: what the charter says is trusted because its hash is the chain id that everyone compares.
        RegisterResult result = Charter is not null ? RegisterResult.AlreadyPresent : record.Authorise(record.Signed, record.ChainId);
        record = result == RegisterResult.Accepted ? record : null;
        return result;
    }

    protected override void Fold(Charter record) => Charter = record;
}
