using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Tpm;

namespace Enviro.Verification.Tests;

/// <summary>An attestation key without its TPM: makes quotes whose clock and counts a test sets as it likes.</summary>
internal sealed class FakeTpm : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    internal FakeTpm()
    {
        ECParameters parameters = _key.ExportParameters(false);
        PublicKey = [.. parameters.Q.X!, .. parameters.Q.Y!];
    }

    internal byte[] PublicKey { get; }

    internal TpmClock Clock { get; set; } = new(1_000_000, 7, 3, true);

    public void Dispose() => _key.Dispose();

    /// <summary>The PCRs it quotes.</summary>
    internal PcrSelection Pcrs { get; set; } = PcrSelection.Platform;

    /// <summary>A seal over what SHA-256 of the header is, or over anything else a test gives.</summary>
    internal Seal Quote(byte[] qualifyingData)
    {
        Attest attest = new(
            RandomNumberGenerator.GetBytes(34), qualifyingData, Clock, 0x20_2401, Pcrs, SHA256.HashData([]));
        Clock = Clock with { ClockMs = Clock.ClockMs + 1000 };
        return SignAttest(attest.Format());
    }

    /// <summary>A seal whose attestation is any bytes, truly signed.</summary>
    internal Seal SignAttest(byte[] attest) =>
        Seal.FromQuote(attest, _key.SignData(attest, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
}
