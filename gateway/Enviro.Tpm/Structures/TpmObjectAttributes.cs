namespace Enviro.Tpm;

/// <summary>TPMA_OBJECT: what a key may be used for and how it is guarded (TPM 2.0 Part 2, 8.3).</summary>
[Flags]
public enum TpmObjectAttributes
{
    /// <summary>None set.</summary>
    None = 0,

    /// <summary>The hierarchy of the object cannot change.</summary>
    FixedTpm = 1 << 1,

    /// <summary>The parent of the object cannot change.</summary>
    FixedParent = 1 << 4,

    /// <summary>The TPM made the private part; nobody brought it.</summary>
    SensitiveDataOrigin = 1 << 5,

    /// <summary>The authorisation value suffices for use.</summary>
    UserWithAuth = 1 << 6,

    /// <summary>Failures do not count towards dictionary-attack lockout.</summary>
    NoDictionaryAttack = 1 << 10,

    /// <summary>Signs only what the TPM itself made, such as a quote.</summary>
    Restricted = 1 << 16,

    /// <summary>Decrypts.</summary>
    Decrypt = 1 << 17,

    /// <summary>Signs.</summary>
    Sign = 1 << 18,
}
