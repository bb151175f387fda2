namespace Enviro.Devices.Atecc608;

/// <summary>The steps that make a secure element a node's identity, in their order.</summary>
public enum ProvisioningStep
{
    /// <summary>The chip tests its engines.</summary>
    SelfTest = 0,

    /// <summary>Configuration zone and serial number are read.</summary>
    Read = 1,

    /// <summary>The configuration zone is written and read back.</summary>
    Configure = 2,

    /// <summary>The configuration zone is locked, against the summary of what was read back.</summary>
    LockConfiguration = 3,

    /// <summary>Unused slots are filled with FF; the attestation key is born in slot 1.</summary>
    AttestationKey = 4,

    /// <summary>Data and OTP zones are locked.</summary>
    LockData = 5,

    /// <summary>The identity key is born in slot 0, with the chip's proof.</summary>
    IdentityKey = 6,

    /// <summary>The authority verifies the proof and certifies the key.</summary>
    Certify = 7,

    /// <summary>Issuer record and compressed certificate are written and read back.</summary>
    Store = 8,

    /// <summary>Slots 0, 8 and 10 are locked.</summary>
    LockSlots = 9,

    /// <summary>The certificate is rebuilt from the chip and the configuration quoted; the authority verifies both.</summary>
    Check = 10,
}

/// <summary>How provisioning ended.</summary>
public enum ProvisioningOutcome
{
    /// <summary>The chip is a node's identity now.</summary>
    Provisioned = 0,

    /// <summary>It was already, and is in order. Nothing on it was changed.</summary>
    AlreadyProvisioned = 1,

    /// <summary>The chip's vendor provisioned and locked it; its certificates are read, and are for the caller to verify.</summary>
    ProvisionedByVendor = 2,

    /// <summary>The chip cannot become a node's identity here, or the authority said no; trying again changes nothing.</summary>
    Refused = 3,

    /// <summary>Chip or bus failed half-way: run it again.</summary>
    Failed = 4,
}

/// <summary>Told of each step as it begins.</summary>
public delegate void ProvisioningProgress(ProvisioningStep step);
