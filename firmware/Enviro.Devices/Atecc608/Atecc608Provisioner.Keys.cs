using Enviro.Wire;

namespace Enviro.Devices.Atecc608;

// From the configured chip to the finished one: keys, certificate, locks.
public sealed partial class Atecc608Provisioner
{
    private bool TryHaveAttestationKey()
    {
        byte[] publicKey = new byte[Atecc608Device.KeyLength];
        if (_zone[ConfigurationZone.LockValueOffset] != ConfigurationZone.Unlocked)
        {
            AttestationKey = publicKey;
            if (_device.TryReadPublicKey(DeviceBirth.AttestationSlot, publicKey))
            {
                return true;
            }

            return _device.LastStatus == Atecc608Status.ExecutionError
                ? Refuse("The data zone is locked and slot 1 holds no attestation key: use another chip.")
                : Fail("The attestation key could not be read");
        }

        // Always anew: what an interrupted attempt, or somebody else, left in the slot was replaceable until now.
        Begin(ProvisioningStep.AttestationKey);
        if (!TryFillUnused())
        {
            return Fail("The unused slots could not be filled");
        }

        if (!_device.TryGenerateKey(DeviceBirth.AttestationSlot, publicKey))
        {
            return Fail("The attestation key could not be created");
        }

        AttestationKey = publicKey;
        Begin(ProvisioningStep.LockData);
        return (_device.TryLockDataAndOtp() || Fail("The data zone could not be locked")) && TryReadZone(ProvisioningStep.LockData);
    }

    // GenDig over a slot with NoMac takes its command bytes from the host, and so can pass the slot's content off as a block of the configuration in a
    // quote. The content is therefore ours, and one that no configuration has: FF throughout.
    private bool TryFillUnused()
    {
        byte[] block = new byte[32];
        for (int i = 0; i < block.Length; i++)
        {
            block[i] = 0xFF;
        }

        for (int slot = 0; slot < Zone.SlotCount; slot++)
        {
            bool isUnused = (Atecc608Configuration.SlotConfig(_zone, slot) & SlotConfig.NoMac) != 0;
            for (int offset = 0; isUnused && offset < Zone.SlotLength(slot); offset += block.Length)
            {
                if (!_device.TryWrite(Zone.Slots, Zone.SlotAddress(slot, offset), block, 0, block.Length))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private bool TryHaveIssuedKey()
    {
        if (!_device.TryReadKeyValid(DeviceBirth.KeySlot, out bool exists))
        {
            return Fail("The chip did not say whether it holds a key");
        }

        byte[] publicKey = new byte[Atecc608Device.KeyLength];
        if (exists)
        {
            if (!_device.TryReadPublicKey(DeviceBirth.KeySlot, publicKey))
            {
                return Fail("The public key could not be read");
            }

            PublicKey = publicKey;
            _issued = _authority.Find(SerialNumber, publicKey, AttestationKey);
        }

        if (_issued != null)
        {
            return true;
        }

        if (IsFinished())
        {
            // The records are gone or elsewhere; the check at the end tells whether the chip's own certificate is the authority's.
            return true;
        }

        if (IsSlotLocked(DeviceBirth.KeySlot) || IsSlotLocked(Atecc608SecureElement.IssuerSlot)
            || IsSlotLocked(Atecc608SecureElement.CertificateSlot))
        {
            return Refuse("The chip was locked half-way and no record of its key is here. Run this with the data folder in which it was begun, or use another chip.");
        }

        return TryBirth(publicKey);
    }

    private bool TryBirth(byte[] publicKey)
    {
        Begin(ProvisioningStep.IdentityKey);
        byte[] nonce = _authority.CreateNonce();
        byte[] random = new byte[Atecc608Device.DigestLength];
        byte[] signature = new byte[Atecc608Device.KeyLength];
        if (!_device.TryCreateKeyWithProof(
            DeviceBirth.KeySlot, DeviceBirth.AttestationSlot, DeviceBirth.NumInOf(nonce), random, publicKey, signature))
        {
            return Fail("The identity key could not be created and proved");
        }

        PublicKey = publicKey;
        ChipQuote? quote = Quote(nonce);
        if (quote == null)
        {
            return Fail("The configuration could not be quoted");
        }

        Begin(ProvisioningStep.Certify);
        _issued = _authority.Certify(new DeviceBirth(nonce, publicKey, random, signature, quote));
        return _issued != null || Refuse("The authority does not certify this chip: " + _authority.Refusal);
    }

    private ChipQuote? Quote(byte[] nonce)
    {
        byte[] random = new byte[Atecc608Device.DigestLength];
        byte[] configuration = new byte[ConfigurationZone.Length];
        byte[] signature = new byte[Atecc608Device.KeyLength];
        return _device.TryQuoteConfiguration(
            DeviceBirth.AttestationSlot, DeviceBirth.NumInOf(nonce), random, configuration, signature)
            ? new ChipQuote(random, configuration, AttestationKey, signature)
            : null;
    }

    private bool TryStore()
    {
        if (_issued == null)
        {
            return true;
        }

        Begin(ProvisioningStep.Store);
        return TryStore(Atecc608SecureElement.IssuerSlot, _issued.Issuer.Encode())
            && TryStore(Atecc608SecureElement.CertificateSlot, _issued.Certificate.Encode());
    }

    private bool TryStore(int slot, byte[] content)
    {
        byte[] found = new byte[content.Length];
        if (!_device.TryReadSlot(slot, 0, found, found.Length))
        {
            return Fail("Slot " + slot.ToString() + " could not be read");
        }

        if (AreEqual(found, content))
        {
            return true;
        }

        if (IsSlotLocked(slot))
        {
            return Refuse("Slot " + slot.ToString() + " is locked and does not hold what the authority has on record for this chip's key: use another chip.");
        }

        for (int offset = 0; offset < content.Length;)
        {
            int count = content.Length - offset >= 32 ? 32 : 4;
            if (!_device.TryWrite(Zone.Slots, Zone.SlotAddress(slot, offset), content, offset, count))
            {
                return Fail("Slot " + slot.ToString() + " could not be written");
            }

            offset += count;
        }

        return (_device.TryReadSlot(slot, 0, found, found.Length) && AreEqual(found, content))
            || Fail("Slot " + slot.ToString() + " does not hold what was written");
    }

    private bool TryLockSlots()
    {
        return TryLockSlot(DeviceBirth.KeySlot) && TryLockSlot(Atecc608SecureElement.IssuerSlot)
            && TryLockSlot(Atecc608SecureElement.CertificateSlot) && TryReadZone(Step);
    }

    private bool TryLockSlot(int slot)
    {
        if (IsSlotLocked(slot))
        {
            return true;
        }

        Begin(ProvisioningStep.LockSlots);
        return _device.TryLockSlot(slot) || Fail("Slot " + slot.ToString() + " could not be locked");
    }

    private bool TryCheck()
    {
        Begin(ProvisioningStep.Check);
        if (!new Atecc608Certificates(_device).TryRead(out byte[][] chain))
        {
            return Fail("The certificate could not be read back");
        }

        Certificates = chain;
        ChipQuote? quote = Quote(_authority.CreateNonce());
        if (quote == null)
        {
            return Fail("The configuration could not be quoted");
        }

        return chain.Length == 0
            ? Refuse("The chip is locked and holds no certificate: use another chip.")
            : _authority.Accepts(chain[0], PublicKey, quote) || Refuse("The finished chip is not in order: " + _authority.Refusal);
    }

    private static bool AreEqual(byte[] left, byte[] right)
    {
        for (int i = 0; i < left.Length; i++)
        {
            if (left[i] != right[i])
            {
                return false;
            }
        }

        return left.Length == right.Length;
    }
}
