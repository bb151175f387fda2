using System.Security.Cryptography.X509Certificates;
using Enviro.Devices.Atecc608;
using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Gateway.Tests;

/// <summary>What an authority believes of a chip, each time with one thing wrong, and what it keeps.</summary>
public sealed class CertificateAuthorityTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("enviro-authority-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_true_birth_is_certified_once()
    {
        using Birth birth = new(Open());
        IssuedDevice? issued = birth.Authority.Certify(birth.Shown());
        Assert.NotNull(issued);
        Assert.Null(birth.Authority.Certify(birth.Shown()));
        Assert.Contains("another nonce", birth.Authority.Refusal, StringComparison.Ordinal);
        Assert.NotNull(birth.Authority.Find(birth.SerialNumber, birth.PublicKey, birth.AttestationKey));
        Assert.Null(birth.Authority.Find(birth.SerialNumber, birth.AttestationKey, birth.AttestationKey));
        Assert.Null(birth.Authority.Find(birth.SerialNumber, birth.PublicKey, birth.PublicKey));
        Assert.Null(birth.Authority.Find(new byte[9], birth.PublicKey, birth.AttestationKey));
    }

    [Theory]
    [InlineData("nonce", "another nonce")]
    [InlineData("key", "proof of its key's birth")]
    [InlineData("random", "proof of its key's birth")]
    [InlineData("signature", "proof of its key's birth")]
    [InlineData("quote", "quote of its configuration")]
    [InlineData("serial", "quote of its configuration")]
    [InlineData("configuration", "not the deployment's")]
    [InlineData("unlocked", "not locked")]
    [InlineData("attestation", "quote of its configuration")]
    public void One_thing_wrong_is_one_refusal_and_no_record(string part, string expected)
    {
        using Birth birth = new(Open());
        Assert.Null(birth.Authority.Certify(birth.Shown(part)));
        Assert.Contains(expected, birth.Authority.Refusal, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "authority", "issued")));
    }

    [Fact]
    public void A_proof_that_the_chip_merely_holds_the_key_is_none_of_its_birth()
    {
        using Birth birth = new(Open());
        byte[] publicKey = new byte[64];
        byte[] random = new byte[32];
        byte[] signature = new byte[64];
        Assert.True(birth.Device.TryProveKey(0, 1, birth.Nonce[..20], random, publicKey, signature));
        DeviceBirth shown = new(birth.Nonce, publicKey, random, signature, birth.Quote);
        Assert.Null(birth.Authority.Certify(shown));
        Assert.Contains("proof of its key's birth", birth.Authority.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void An_identity_key_cannot_prove_its_own_birth()
    {
        // Slot 0 signs whatever digest it is given: the digest of the proof, with itself as the attesting key.
        using Birth birth = new(Open());
        byte[] random = new byte[32];
        ChipQuote self = new(random, birth.Quote.Configuration, birth.PublicKey, birth.Sign(new DeviceBirth(
            birth.Nonce, birth.PublicKey, random, new byte[64], new ChipQuote(random, birth.Quote.Configuration, birth.PublicKey, new byte[64])).QuoteDigest()));
        DeviceBirth unsigned = new(birth.Nonce, birth.PublicKey, random, new byte[64], self);
        DeviceBirth forged = new(birth.Nonce, birth.PublicKey, random, birth.Sign(unsigned.ProofDigest()), self);
        Assert.Null(birth.Authority.Certify(forged));
        Assert.Contains("attestation key", birth.Authority.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_altered_on_disk_is_not_believed()
    {
        using Birth birth = new(Open());
        Assert.NotNull(birth.Authority.Certify(birth.Shown()));
        string path = Assert.Single(Directory.GetFiles(Path.Combine(_folder, "authority", "issued")));
        string text = File.ReadAllText(path);
        string random = Convert.ToHexStringLower(birth.Shown().Random);
        File.WriteAllText(path, text.Replace(random, new string('0', random.Length), StringComparison.Ordinal));
        Assert.Null(birth.Authority.Find(birth.SerialNumber, birth.PublicKey, birth.AttestationKey));
        foreach (string damaged in new[] { text[..^20], text.Replace(random, "xy", StringComparison.Ordinal), "null", "{\"serialNumber\":\"00\"}" })
        {
            File.WriteAllText(path, damaged);
            GatewayConfigurationException wrong = Assert.Throws<GatewayConfigurationException>(
                () => birth.Authority.Find(birth.SerialNumber, birth.PublicKey, birth.AttestationKey));
            Assert.Contains(birth.SerialHex, wrong.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_key_in_a_TPM_certifies_as_one_in_a_file_does()
    {
        using Swtpm swtpm = Swtpm.Start();
        AuthoritySetup.Create(_folder, swtpm.Uri, "tpm-authority", 32473, DateTimeOffset.UtcNow);
        Assert.False(Directory.Exists(Path.Combine(_folder, "keys")));
        using CertificateAuthority authority = CertificateAuthority.Open(_folder, ChipConfiguration.BuiltIn, TimeProvider.System);
        SimulatedI2cBus bus = new();
        bus.Attach(SimulatedAtecc608.FactoryFresh(4));
        Atecc608Device device = new(bus);
        Atecc608Provisioning.Provision(device, authority);
        Assert.True(new Atecc608SecureElement(device).TryGetCertificates(out byte[][] chain));
        Assert.Equal("tpm-authority", TrustFolder.FindAuthority(_folder, chain, DateTimeOffset.UtcNow));
        Assert.Null(TrustFolder.FindAuthority(_folder, chain, DateTimeOffset.UtcNow.AddYears(-1)));
        chain[0][^10] ^= 1;
        Assert.Null(TrustFolder.FindAuthority(_folder, chain, DateTimeOffset.UtcNow));
    }

    [Fact]
    public void What_an_interrupted_setup_left_is_used_and_another_authoritys_certificate_is_not()
    {
        Open().Dispose();
        string options = Path.Combine(_folder, "authority", "authority.json");
        byte[] certificate = File.ReadAllBytes(AuthoritySetup.CertificatePath(_folder, "bench"));
        File.Delete(options);
        AuthoritySetup.Create(_folder, null, "bench", 32473, DateTimeOffset.UtcNow);
        Assert.Equal(certificate, File.ReadAllBytes(AuthoritySetup.CertificatePath(_folder, "bench")));

        File.Delete(options);
        File.Delete(Path.Combine(_folder, "keys", "certificate-authority.pem"));
        GatewayConfigurationException other = Assert.Throws<GatewayConfigurationException>(
            () => AuthoritySetup.Create(_folder, null, "bench", 32473, DateTimeOffset.UtcNow));
        Assert.Contains("is another authority's", other.Message, StringComparison.Ordinal);
        Assert.Throws<GatewayConfigurationException>(() => AuthoritySetup.Create(_folder, null, "../bench", 32473, DateTimeOffset.UtcNow));
    }

    [Fact]
    public void The_policy_takes_the_authoritys_certificate()
    {
        Open().Dispose();
        File.WriteAllText(Path.Combine(_folder, PolicyFile.FileName), "{}");
        PolicyFile policy = PolicyFile.Load(_folder)!;
        using X509Certificate2 certificate = AuthoritySetup.LoadCertificate(AuthoritySetup.CertificatePath(_folder, "bench"));
        Assert.Equal(certificate.RawData, Assert.Single(policy.For(new byte[32], 1).Authorities).Certificate);
    }

    private CertificateAuthority Open()
    {
        AuthoritySetup.Create(_folder, null, "bench", 32473, DateTimeOffset.UtcNow);
        return CertificateAuthority.Open(_folder, ChipConfiguration.BuiltIn, TimeProvider.System);
    }
}
