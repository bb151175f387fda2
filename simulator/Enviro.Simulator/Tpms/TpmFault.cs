namespace Enviro.Simulator;

/// <summary>What is wrong with a <see cref="SimulatedTpm"/>, for as long as it is set.</summary>
public enum TpmFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Each command is put off one to three times, by TPM_RC_RETRY, TPM_RC_YIELDED or TPM_RC_TESTING, and then executed.</summary>
    Busy,

    /// <summary>No answer: the driver was reset, the service is gone. A channel that met this is of no further use.</summary>
    Unavailable,

    /// <summary>Failure mode: TPM_RC_FAILURE to every command.</summary>
    Failure,

    /// <summary>Commands are executed, and each answer is cut short or has one bit turned over on its way.</summary>
    Garbled,
}
