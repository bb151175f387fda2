namespace Enviro.Tpm;

/// <summary>The TPM executed nothing and answered with a response code.</summary>
public sealed class TpmException : Exception
{
    /// <summary>Describes a refused command; the message names the code and, where one is known, what to do.</summary>
    /// <param name="command">The refused command.</param>
    /// <param name="responseCode">The code of the response, never <c>TPM_RC_SUCCESS</c>.</param>
    public TpmException(TpmCommandCode command, TpmResponseCode responseCode)
        : base($"TPM command {command} was refused: {responseCode.Describe()}")
    {
        Command = command;
        ResponseCode = responseCode;
    }

    /// <summary>The refused command.</summary>
    public TpmCommandCode Command { get; }

    /// <summary>The decoded response code (TPM 2.0 Part 2, 6.6).</summary>
    public TpmResponseCode ResponseCode { get; }
}

/// <summary>
/// The bytes that came back are not the response this command has: truncated, oversized, inconsistent in themselves, or
/// contradicting what was asked. Nothing of such a response is used.
/// </summary>
/// <param name="message">What was wrong.</param>
public sealed class TpmProtocolException(string message) : Exception(message);

/// <summary>The TPM cannot be reached or stopped answering; the message says what to do next.</summary>
/// <param name="message">What failed and what to do next.</param>
/// <param name="innerException">The operating system's error, if there was one.</param>
public sealed class TpmUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>
/// The TPM works, but what is configured does not fit what it holds: a handle or index in other use, a PCR bank that is
/// not active, an unusable URI. The message says what to change.
/// </summary>
/// <param name="message">What does not fit and what to change.</param>
public sealed class TpmConfigurationException(string message) : Exception(message);
