namespace Enviro.Wire;

/// <summary>What an authority has a secure element keep of its certificate: the compressed form for slot 10, the issuer's record for slot 8.</summary>
public sealed class IssuedDevice
{
    /// <summary>Puts the two together.</summary>
    public IssuedDevice(CompressedCertificate certificate, IssuerRecord issuer)
    {
        Certificate = certificate;
        Issuer = issuer;
    }

    /// <summary>The compressed certificate.</summary>
    public CompressedCertificate Certificate { get; }

    /// <summary>Who issued it.</summary>
    public IssuerRecord Issuer { get; }

    /// <summary>
    /// The whole certificate, in DER, with the chip's serial number (9 bytes) and keys X‖Y; <paramref name="attestationKey"/> is empty where there is
    /// none. Whether the signature is over these very keys is for the verifier.
    /// </summary>
    public byte[] Rebuild(byte[] serialNumber, byte[] publicKey, byte[] attestationKey)
    {
        string urn = NodeUrn.OfSerialNumber(Issuer.Enterprise, serialNumber);
        DeviceCertificate full = new DeviceCertificate(
            urn, publicKey, attestationKey, Issuer.IssuerName, Issuer.AuthorityKeyId, Certificate.Dates);
        return DeviceCertificate.Assemble(full.EncodeTbs(), Certificate.Signature);
    }
}
