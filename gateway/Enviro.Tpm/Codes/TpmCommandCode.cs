namespace Enviro.Tpm;

/// <summary>TPM_CC: the commands spoken here (Part 2, 6.5.2). Members are named as the methods of <see cref="TpmDevice"/>.</summary>
public enum TpmCommandCode
{
    /// <summary>No command.</summary>
    None = 0,

    /// <summary>Makes a transient object persistent, or removes a persistent one.</summary>
    EvictControl = 0x120,

    /// <summary>Defines an NV index.</summary>
    NvDefineSpace = 0x12A,

    /// <summary>Creates a primary object.</summary>
    CreatePrimary = 0x131,

    /// <summary>Increments an NV counter.</summary>
    NvIncrement = 0x134,

    /// <summary>Starts the TPM after power-on.</summary>
    Startup = 0x144,

    /// <summary>Prepares the TPM for power-off.</summary>
    Shutdown = 0x145,

    /// <summary>Signs the Name of another key: that it lives in this TPM.</summary>
    Certify = 0x148,

    /// <summary>Reads an NV index.</summary>
    NvRead = 0x14E,

    /// <summary>Creates an object under a parent.</summary>
    Create = 0x153,

    /// <summary>Loads an object under its parent.</summary>
    Load = 0x157,

    /// <summary>Signs the values of selected PCRs.</summary>
    Quote = 0x158,

    /// <summary>Signs a digest.</summary>
    Sign = 0x15D,

    /// <summary>Gives a sealed secret out.</summary>
    Unseal = 0x15E,

    /// <summary>Removes a loaded object or session.</summary>
    FlushContext = 0x165,

    /// <summary>Reads the public area of an NV index.</summary>
    NvReadPublic = 0x169,

    /// <summary>Reads the public area of a loaded object.</summary>
    ReadPublic = 0x173,

    /// <summary>Starts a session.</summary>
    StartAuthSession = 0x176,

    /// <summary>Reads properties, handles and algorithms.</summary>
    GetCapability = 0x17A,

    /// <summary>Reads random bytes.</summary>
    GetRandom = 0x17B,

    /// <summary>Reads PCRs.</summary>
    PcrRead = 0x17E,

    /// <summary>Reads the clock and the reset counts.</summary>
    ReadClock = 0x181,

    /// <summary>Extends a PCR.</summary>
    PcrExtend = 0x182,
}
