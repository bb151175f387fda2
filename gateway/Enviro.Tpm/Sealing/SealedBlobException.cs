namespace Enviro.Tpm;

/// <summary>Why a sealed blob cannot be unsealed.</summary>
public enum SealedBlobFault
{
    /// <summary>It is no such blob, or was altered.</summary>
    Damaged,

    /// <summary>It was sealed by another TPM, or by this one before it was cleared.</summary>
    OtherTpm,
}

/// <summary>A sealed blob cannot be unsealed here, now or later; the message says what to do. The TPM itself works.</summary>
/// <param name="fault">Which of the two.</param>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="innerException">What was found, if more is known.</param>
public sealed class SealedBlobException(SealedBlobFault fault, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>Which of the two.</summary>
    public SealedBlobFault Fault { get; } = fault;
}
