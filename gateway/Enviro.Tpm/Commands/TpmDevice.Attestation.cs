namespace Enviro.Tpm;

public sealed partial class TpmDevice
{
    private const int MaxQualifyingData = 64;

    /// <summary>TPM2_Quote (Part 3, 18.4) in the key's own scheme.</summary>
    /// <param name="keyHandle">A restricted P-256 key for ECDSA with SHA-256.</param>
    /// <param name="qualifyingData">The caller's part of what is signed: a nonce or a digest, at most 64 bytes.</param>
    /// <param name="pcrs">The PCRs to cover.</param>
    /// <param name="authorization">That of the key.</param>
    /// <returns>What was signed, and the signature. What the TPM covered is for the caller to check.</returns>
    public Quote Quote(uint keyHandle, ReadOnlySpan<byte> qualifyingData, PcrSelection pcrs, TpmAuthorization authorization)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(qualifyingData.Length, MaxQualifyingData, nameof(qualifyingData));
        ArgumentNullException.ThrowIfNull(authorization);
        TpmWriter parameters = new();
        parameters.Sized(qualifyingData);
        parameters.Algorithm(TpmAlgorithm.Null);
        pcrs.Write(parameters);
        TpmReader reader = new(Execute(TpmCommandCode.Quote, [keyHandle], [authorization], parameters.Written).Parameters);
        byte[] attest = reader.Sized(TpmChannel.MaxMessageSize).ToArray();
        byte[] signature = TpmSignature.Read(ref reader);
        reader.End();
        return new Quote(attest, signature);
    }

    /// <summary>TPM2_ReadClock (Part 3, 29.1).</summary>
    /// <returns>Time since power-on, the clock and the reset counts.</returns>
    public TpmTime ReadClock()
    {
        TpmReader reader = new(Execute(TpmCommandCode.ReadClock, [], [], []).Parameters);
        TpmTime time = new(reader.UInt64(), TpmClock.Read(ref reader));
        reader.End();
        return time;
    }
}
