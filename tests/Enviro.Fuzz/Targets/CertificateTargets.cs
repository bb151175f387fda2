using System.Security.Cryptography.X509Certificates;
using Enviro.Wire;

namespace Enviro.Fuzz;

/// <summary>What a secure element keeps of its certificates. The chip may come from anywhere.</summary>
internal static class CertificateTargets
{
    private const int IssuerHeadLength = 30;
    private const int ChecksumLength = 4;

    internal static IEnumerable<FuzzTarget> All =>
    [
        new FuzzTarget<CompressedCertificate>
        {
            Name = "compressed-certificate",
            Decoders = ["CompressedCertificate.Parse"],
            Holds = "encoded again it has the same bytes; the certificate made of it is one for the platform, with the same dates",
            Seeds = static () => [SeedChip.CompressedCertificate()],
            Decoder = CompressedCertificate.Parse,
            Checker = CheckCompressed,
        },
        new FuzzTarget<IssuerRecord>
        {
            Name = "issuer-record",
            Decoders = ["IssuerRecord.Parse"],
            Holds = "encoded again it is how the slot's content begins",
            Seeds = static () => [SeedChip.IssuerRecord()],
            Decoder = IssuerRecord.Parse,
            Checker = static (input, record) =>
            {
                int length = IssuerHeadLength + record.IssuerName.Length + ChecksumLength;
                Expect.Canonical(input.AsSpan(0, length), record.Encode().AsSpan(0, length));
            },
        },
        new FuzzTarget<byte[]>
        {
            Name = "vendor-certificates",
            Decoders = ["VendorCertificates.AreThere", "VendorCertificates.Device", "VendorCertificates.Signer"],
            Holds = "where they are there, both are certificates for the platform",
            Seeds = static () => [SeedChip.VendorSlots(VendorCertificates.DeviceTemplate), SeedChip.VendorSlots(VendorCertificates.EarlyDeviceTemplate)],
            Decoder = static input => VendorCertificates.AreThere(Part(input, 0), Part(input, 1), Part(input, 2)) ? input : null,
            Checker = CheckVendor,
        },
    ];

    private static byte[] Part(byte[] input, int index) =>
        input.AsSpan(Math.Min(input.Length, index * CompressedCertificate.Length)) is var rest && rest.Length > CompressedCertificate.Length
            ? rest[..CompressedCertificate.Length].ToArray()
            : rest.ToArray();

    private static void CheckCompressed(byte[] input, CompressedCertificate certificate)
    {
        Expect.Canonical(input, certificate.Encode());
        byte[] der = new IssuedDevice(certificate, IssuerRecord.Parse(SeedChip.IssuerRecord()))
            .Rebuild(SeedChip.SerialNumber, SeedKey.Node.PublicKey, SeedKey.Chip.PublicKey);
        using X509Certificate2 loaded = Load(der);
        CertificateDates dates = certificate.Dates;
        DateTime from = new(dates.Year, dates.Month, dates.Day, dates.Hour, 0, 0, DateTimeKind.Utc);
        Expect.That(loaded.NotBefore.ToUniversalTime() == from, "the certificate is valid from the date it was issued");
        Expect.That(loaded.NotAfter.ToUniversalTime().Year == (dates.ValidYears == 0 ? 9999 : from.Year + dates.ValidYears), "and to the year it says");
    }

    private static void CheckVendor(byte[] input, byte[] _)
    {
        VendorCertificates vendor = new(SeedChip.SerialNumber, "0123456789AB"u8.ToArray(), SeedKey.Node.PublicKey, VendorCertificates.KeyOf(Part(input, 2)));
        using X509Certificate2 device = Load(vendor.Device(Part(input, 0)));
        using X509Certificate2 signer = Load(vendor.Signer(Part(input, 1)));
        Expect.That(device.SubjectName.RawData.Length > 0 && signer.SubjectName.RawData.Length > 0, "both have a name");
    }

    private static X509Certificate2 Load(byte[] der)
    {
        X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(der);
        Expect.Same(der, certificate.RawData, "the platform reads the same certificate");
        return certificate;
    }
}
