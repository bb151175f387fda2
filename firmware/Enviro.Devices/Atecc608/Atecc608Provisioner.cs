using System;
using System.Text;
using Enviro.Wire;

namespace Enviro.Devices.Atecc608;

/// <summary>
/// The steps that make a blank chip a node's identity, each repeatable: whatever step the power went in, starting again from
/// the beginning ends right. The order is the chip's: it signs only once the data zone is locked, so proof of the key's birth, and
/// with it the certificate, come after that lock, and what is written later is closed slot by slot.
/// </summary>
/// <remarks>
/// self-test → serial number → configuration written, read back, locked → attestation key → data zone locked → identity key with proof →
/// issuer and certificate stored, read back → slots locked. The proof is worth something to who holds the chip while it is made, or
/// trusts who did: the provisioning authority.
/// </remarks>
public sealed class Atecc608Provisioner
{
    private const int FirstWritableOffset = ConfigurationZone.I2cAddressOffset;
    private const int WordLength = 4;
    private const int BlockLength = 32;

    private readonly Atecc608Device _device;
    private readonly byte[] _expected;
    private readonly byte[] _mask;
    private readonly byte[] _found = new byte[ConfigurationZone.Length];

    /// <summary>Provisions the chip behind <paramref name="device"/>.</summary>
    /// <param name="device">A driver for the chip.</param>
    /// <param name="configuration">The configuration zone as it is to be written, 128 bytes; bytes that are not ours count for nothing.</param>
    /// <param name="mask">FF for every byte that is ours, 00 for the maker's and for those that locking and use change; 128 bytes.</param>
    public Atecc608Provisioner(Atecc608Device device, byte[] configuration, byte[] mask)
    {
        if (configuration.Length != ConfigurationZone.Length || mask.Length != ConfigurationZone.Length)
        {
            throw new ArgumentException("A configuration zone is 128 bytes.");
        }

        _device = device;
        _expected = configuration;
        _mask = mask;
    }

    /// <summary>The step under way, or the one that failed, in words for a technician.</summary>
    public string Step { get; private set; } = "";

    /// <summary>What exactly is wrong where a step failed; empty otherwise.</summary>
    public string Detail { get; private set; } = "";

    /// <summary>Whether the chip is locked with another configuration, so that it can never become one of ours.</summary>
    public bool IsLockedDifferently { get; private set; }

    /// <summary>The chip's serial number, 9 bytes, known once it was read.</summary>
    public byte[] SerialNumber { get; } = new byte[ConfigurationZone.SerialNumberLength];

    /// <summary>The attestation key's public key X‖Y, known once it was created.</summary>
    public byte[] AttestationKey { get; } = new byte[Atecc608Device.KeyLength];

    /// <summary>The configuration zone as last read, 128 bytes.</summary>
    public byte[] Configuration => _found;

    private bool IsIdentityLocked => !Atecc608Configuration.IsSlotUnlocked(_found, Atecc608SecureElement.KeySlot);

    /// <summary>The identity key's public key X‖Y, known at the end.</summary>
    public byte[] PublicKey { get; } = new byte[Atecc608Device.KeyLength];

    /// <summary>
    /// Does all that is still to be done, and nothing that is done already. False with <see cref="Step"/> and <see cref="Detail"/> where it cannot go on;
    /// nothing is locked that was not read back. In the end there is one key with one certificate.
    /// </summary>
    public bool TryRun(ICertifier certifier)
    {
        return TryTest() && TryConfigure() && TryLockData() && TryCertify(certifier) && TryFinish();
    }

    private bool TryCertify(ICertifier certifier)
    {
        Step = "read the identity key";
        bool hasKey = _device.TryReadPublicKey(Atecc608SecureElement.KeySlot, PublicKey);
        if (!hasKey && Atecc608Link.IsTransient(_device.LastStatus))
        {
            return Done(false);
        }

        CompressedCertificate? certificate = hasKey ? certifier.Find(SerialNumber, PublicKey) : null;
        if (certificate == null)
        {
            if (IsIdentityLocked)
            {
                Step = "certify the identity key";
                Detail = "the key is locked and this authority has no record of it: it was provisioned by another one";
                return false;
            }

            certificate = Certify(certifier);
        }

        return certificate != null && TryStore(certifier.Issuer, certificate);
    }

    /// <summary>
    /// Creates the identity key with the proof that it was born just now, and has it certified. A key that was there before had no record that counts:
    /// nobody knows it.
    /// </summary>
    private CompressedCertificate? Certify(ICertifier certifier)
    {
        Step = "create the identity key";
        byte[] numIn = certifier.NewNonce();
        byte[] random = new byte[Atecc608Device.DigestLength];
        byte[] proof = new byte[Atecc608Device.KeyLength];
        if (!Done(_device.TryCreateKeyWithProof(
            Atecc608SecureElement.KeySlot, Atecc608SecureElement.AttestationSlot, numIn, random, PublicKey, proof)))
        {
            return null;
        }

        Step = "certify the identity key";
        CompressedCertificate? certificate = certifier.Certify(numIn, random, _found, PublicKey, AttestationKey, proof, out string fault);
        Detail = fault;
        return certificate;
    }

    private bool TryStore(IssuerRecord issuer, CompressedCertificate certificate)
    {
        byte[] record = issuer.Encode();
        Step = "store the certificate";
        return TryStore(Atecc608SecureElement.IssuerSlot, record, record.Length)
            && TryStore(Atecc608SecureElement.CertificateSlot, certificate.Encode(), CompressedCertificate.Length);
    }

    private bool TryFinish()
    {
        Step = "lock the slots";
        return TryLockSlot(Atecc608SecureElement.IssuerSlot)
            && TryLockSlot(Atecc608SecureElement.CertificateSlot)
            && TryLockSlot(Atecc608SecureElement.KeySlot)
            && Done(_device.TryReadConfiguration(_found));
    }

    private bool TryTest()
    {
        Step = "test the chip";
        if (!Done(_device.TrySelfTest(CommandMode.SelfTestAll, out int failures)))
        {
            return false;
        }

        if (failures != 0)
        {
            Detail = "the chip's self-test failed in 0x" + failures.ToString("X2") + ": use another chip";
            return false;
        }

        Step = "read the serial number";
        return Done(_device.TryReadSerialNumber(SerialNumber)) && Done(_device.TryReadConfiguration(_found));
    }

    private bool TryConfigure()
    {
        if (_found[ConfigurationZone.LockConfigOffset] == ConfigurationZone.Unlocked)
        {
            Step = "write the configuration";
            for (int offset = FirstWritableOffset; offset < ConfigurationZone.Length; offset += WordLength)
            {
                // Bytes 84 … 87 belong to UpdateExtra and Lock.
                bool isOurs = offset != ConfigurationZone.UserExtraOffset;
                if (isOurs && !Done(_device.TryWrite(Zone.Configuration, Zone.WordAddress(offset), _expected, offset, WordLength)))
                {
                    return false;
                }
            }

            Step = "read the configuration back";
            if (!Done(_device.TryReadConfiguration(_found)) || !IsAsExpected())
            {
                return false;
            }

            Step = "lock the configuration";
            if (!Done(_device.TryLockConfiguration(Packet.Crc16(_found, 0, _found.Length))) || !Done(_device.TryReadConfiguration(_found)))
            {
                return false;
            }
        }

        Step = "compare the configuration";
        bool asExpected = IsAsExpected();
        IsLockedDifferently = !asExpected;
        return asExpected;
    }

    private bool TryLockData()
    {
        if (_found[ConfigurationZone.LockValueOffset] == ConfigurationZone.Unlocked)
        {
            // Nobody has seen an attestation key that was made before: making another harms nothing.
            Step = "create the attestation key";
            if (!Done(_device.TryGenerateKey(Atecc608SecureElement.AttestationSlot, AttestationKey)))
            {
                return false;
            }

            Step = "lock the data zone";
            return Done(_device.TryLockDataAndOtp()) && Done(_device.TryReadConfiguration(_found));
        }

        Step = "read the attestation key";
        return Done(_device.TryReadPublicKey(Atecc608SecureElement.AttestationSlot, AttestationKey));
    }

    private bool IsAsExpected()
    {
        StringBuilder report = new StringBuilder();
        bool same = ConfigurationZone.DescribeDifference(_expected, _found, _mask, report) == 0;
        Detail = report.ToString();
        return same;
    }

    private bool TryStore(int slot, byte[] content, int length)
    {
        if (!Atecc608Configuration.IsSlotUnlocked(_found, slot))
        {
            return TryCompare(slot, content, length);
        }

        for (int offset = 0; offset < length; offset += BlockLength)
        {
            // A last part that is no whole block is written word by word.
            int count = length - offset >= BlockLength ? BlockLength : WordLength;
            int end = count == BlockLength ? offset + 1 : length;
            for (int at = offset; at < end; at += count)
            {
                if (!Done(_device.TryWrite(Zone.Slots, Zone.SlotAddress(slot, at), content, at, count)))
                {
                    return false;
                }
            }
        }

        return TryCompare(slot, content, length);
    }

    private bool TryCompare(int slot, byte[] content, int length)
    {
        byte[] stored = new byte[length];
        if (!Done(_device.TryReadSlot(slot, 0, stored, length)))
        {
            return false;
        }

        for (int i = 0; i < length; i++)
        {
            if (stored[i] != content[i])
            {
                Detail = "slot " + slot.ToString() + " holds something else than what was to be stored";
                return false;
            }
        }

        return true;
    }

    private bool TryLockSlot(int slot) => !Atecc608Configuration.IsSlotUnlocked(_found, slot) || Done(_device.TryLockSlot(slot));

    private bool Done(bool done)
    {
        Detail = done ? "" : "the chip answers " + ((int)_device.LastStatus).ToString("X2");
        return done;
    }
}
