namespace Enviro.Tpm;

/// <summary>TPM_ALG_ID: the algorithms named here (TPM 2.0 Part 2, 6.3). A TPM lists many more.</summary>
public enum TpmAlgorithm
{
    /// <summary>No value; no TPM uses it.</summary>
    None = 0,

    /// <summary>TPM_ALG_RSA.</summary>
    Rsa = 0x0001,

    /// <summary>TPM_ALG_SHA1.</summary>
    Sha1 = 0x0004,

    /// <summary>TPM_ALG_AES.</summary>
    Aes = 0x0006,

    /// <summary>TPM_ALG_KEYEDHASH: an HMAC key, or a sealed secret.</summary>
    KeyedHash = 0x0008,

    /// <summary>TPM_ALG_SHA256.</summary>
    Sha256 = 0x000B,

    /// <summary>TPM_ALG_SHA384.</summary>
    Sha384 = 0x000C,

    /// <summary>TPM_ALG_SHA512.</summary>
    Sha512 = 0x000D,

    /// <summary>TPM_ALG_NULL: nothing chosen.</summary>
    Null = 0x0010,

    /// <summary>TPM_ALG_ECDSA.</summary>
    Ecdsa = 0x0018,

    /// <summary>TPM_ALG_ECC.</summary>
    Ecc = 0x0023,

    /// <summary>TPM_ALG_CFB.</summary>
    Cfb = 0x0043,
}
