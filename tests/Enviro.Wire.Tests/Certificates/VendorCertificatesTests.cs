using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Enviro.Wire.Tests;

public class VendorCertificatesTests
{
    private static readonly byte[] SerialNumber = Convert.FromHexString("0123010203040506EE");
    private static readonly byte[] Number = "68271912AB34"u8.ToArray();
    private static readonly CertificateDates Issued = new(2018, 11, 8, 5, 28);

    [Theory]
    [InlineData(VendorCertificates.DeviceTemplate, "sn0123010203040506EE", true)]
    [InlineData(VendorCertificates.EarlyDeviceTemplate, "0123010203040506EE ATECC", false)]
    public void A_devices_certificate_has_the_vendors_names_dates_and_extensions(byte template, string commonName, bool hasNumber)
    {
        using ECDsa device = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using ECDsa signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        VendorCertificates forms = new(SerialNumber, Number, PublicKey(device), PublicKey(signer));
        byte[] tbs = forms.DeviceTbs(Issued, 0x7E57, template);
        byte[] compressed = new CompressedCertificate(signer.SignData(tbs, HashAlgorithmName.SHA256), Issued, 0x7E57, template).Encode();
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(forms.Device(compressed));

        Assert.Equal($"CN={commonName}, O=Microchip Technology Inc", certificate.Subject);
        Assert.Equal("CN=Crypto Authentication Signer 7E57, O=Microchip Technology Inc", certificate.Issuer);
        Assert.Equal(new DateTime(2018, 11, 8, 5, 0, 0, DateTimeKind.Utc), certificate.NotBefore.ToUniversalTime());
        Assert.Equal(new DateTime(2046, 11, 8, 5, 0, 0, DateTimeKind.Utc), certificate.NotAfter.ToUniversalTime());
        X509SubjectKeyIdentifierExtension expected = new(certificate.PublicKey, X509SubjectKeyIdentifierHashAlgorithm.Sha1, false);
        Assert.Equal(expected.SubjectKeyIdentifier, certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single().SubjectKeyIdentifier);
        Assert.Equal(hasNumber, certificate.Extensions["2.5.29.17"]?.RawData.AsSpan().IndexOf("eui48_68271912AB34"u8) > 0);
        Assert.Equal(hasNumber ? 5 : 4, certificate.Extensions.Count);
    }

    [Fact]
    public void A_signers_certificate_names_the_vendors_root()
    {
        using ECDsa root = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using ECDsa signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        VendorCertificates forms = new(SerialNumber, Number, PublicKey(signer), PublicKey(signer));
        CertificateDates dates = new(2018, 11, 8, 4, 31);
        byte[] signature = root.SignData(forms.SignerTbs(dates, 0xFFFF), HashAlgorithmName.SHA256);
        byte[] der = forms.Signer(new CompressedCertificate(signature, dates, 0xFFFF, VendorCertificates.SignerTemplate).Encode());
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(der);
        Assert.Equal("CN=Crypto Authentication Root CA 002, O=Microchip Technology Inc", certificate.Issuer);
        X509BasicConstraintsExtension basic = certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single();
        Assert.True(basic is { CertificateAuthority: true, HasPathLengthConstraint: true, PathLengthConstraint: 0 });
        Assert.Equal(
            VendorCertificates.RootKeyId(),
            certificate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().Single().KeyIdentifier!.Value.ToArray());

        // The end is written with four digits of the year although it lies before 2050, as the vendor does.
        AsnReader tbs = new AsnReader(der, AsnEncodingRules.DER).ReadSequence().ReadSequence();
        for (int skipped = 0; skipped < 4; skipped++)
        {
            tbs.ReadEncodedValue();
        }

        AsnReader validity = tbs.ReadSequence();
        validity.ReadUtcTime();
        Assert.Equal(2049, validity.ReadGeneralizedTime().Year);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(36)]
    [InlineData(69)]
    [InlineData(70)]
    [InlineData(71)]
    public void What_is_not_a_vendors_chip_is_not_taken_for_one(int altered)
    {
        byte[] device = new CompressedCertificate(new byte[64], Issued, 1, VendorCertificates.DeviceTemplate).Encode();
        byte[] signer = new CompressedCertificate(new byte[64], Issued, 1, VendorCertificates.SignerTemplate).Encode();
        byte[] key = VendorCertificates.Store([.. Enumerable.Range(1, 64).Select(value => (byte)value)]);
        Assert.True(VendorCertificates.AreThere(device, signer, key));
        Assert.False(VendorCertificates.AreThere(signer, device, key));
        byte[] changed = [.. altered < 64 ? key : device];
        changed[altered] ^= 0x80;
        Assert.False(altered < 64 ? VendorCertificates.AreThere(device, signer, changed) : VendorCertificates.AreThere(changed, signer, key));
        Assert.Throws<WireFormatException>(() => CompressedCertificate.Parse(device));
        byte[] empty = [.. Enumerable.Repeat((byte)0xFF, 72)];
        Assert.False(VendorCertificates.AreThere(empty, empty, empty));
    }

    [Fact]
    public void A_key_comes_back_from_its_slot()
    {
        byte[] key = [.. Enumerable.Range(1, 64).Select(value => (byte)value)];
        Assert.Equal(key, VendorCertificates.KeyOf(VendorCertificates.Store(key)));
    }

    private static byte[] PublicKey(ECDsa key)
    {
        ECPoint point = key.ExportParameters(false).Q;
        return [.. point.X!, .. point.Y!];
    }
}
