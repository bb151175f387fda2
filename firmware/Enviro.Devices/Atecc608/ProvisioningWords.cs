namespace Enviro.Devices.Atecc608;

/// <summary>Steps and outcomes of provisioning in words, the same at the bench, on the board's console and in the docs (gateway/docs/provisioning.md).</summary>
public static class ProvisioningWords
{
    /// <summary>What is done in a step.</summary>
    public static string Of(ProvisioningStep step)
    {
        switch (step)
        {
            case ProvisioningStep.SelfTest:
                return "self-test";
            case ProvisioningStep.Read:
                return "read configuration";
            case ProvisioningStep.Configure:
                return "write configuration";
            case ProvisioningStep.LockConfiguration:
                return "lock configuration";
            case ProvisioningStep.AttestationKey:
                return "create attestation key";
            case ProvisioningStep.LockData:
                return "lock data zone";
            case ProvisioningStep.IdentityKey:
                return "create identity key";
            case ProvisioningStep.Certify:
                return "certify";
            case ProvisioningStep.Store:
                return "store certificate";
            case ProvisioningStep.LockSlots:
                return "lock slots";
            default:
                return "check";
        }
    }

    /// <summary>How it ended, in one word.</summary>
    public static string Of(ProvisioningOutcome outcome)
    {
        switch (outcome)
        {
            case ProvisioningOutcome.Provisioned:
                return "provisioned";
            case ProvisioningOutcome.AlreadyProvisioned:
                return "already-provisioned";
            case ProvisioningOutcome.ProvisionedByVendor:
                return "provisioned-by-vendor";
            case ProvisioningOutcome.Refused:
                return "refused";
            default:
                return "failed";
        }
    }
}
