namespace Enviro.Ledger;

/// <summary>A P-256 private key that signs with ES256, wherever it lives: a file (<see cref="SigningKey"/>), a TPM.</summary>
public interface ISigningKey : IDisposable
{
    /// <summary>Public key X‖Y, 64 bytes.</summary>
    byte[] PublicKey { get; }

    /// <summary>COSE Key Thumbprint (RFC 9679), 32 bytes.</summary>
    byte[] Thumbprint { get; }

    /// <summary>
    /// Signs a SHA-256 digest, 32 bytes; r‖s, 64 bytes. A key that cannot sign now raises <see cref="LedgerException"/> with
    /// <see cref="LedgerFault.KeyUnusable"/>; the same call may succeed later.
    /// </summary>
    byte[] SignDigest(ReadOnlySpan<byte> digest);
}
