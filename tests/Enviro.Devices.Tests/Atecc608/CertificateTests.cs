using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Enviro.Devices.Atecc608;
using Enviro.Wire;

namespace Enviro.Devices.Tests;

/// <summary>What the node's port gives for evidence, from a chip that was certified and from one that was not.</summary>
public sealed class CertificateTests
{
    private static readonly CertificateDates Dates = new(2026, 7, 1, 12, 10);

    [Fact]
    public void The_certificate_is_rebuilt_from_the_slots_and_verifies_under_its_authority()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=Test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 authority = request.CreateSelfSigned(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2046, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Bench bench = Certified(key, authority);
        Atecc608SecureElement element = new(bench.Device);

        Assert.True(element.TryGetCertificates(out byte[][] chain), element.LastStatus.ToString());
        Assert.Equal("01", bench.Written[^1]);
        using X509Certificate2 leaf = X509CertificateLoader.LoadCertificate(Assert.Single(chain));
        using X509Chain built = new();
        built.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        built.ChainPolicy.CustomTrustStore.Add(authority);
        built.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        built.ChainPolicy.VerificationTime = new DateTime(2027, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        Assert.True(built.Build(leaf));
        Assert.Contains(NodeUrn.OfSerialNumber(NodeUrn.ExampleEnterprise, IdentityChip.SerialNumber(bench)), leaf.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quote_for_the_port_is_over_the_first_twenty_bytes_of_the_nonce()
    {
        Bench bench = IdentityChip.Provisioned();
        Atecc608SecureElement element = new(bench.Device);
        byte[] nonce = Bench.Sequence(32);
        Assert.True(element.TryQuote(nonce, out ChipQuote? quote), element.LastStatus.ToString());
        Assert.True(element.TryGetConfigurationDigest(out byte[] digest));
        Assert.Equal(IdentityChip.PublicKey(bench, 1), quote!.AttestationKey);
        Assert.True(Bench.Verifies(quote.AttestationKey, Atecc608Evidence.QuoteDigest(nonce[..20], quote.Random, quote.Configuration, 1), quote.Signature));
        Assert.Equal(Atecc608Configuration.ConfigurationDigest(quote.Configuration), digest);
    }

    [Fact]
    public void A_chip_without_certificate_or_attestation_key_says_so_and_one_that_is_gone_fails()
    {
        Bench bench = Bench.Configured();
        Assert.True(bench.Device.TryGenerateKey(0, new byte[64]));
        Assert.True(bench.Device.TryLockDataAndOtp());
        Atecc608SecureElement element = new(bench.Device);
        Assert.True(element.TryGetCertificates(out byte[][] chain), element.LastStatus.ToString());
        Assert.Empty(chain);
        Assert.True(element.TryQuote(new byte[32], out ChipQuote? quote), element.LastStatus.ToString());
        Assert.Null(quote);

        Atecc608SecureElement absent = new(new Atecc608Device(new Enviro.Simulator.SimulatedI2cBus()));
        Assert.False(absent.TryGetCertificates(out chain));
        Assert.False(absent.TryQuote(new byte[32], out quote));
        Assert.False(absent.TryGetConfigurationDigest(out byte[] _));
    }

    private static Bench Certified(ECDsa key, X509Certificate2 authority)
    {
        Bench bench = Bench.Configured((20, "85808280"), (36, "0000C444"), (40, "00000000"), (96, "33007300"), (116, "3C003C00"));
        Assert.True(bench.Device.TryGenerateKey(0, new byte[64]));
        Assert.True(bench.Device.TryGenerateKey(1, new byte[64]));
        ECParameters parameters = key.ExportParameters(false);
        byte[] keyId = DeviceCertificate.KeyIdOf([.. parameters.Q.X!, .. parameters.Q.Y!]);
        byte[] issuerName = authority.SubjectName.RawData;
        string urn = NodeUrn.OfSerialNumber(NodeUrn.ExampleEnterprise, IdentityChip.SerialNumber(bench));
        DeviceCertificate certificate = new(urn, IdentityChip.PublicKey(bench, 0), IdentityChip.PublicKey(bench, 1), issuerName, keyId, Dates);
        byte[] compressed = new CompressedCertificate(key.SignData(certificate.EncodeTbs(), HashAlgorithmName.SHA256), Dates, keyId).Encode();
        Write(bench, Atecc608SecureElement.CertificateSlot, [.. compressed, .. new byte[96 - compressed.Length]]);
        Write(bench, Atecc608SecureElement.IssuerSlot, new IssuerRecord(NodeUrn.ExampleEnterprise, keyId, issuerName).Encode());
        Assert.True(bench.Device.TryLockDataAndOtp());
        return bench;
    }

    private static void Write(Bench bench, int slot, byte[] content)
    {
        // Before the lock only whole blocks are written; slot 10 takes 8 bytes of its third.
        for (int offset = 0; offset < content.Length; offset += 32)
        {
            Assert.True(bench.Device.TryWrite(Zone.Slots, Zone.SlotAddress(slot, offset), content, offset, 32), bench.Device.LastStatus.ToString());
        }
    }
}
