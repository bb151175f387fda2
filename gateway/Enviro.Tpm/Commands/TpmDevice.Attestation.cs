using System.Security.Cryptography;

namespace Enviro.Tpm;

public sealed partial class TpmDevice
{
    private const int MaxQualifyingData = 64;
    private const ushort TagHashCheck = 0x8024;

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

    /// <summary>TPM2_Certify (Part 3, 18.2) in the signing key's own scheme; neither key has an authorisation value.</summary>
    /// <param name="objectHandle">The key that is certified.</param>
    /// <param name="signHandle">The key that certifies: restricted, P-256, for ECDSA with SHA-256.</param>
    /// <param name="qualifyingData">The caller's part of what is signed: a nonce or a digest, at most 64 bytes.</param>
    /// <returns>TPMS_ATTEST, see <see cref="CertifyAttest"/>, and the signature r || s, 64 bytes.</returns>
    public (byte[] AttestBytes, byte[] Signature) Certify(uint objectHandle, uint signHandle, ReadOnlySpan<byte> qualifyingData)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(qualifyingData.Length, MaxQualifyingData, nameof(qualifyingData));
        TpmWriter parameters = new();
        parameters.Sized(qualifyingData);
        parameters.Algorithm(TpmAlgorithm.Null);
        Response response = Execute(
            TpmCommandCode.Certify,
            [objectHandle, signHandle],
            [TpmAuthorization.Empty, TpmAuthorization.Empty],
            parameters.Written);
        TpmReader reader = new(response.Parameters);
        byte[] attest = reader.Sized(TpmChannel.MaxMessageSize).ToArray();
        byte[] signature = TpmSignature.Read(ref reader);
        reader.End();
        return (attest, signature);
    }

    /// <summary>TPM2_Sign (Part 3, 20.2) in the key's own scheme.</summary>
    /// <param name="keyHandle">An unrestricted P-256 key for ECDSA with SHA-256.</param>
    /// <param name="digest">SHA-256 of what is to be signed, 32 bytes.</param>
    /// <param name="authorization">That of the key.</param>
    /// <returns>The signature r || s, 64 bytes; not verified here.</returns>
    public byte[] Sign(uint keyHandle, ReadOnlySpan<byte> digest, TpmAuthorization authorization)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(digest.Length, SHA256.HashSizeInBytes, nameof(digest));
        ArgumentNullException.ThrowIfNull(authorization);
        TpmWriter parameters = new();
        parameters.Sized(digest);
        parameters.Algorithm(TpmAlgorithm.Null);

        // The null ticket: an unrestricted key asks for no proof that the TPM hashed the data itself.
        parameters.UInt16(TagHashCheck);
        parameters.UInt32(TpmHandles.Null);
        parameters.Sized([]);
        TpmReader reader = new(Execute(TpmCommandCode.Sign, [keyHandle], [authorization], parameters.Written).Parameters);
        byte[] signature = TpmSignature.Read(ref reader);
        reader.End();
        return signature;
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
