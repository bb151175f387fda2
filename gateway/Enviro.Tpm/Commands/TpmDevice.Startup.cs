namespace Enviro.Tpm;

/// <summary>TPM_SU: from which state the TPM starts, and for which it prepares (TPM 2.0 Part 2, 6.10).</summary>
public enum TpmStartupType
{
    /// <summary>PCRs start anew.</summary>
    Clear = 0,

    /// <summary>As the last Shutdown(State) left it.</summary>
    State = 1,
}

public sealed partial class TpmDevice
{
    /// <summary>TPM2_Startup (Part 3, 9.3). A TPM that is already started, as it is behind any firmware or kernel, is fine.</summary>
    /// <param name="type">The state to start from.</param>
    public void Startup(TpmStartupType type = TpmStartupType.Clear)
    {
        try
        {
            ExecuteStartup(TpmCommandCode.Startup, type);
        }
        catch (TpmException e) when (e.ResponseCode.Value == TpmResponseCode.Initialize)
        {
            // Someone started it before us.
        }
    }

    /// <summary>
    /// TPM2_Shutdown (Part 3, 9.4), for a TPM that no kernel looks after: saves the clock and the orderly counters. Any
    /// further command takes that back.
    /// </summary>
    /// <param name="type">The state to prepare for.</param>
    public void Shutdown(TpmStartupType type = TpmStartupType.Clear) => ExecuteStartup(TpmCommandCode.Shutdown, type);

    private void ExecuteStartup(TpmCommandCode code, TpmStartupType type)
    {
        TpmWriter parameters = new();
        parameters.UInt16((int)type);
        Execute(code, [], [], parameters.Written).ExpectNoParameters();
    }
}
