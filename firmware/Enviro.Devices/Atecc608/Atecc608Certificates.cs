using Enviro.Wire;

namespace Enviro.Devices.Atecc608;

/// <summary>
/// The certificates of a chip's identity key, rebuilt from what its slots have room for: the deployment's own form, or that of a chip which its vendor
/// provisioned. Chips that were never certified hold neither, which is no fault. The chip is left awake.
/// </summary>
public sealed class Atecc608Certificates
{
    private const int VendorNumberSlot = 5;
    private const int SignerKeySlot = 11;
    private const int SignerSlot = 12;

    private readonly Atecc608Device _device;

    /// <summary>Reads a chip's certificates.</summary>
    public Atecc608Certificates(Atecc608Device device)
    {
        _device = device;
    }

    /// <summary>
    /// Gives the chain in DER, leaf first and without the root; empty where there is none. False when the chip failed, with the reason in the
    /// device's LastStatus.
    /// </summary>
    public bool TryRead(out byte[][] chain)
    {
        return TryReadOwn(out chain) && (chain.Length > 0 || TryReadVendors(out chain));
    }

    /// <summary>As <see cref="TryRead"/>, of the deployment's authority only: one certificate, from slots 8 and 10.</summary>
    public bool TryReadOwn(out byte[][] chain)
    {
        chain = [];
        byte[] issuer = new byte[IssuerRecord.MaxLength];
        byte[] compressed = new byte[CompressedCertificate.Length];
        bool done = _device.TryReadSlot(Atecc608SecureElement.CertificateSlot, 0, compressed, compressed.Length)
            && _device.TryReadSlot(Atecc608SecureElement.IssuerSlot, 0, issuer, issuer.Length);
        IssuedDevice? issued = done ? Parse(compressed, issuer) : null;
        if (issued == null)
        {
            return done || IsRefusal(_device.LastStatus);
        }

        byte[] serialNumber = new byte[ConfigurationZone.SerialNumberLength];
        byte[] publicKey = new byte[Atecc608Device.KeyLength];
        done = TryReadAttestationKey(out byte[] attestationKey)
            && _device.TryReadSerialNumber(serialNumber)
            && _device.TryReadPublicKey(Atecc608SecureElement.KeySlot, publicKey);
        if (done)
        {
            chain = [issued.Rebuild(serialNumber, publicKey, attestationKey)];
        }

        return done;
    }

    /// <summary>Reads the key identifier of who issued the certificate, from slot 8; empty where the slot is not locked or holds no such record.</summary>
    internal bool TryReadAuthorityKeyId(out byte[] keyId)
    {
        keyId = [];
        byte[] issuer = new byte[IssuerRecord.MaxLength];
        byte[] zone = new byte[ConfigurationZone.Length];
        if (!_device.TryReadConfiguration(zone))
        {
            return false;
        }

        // What can still be written proves nothing.
        if (!Atecc608Configuration.IsLocked(zone) || Atecc608Configuration.IsSlotUnlocked(zone, Atecc608SecureElement.IssuerSlot))
        {
            return true;
        }

        if (!_device.TryReadSlot(Atecc608SecureElement.IssuerSlot, 0, issuer, issuer.Length))
        {
            return IsRefusal(_device.LastStatus);
        }

        try
        {
            keyId = IssuerRecord.Parse(issuer).AuthorityKeyId;
        }
        catch (WireFormatException)
        {
            // A vendor's chip has other things there.
        }

        return true;
    }

    /// <summary>
    /// As <see cref="TryRead"/>, of the vendor only: the device's certificate and its signer's, from slots 10, 11 and 12 of a chip provisioned
    /// for TLS.
    /// </summary>
    public bool TryReadVendors(out byte[][] chain)
    {
        chain = [];
        byte[] device = new byte[CompressedCertificate.Length];
        byte[] signer = new byte[CompressedCertificate.Length];
        byte[] signerKey = new byte[VendorCertificates.StoredKeyLength];
        byte[] number = new byte[VendorCertificates.NumberLength];
        bool done = _device.TryReadSlot(Atecc608SecureElement.CertificateSlot, 0, device, device.Length)
            && _device.TryReadSlot(SignerSlot, 0, signer, signer.Length)
            && _device.TryReadSlot(SignerKeySlot, 0, signerKey, signerKey.Length)
            && _device.TryReadSlot(VendorNumberSlot, 0, number, number.Length);
        if (!done || !VendorCertificates.AreThere(device, signer, signerKey))
        {
            return done || IsRefusal(_device.LastStatus);
        }

        byte[] serialNumber = new byte[ConfigurationZone.SerialNumberLength];
        byte[] publicKey = new byte[Atecc608Device.KeyLength];
        done = _device.TryReadSerialNumber(serialNumber) && _device.TryReadPublicKey(Atecc608SecureElement.KeySlot, publicKey);
        if (done)
        {
            VendorCertificates certificates = new VendorCertificates(serialNumber, number, publicKey, VendorCertificates.KeyOf(signerKey));
            chain = [certificates.Device(device), certificates.Signer(signer)];
        }

        return done;
    }

    /// <summary>Reads the attestation key; empty where the chip has none, which it says by refusing. False when the chip failed.</summary>
    internal bool TryReadAttestationKey(out byte[] attestationKey)
    {
        attestationKey = new byte[Atecc608Device.KeyLength];
        if (_device.TryReadPublicKey(Atecc608SecureElement.AttestationSlot, attestationKey))
        {
            return true;
        }

        attestationKey = [];
        return IsRefusal(_device.LastStatus);
    }

    private static IssuedDevice? Parse(byte[] compressed, byte[] issuer)
    {
        try
        {
            return new IssuedDevice(CompressedCertificate.Parse(compressed), IssuerRecord.Parse(issuer));
        }
        catch (WireFormatException)
        {
            return null;
        }
    }

    private static bool IsRefusal(Atecc608Status status) => status == Atecc608Status.ExecutionError || status == Atecc608Status.ParseError;
}
