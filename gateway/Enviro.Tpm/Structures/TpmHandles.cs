namespace Enviro.Tpm;

/// <summary>Handles with a fixed meaning (TPM 2.0 Part 2, 7.4) and the first of each range (7.2). A PCR's handle is its number.</summary>
public static class TpmHandles
{
    /// <summary>TPM_RH_OWNER: the storage hierarchy, the operator's.</summary>
    public const uint Owner = 0x40000001;

    /// <summary>TPM_RH_NULL: nothing.</summary>
    public const uint Null = 0x40000007;

    /// <summary>TPM_RS_PW: the password session.</summary>
    public const uint PasswordSession = 0x40000009;

    /// <summary>TPM_RH_ENDORSEMENT: the endorsement hierarchy, the privacy administrator's.</summary>
    public const uint Endorsement = 0x4000000B;

    /// <summary>First handle of loaded HMAC sessions; asked for handles from here on, a TPM lists loaded policy sessions too.</summary>
    public const uint LoadedSessionFirst = 0x02000000;

    /// <summary>First handle of loaded, transient objects.</summary>
    public const uint TransientFirst = 0x80000000;

    /// <summary>First handle of persistent objects.</summary>
    public const uint PersistentFirst = 0x81000000;
}
