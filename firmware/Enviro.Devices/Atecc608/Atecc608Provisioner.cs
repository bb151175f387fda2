using System;
using System.Text;
using Enviro.Wire;

namespace Enviro.Devices.Atecc608;

/// <summary>
/// Makes an ATECC608B a node's identity, from whatever state an earlier attempt left it in: configuration, keys born in the chip, certificate, locks.
/// Every step looks at the chip first, and does what is still to be done; a power cut anywhere is mended by running it again.
/// </summary>
/// <remarks>
/// The chip signs only once its data zone is locked, hence the order. Until then PrivWrite could have put a key of the host's choice into slot 1, so
/// that key is born anew directly before the lock. The key in slot 0 is born after it, when SlotConfig forbids anything else; slot 0 is locked before
/// the slots of the certificate, so that a certificate that cannot be replaced never stands beside a key that can.
/// </remarks>
public sealed partial class Atecc608Provisioner
{
    private readonly Atecc608Device _device;
    private readonly IDeviceAuthority _authority;
    private readonly byte[] _wanted;
    private readonly byte[] _mask;
    private readonly byte[] _zone = new byte[ConfigurationZone.Length];
    private ProvisioningOutcome _outcome = ProvisioningOutcome.Failed;
    private IssuedDevice? _issued;

    /// <summary>Prepares to provision one chip.</summary>
    /// <param name="device">The chip.</param>
    /// <param name="authority">Who certifies it.</param>
    /// <param name="configuration">The zone's 128 bytes as they are to be.</param>
    /// <param name="mask">1 for each bit of them that must be so; the maker's own bits and those that locking clears are 0.</param>
    public Atecc608Provisioner(Atecc608Device device, IDeviceAuthority authority, byte[] configuration, byte[] mask)
    {
        if (configuration.Length != ConfigurationZone.Length || mask.Length != ConfigurationZone.Length)
        {
            throw new ArgumentException("A configuration zone is 128 bytes.");
        }

        _device = device;
        _authority = authority;
        _wanted = configuration;
        _mask = mask;
    }

    /// <summary>Told of each step as it begins; may be left out.</summary>
    public ProvisioningProgress? Progress { get; set; }

    /// <summary>The step under way, or the last one.</summary>
    public ProvisioningStep Step { get; private set; }

    /// <summary>How the chip's last command ended.</summary>
    public Atecc608Status Status { get; private set; }

    /// <summary>Why it ended as it did, in words for a technician; lines of differing fields where the chip is locked differently.</summary>
    public string Detail { get; private set; } = "";

    /// <summary>Serial number SN[0:8], 9 bytes; empty until it was read.</summary>
    public byte[] SerialNumber { get; private set; } = [];

    /// <summary>The identity key X‖Y in slot 0; empty until it is there.</summary>
    public byte[] PublicKey { get; private set; } = [];

    /// <summary>The attestation key X‖Y in slot 1; empty until it is there.</summary>
    public byte[] AttestationKey { get; private set; } = [];

    /// <summary>The certificates in DER, as the chip gives them, leaf first; empty until then.</summary>
    public byte[][] Certificates { get; private set; } = [];

    /// <summary>The configuration zone as last read, 128 bytes.</summary>
    public byte[] Configuration => _zone;

    /// <summary>Does what is still to be done. What the authority throws passes through; the chip is then as if its power had been cut.</summary>
    public ProvisioningOutcome Run()
    {
        bool done = TryTest() && TryReadZone(ProvisioningStep.Read) && TryConfigure();
        bool wasFinished = done && IsFinished();
        done = done && TryHaveAttestationKey() && TryHaveIssuedKey() && TryStore() && TryLockSlots() && TryCheck();
        if (done)
        {
            _outcome = wasFinished ? ProvisioningOutcome.AlreadyProvisioned : ProvisioningOutcome.Provisioned;
        }

        Status = _device.LastStatus;
        _device.TrySleep();
        return _outcome;
    }

    private bool TryTest()
    {
        Begin(ProvisioningStep.SelfTest);
        if (!_device.TrySelfTest(CommandMode.SelfTestAll, out int failures))
        {
            return Fail("The chip did not finish its self-test");
        }

        return failures == 0 || Refuse("The chip's self-test failed (bits " + failures.ToString() + "): replace it.");
    }

    private bool TryReadZone(ProvisioningStep step)
    {
        Begin(step);
        if (!_device.TryReadConfiguration(_zone))
        {
            return Fail("The configuration zone could not be read");
        }

        SerialNumber = Atecc608Configuration.SerialNumber(_zone);
        return true;
    }

    private bool TryConfigure()
    {
        StringBuilder report = new StringBuilder();
        if (_zone[ConfigurationZone.LockConfigOffset] != ConfigurationZone.Unlocked)
        {
            return ConfigurationZone.DescribeDifference(_wanted, _zone, MaskInUse(), report) == 0 || TryTakeVendors(report.ToString());
        }

        Begin(ProvisioningStep.Configure);
        for (int offset = 0; offset < ConfigurationZone.Length; offset += 4)
        {
            if (!TryWriteWord(offset))
            {
                return Fail("The configuration zone could not be written");
            }
        }

        if (!TryReadZone(ProvisioningStep.Configure))
        {
            return false;
        }

        if (ConfigurationZone.DescribeDifference(_wanted, _zone, _mask, report) != 0)
        {
            return Refuse("The chip does not keep the configuration as it was written; nothing was locked.\n" + report.ToString());
        }

        Begin(ProvisioningStep.LockConfiguration);
        int summary = Packet.Crc16(_zone, 0, _zone.Length);
        return (_device.TryLockConfiguration(summary) || Fail("The configuration zone could not be locked"))
            && TryReadZone(ProvisioningStep.LockConfiguration);
    }

    private bool TryWriteWord(int offset)
    {
        byte[] word = new byte[4];
        bool differs = false;
        for (int i = 0; i < word.Length; i++)
        {
            byte mask = _mask[offset + i];
            word[i] = (byte)((_zone[offset + i] & ~mask) | (_wanted[offset + i] & mask));
            differs |= word[i] != _zone[offset + i];
        }

        // The maker's bytes and the word of the locks take no Write; where they differ the comparison afterwards tells.
        bool isWritable = offset >= ConfigurationZone.I2cAddressOffset && offset != ConfigurationZone.UserExtraOffset;
        return !differs || !isWritable
            || _device.TryWrite(Zone.Configuration, Zone.WordAddress(offset), word, 0, word.Length);
    }

    // Counters move in use.
    private byte[] MaskInUse()
    {
        byte[] mask = new byte[ConfigurationZone.Length];
        Array.Copy(_mask, 0, mask, 0, mask.Length);
        Array.Clear(mask, ConfigurationZone.Counter0Offset, 2 * ConfigurationZone.CounterLength);
        return mask;
    }

    private bool TryTakeVendors(string differences)
    {
        Atecc608Certificates certificates = new Atecc608Certificates(_device);
        byte[] publicKey = new byte[Atecc608Device.KeyLength];
        if (!certificates.TryReadVendors(out byte[][] chain))
        {
            return Fail("The vendor's certificates could not be read");
        }

        if (chain.Length == 0)
        {
            return Refuse("The chip is locked with another configuration, for good: use another chip.\n" + differences);
        }

        if (!_device.TryReadPublicKey(DeviceBirth.KeySlot, publicKey))
        {
            return Fail("The public key could not be read");
        }

        PublicKey = publicKey;
        Certificates = chain;
        _outcome = ProvisioningOutcome.ProvisionedByVendor;
        return false;
    }

    private bool IsFinished()
    {
        return Atecc608Configuration.IsLocked(_zone)
            && IsSlotLocked(DeviceBirth.KeySlot)
            && IsSlotLocked(Atecc608SecureElement.IssuerSlot)
            && IsSlotLocked(Atecc608SecureElement.CertificateSlot);
    }

    private bool IsSlotLocked(int slot) => !Atecc608Configuration.IsSlotUnlocked(_zone, slot);

    private void Begin(ProvisioningStep step)
    {
        if (Step == step && step != ProvisioningStep.SelfTest)
        {
            return;
        }

        Step = step;
        Progress?.Invoke(step);
    }

    private bool Fail(string what)
    {
        _outcome = ProvisioningOutcome.Failed;
        Detail = what + " (status 0x" + ((int)_device.LastStatus).ToString("X") + "). Check the contacts and run it again: it goes on where it stopped.";
        return false;
    }

    private bool Refuse(string why)
    {
        _outcome = ProvisioningOutcome.Refused;
        Detail = why;
        return false;
    }
}
