using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Enviro.Devices.Atecc608;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>
/// A vendor of pre-provisioned chips, in small: a root, a signer under it, and chips with certificates in their slots. Names and forms are the real
/// vendor's, so that a chip's program cannot tell; the keys are this factory's own, so that a verifier must.
/// </summary>
public sealed class TrustAndGoFactory : IDisposable
{
    private const int VendorNumberSlot = 5;
    private const int DeviceSlot = 10;
    private const int SignerKeySlot = 11;
    private const int SignerSlot = 12;
    private const int SignerId = 0x7E57;

    private static readonly CertificateDates SignerDates = new(2024, 3, 1, 9, 31);
    private static readonly CertificateDates DeviceDates = new(2025, 6, 2, 10, 28);

    private readonly PassingKey _root = new();
    private readonly PassingKey _signer = new();
    private byte[]? _signerCertificate;

    /// <summary>Founds the factory: root and signer.</summary>
    public TrustAndGoFactory()
    {
        // The real root's name and key identifier, as the signer's certificate names them, over another key.
        CertificateRequest request = new(
            new X500DistinguishedName(VendorCertificates.Name(VendorCertificates.RootName)), _root.Ecdsa, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(VendorCertificates.RootKeyId(), false));
        Root = request.CreateSelfSigned(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2064, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    /// <summary>The root's certificate.</summary>
    public X509Certificate2 Root { get; }

    /// <summary>A chip as this factory sells it; serial number and keys follow from the seed.</summary>
    public SimulatedAtecc608 Make(ulong seed)
    {
        SimulatedAtecc608 chip = SimulatedAtecc608.TrustAndGo(seed);
        SimulatedI2cBus bus = new();
        bus.Attach(chip);
        byte[] serialNumber = new byte[ConfigurationZone.SerialNumberLength];
        if (!new Atecc608Device(bus, SimulatedAtecc608.TrustAndGoAddress, Atecc608ClockDivider.M0).TryReadSerialNumber(serialNumber))
        {
            throw new InvalidOperationException("The simulated chip does not tell its serial number.");
        }

        chip.CutPower();
        byte[] number = [.. Convert.ToHexString(SHA256.HashData(serialNumber).AsSpan(0, VendorCertificates.NumberLength / 2)).Select(digit => (byte)digit)];
        VendorCertificates forms = new(serialNumber, number, chip.FactoryPublicKey(0), _signer.PublicKey);
        _signerCertificate ??= Compress(_root, forms.SignerTbs(SignerDates, SignerId), SignerDates, VendorCertificates.SignerTemplate);
        chip.FactoryWriteSlot(VendorNumberSlot, number);
        chip.FactoryWriteSlot(
            DeviceSlot, Compress(_signer, forms.DeviceTbs(DeviceDates, SignerId, VendorCertificates.DeviceTemplate), DeviceDates, VendorCertificates.DeviceTemplate));
        chip.FactoryWriteSlot(SignerKeySlot, VendorCertificates.Store(_signer.PublicKey));
        chip.FactoryWriteSlot(SignerSlot, _signerCertificate);
        return chip;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Root.Dispose();
        _root.Dispose();
        _signer.Dispose();
    }

    private static byte[] Compress(PassingKey issuer, byte[] tbs, CertificateDates dates, byte template) =>
        new CompressedCertificate(issuer.SignDigest(SHA256.HashData(tbs)), dates, SignerId, template).Encode();
}
