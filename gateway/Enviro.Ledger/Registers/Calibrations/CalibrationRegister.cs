namespace Enviro.Ledger.Registers;

/// <summary>The register of calibrations: the operator's, of enrolled nodes.</summary>
internal sealed class CalibrationRegister : Register<Calibration>
{
    public override EntryKind Kind => EntryKind.Calibration;

    internal CalibrationTable Table { get; } = new();

    protected override RegisterResult Judge(LedgerState state, byte[] message, out Calibration? record)
    {
        record = null;
        SignedMessage signed = SignedMessage.Parse(message, Calibration.ContentType, Calibration.MaxLength);
        Calibration calibration = Calibration.ParsePayload(signed.Payload);
        RegisterResult authority = Charter.Authorise(state, signed, calibration.ChainId);
        if (authority != RegisterResult.Accepted)
        {
            return authority;
        }

        if (!state.NodesByUrn.ContainsKey(calibration.Urn))
        {
            return RegisterResult.UnknownNode;
        }

        if (Table.Contains(signed.Payload))
        {
            return RegisterResult.AlreadyPresent;
        }

        record = calibration;
        return RegisterResult.Accepted;
    }

    protected override void Fold(Calibration record) => Table.Add(record);
}
