using System;
using Enviro.Wire;

namespace Enviro.Devices.Atecc608;

// What the node's evidence is made of: its certificate, rebuilt from the slots and the chip's keys, and the quote of the configuration.
public sealed partial class Atecc608SecureElement
{
    /// <summary>
    /// Gives the device certificate alone, or nothing where slots 8 and 10 hold none: a chip that was never certified is no fault. Whether the
    /// certificate is of these very keys is for the verifier.
    /// </summary>
    public bool TryGetCertificates(out byte[][] chain)
    {
        byte[] serialNumber = new byte[ConfigurationZone.SerialNumberLength];
        byte[] issuer = new byte[IssuerRecord.MaxLength];
        byte[] compressed = new byte[CompressedCertificate.Length];
        byte[] publicKey = new byte[Atecc608Device.KeyLength];
        chain = [];
        bool done = _device.TryReadSlot(CertificateSlot, 0, compressed, compressed.Length)
            && _device.TryReadSlot(IssuerSlot, 0, issuer, issuer.Length);
        if (!done || !IsCertified(compressed, issuer))
        {
            return Finish(done || IsRefusal(_device.LastStatus));
        }

        done = TryReadAttestationKey(out byte[] attestationKey)
            && _device.TryReadSerialNumber(serialNumber)
            && _device.TryReadPublicKey(KeySlot, publicKey);
        if (done)
        {
            CompressedCertificate certificate = CompressedCertificate.Parse(compressed);
            IssuerRecord record = IssuerRecord.Parse(issuer);
            string urn = NodeUrn.OfSerialNumber(record.Enterprise, serialNumber);
            DeviceCertificate full = new DeviceCertificate(urn, publicKey, attestationKey, record.IssuerName, record.AuthorityKeyId, certificate.Dates);
            chain = [DeviceCertificate.Assemble(full.EncodeTbs(), certificate.Signature)];
        }

        return Finish(done);
    }

    /// <summary>Quotes the configuration over the first 20 bytes of <paramref name="nonce"/>; null on a chip without an attestation key.</summary>
    public bool TryQuote(byte[] nonce, out ChipQuote? quote)
    {
        quote = null;
        byte[] numIn = new byte[ChipQuote.NumInLength];
        Array.Copy(nonce, 0, numIn, 0, numIn.Length);
        byte[] random = new byte[Atecc608Device.DigestLength];
        byte[] configuration = new byte[ConfigurationZone.Length];
        byte[] signature = new byte[Atecc608Device.KeyLength];
        bool done = TryReadAttestationKey(out byte[] attestationKey);
        if (done && attestationKey.Length > 0)
        {
            done = _device.TryQuoteConfiguration(AttestationSlot, numIn, random, configuration, signature);
            quote = done ? new ChipQuote(random, configuration, attestationKey, signature) : null;
        }

        return Finish(done);
    }

    /// <summary>Gives the digest of the configuration without what differs from chip to chip, see <see cref="Atecc608Configuration"/>.</summary>
    public bool TryGetConfigurationDigest(out byte[] digest)
    {
        byte[] configuration = new byte[ConfigurationZone.Length];
        bool done = _device.TryReadConfiguration(configuration);
        digest = done ? Atecc608Configuration.ConfigurationDigest(configuration) : [];
        return Finish(done);
    }

    private static bool IsCertified(byte[] compressed, byte[] issuer)
    {
        try
        {
            CompressedCertificate.Parse(compressed);
            IssuerRecord.Parse(issuer);
            return true;
        }
        catch (WireFormatException)
        {
            return false;
        }
    }

    private static bool IsRefusal(Atecc608Status status) => status == Atecc608Status.ExecutionError || status == Atecc608Status.ParseError;

    /// <summary>Reads the attestation key; empty where the chip has none, which it says by refusing. False when the chip failed.</summary>
    private bool TryReadAttestationKey(out byte[] attestationKey)
    {
        attestationKey = new byte[Atecc608Device.KeyLength];
        if (_device.TryReadPublicKey(AttestationSlot, attestationKey))
        {
            return true;
        }

        attestationKey = [];
        return IsRefusal(_device.LastStatus);
    }
}
