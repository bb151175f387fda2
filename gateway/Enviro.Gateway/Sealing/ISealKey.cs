using Enviro.Ledger;

namespace Enviro.Gateway;

/// <summary>
/// The key that seals blocks. A TPM's attestation key in production; a software key for development, whose blocks say so.
/// </summary>
public interface ISealKey : IDisposable
{
    /// <summary>Its public key X‖Y, 64 bytes.</summary>
    byte[] PublicKey { get; }

    /// <summary>Whether its seals are quotes of a TPM.</summary>
    bool IsAttestationKey { get; }

    /// <summary>
    /// Advances the counter that reveals a rolled-back ledger, and returns a value above <paramref name="previous"/>.
    /// Throws <see cref="SealingException"/>.
    /// </summary>
    ulong AdvanceRollbackCounter(ulong previous);

    /// <summary>Seals an encoded header. Throws <see cref="SealingException"/>; the block is then sealed later.</summary>
    Seal Seal(byte[] encodedHeader);
}

/// <summary>A block cannot be sealed now; the message says why and what to do. Readings go on being journaled.</summary>
public sealed class SealingException : Exception
{
    /// <summary>Creates the exception.</summary>
    public SealingException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public SealingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception without a message; callers always give one.</summary>
    public SealingException()
    {
    }
}
