using System;
using Enviro.Wire;

namespace Enviro.Devices.Atecc608;

// What the node's evidence is made of: its certificate, rebuilt from the slots and the chip's keys, and the quote of the configuration.
public sealed partial class Atecc608SecureElement
{
    /// <summary>
    /// Gives the chain, leaf first and without the root, or nothing where the chip holds none: one that was never certified is no fault. Whether the
    /// certificate is of these very keys is for the verifier. See <see cref="Atecc608Certificates"/>.
    /// </summary>
    public bool TryGetCertificates(out byte[][] chain)
    {
        return Finish(new Atecc608Certificates(_device).TryRead(out chain));
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
        bool done = new Atecc608Certificates(_device).TryReadAttestationKey(out byte[] attestationKey);
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

    /// <summary>Gives the key identifier of slot 8, which is locked once the node is provisioned; empty where no issuer's record lies there.</summary>
    public bool TryGetAuthorityKeyId(out byte[] keyId)
    {
        return Finish(new Atecc608Certificates(_device).TryReadAuthorityKeyId(out keyId));
    }
}
