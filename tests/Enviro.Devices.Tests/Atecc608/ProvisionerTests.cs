using System.Security.Cryptography;
using Enviro.Devices.Atecc608;
using Enviro.Gateway;
using Enviro.Ledger;
using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Devices.Tests;

/// <summary>From a blank chip to a certified key, with the deployment's own authority, and the power going at every transfer on the way.</summary>
public sealed class ProvisionerTests : IDisposable
{
    private static readonly ChipConfiguration Configuration = ChipConfiguration.Load();

    private readonly string _folder = Directory.CreateTempSubdirectory("enviro-provisioner-").FullName;
    private readonly CertificateAuthority _authority;

    public ProvisionerTests()
    {
        _authority = CertificateAuthority.Create(_folder, "file:keys/certificate-authority.pem", "Test authority", NodeUrn.ExampleEnterprise, TimeProvider.System);
    }

    private string[] Records => Directory.GetFiles(Path.Combine(_folder, CertificateAuthority.FolderName, "issued"));

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_blank_chip_becomes_a_certified_node()
    {
        Bench bench = Bench.Fresh();
        Atecc608Provisioner provisioner = Provisioner(bench);
        Assert.True(provisioner.TryRun(_authority), provisioner.Step + ": " + provisioner.Detail);
        AssertFinished(bench, provisioner);
    }

    [Fact]
    public void The_finished_configuration_has_the_digest_that_the_annotated_file_promises()
    {
        Bench bench = Bench.Fresh();
        Assert.True(Provisioner(bench).TryRun(_authority));
        byte[] zone = new byte[ConfigurationZone.Length];
        Assert.True(bench.Device.TryReadConfiguration(zone));
        Assert.Equal(Configuration.Digest, Atecc608Configuration.ConfigurationDigest(zone));
    }

    [Fact]
    public void Provisioning_again_changes_nothing()
    {
        Bench bench = Bench.Fresh();
        Assert.True(Provisioner(bench).TryRun(_authority));
        byte[] before = bench.Chip.Snapshot();
        string record = File.ReadAllText(Records.Single());
        Assert.True(Provisioner(bench).TryRun(_authority));
        Assert.Equal(before, bench.Chip.Snapshot());
        Assert.Equal(record, File.ReadAllText(Records.Single()));
    }

    /// <summary>The power goes, for the chip and whoever provisions it, before or after each transfer; then everything starts again from the beginning.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_power_cut_at_any_transfer_is_made_good_by_the_next_attempt(bool afterTheTransfer)
    {
        Bench whole = Bench.Fresh();
        Assert.True(Provisioner(whole).TryRun(_authority));
        int transfers = whole.Bus.TransferCount;
        Assert.True(transfers > 100);
        for (int cut = 0; cut < transfers; cut++)
        {
            Array.ForEach(Records, File.Delete);
            Bench bench = CutAt(cut, afterTheTransfer);

            // The chip as the power left it; every second time the power goes once more, at the same place of the second attempt.
            Bench again = new(SimulatedAtecc608.Restore(bench.Chip.Snapshot()));
            if (cut % 2 == 1)
            {
                again = CutAt(cut, afterTheTransfer, again.Chip);
                again = new Bench(SimulatedAtecc608.Restore(again.Chip.Snapshot()));
            }

            Atecc608Provisioner provisioner = Provisioner(again);
            Assert.True(provisioner.TryRun(_authority), $"cut at {cut}: {provisioner.Step}: {provisioner.Detail}");
            AssertFinished(again, provisioner);
        }
    }

    [Fact]
    public void A_chip_locked_differently_is_refused_with_the_fields_that_differ()
    {
        Bench bench = Bench.Configured((ConfigurationZone.I2cAddressOffset, "6A000000"));
        byte[] before = bench.Chip.Snapshot();
        Atecc608Provisioner provisioner = Provisioner(bench);
        Assert.False(provisioner.TryRun(_authority));
        Assert.True(provisioner.IsLockedDifferently);
        Assert.Contains("I2C_Address: expected C0, found 6A", provisioner.Detail, StringComparison.Ordinal);
        Assert.Contains("SlotConfig[0]: expected 8520", provisioner.Detail, StringComparison.Ordinal);
        Assert.Equal(before, bench.Chip.Snapshot());
    }

    [Fact]
    public void A_chip_of_another_authority_is_refused_and_keeps_its_certificate()
    {
        Bench bench = Bench.Fresh();
        Assert.True(Provisioner(bench).TryRun(_authority));
        string other = Directory.CreateTempSubdirectory("enviro-authority-").FullName;
        using CertificateAuthority stranger = CertificateAuthority.Create(other, "file:keys/ca.pem", "Another", NodeUrn.ExampleEnterprise, TimeProvider.System);
        byte[] before = bench.Chip.Snapshot();
        Atecc608Provisioner provisioner = Provisioner(bench);
        Assert.False(provisioner.TryRun(stranger));
        Assert.Contains("provisioned by another", provisioner.Detail, StringComparison.Ordinal);
        Assert.Equal(before, bench.Chip.Snapshot());
        Directory.Delete(other, recursive: true);
    }

    [Fact]
    public void A_chip_whose_self_test_fails_is_refused_before_anything_is_written()
    {
        Bench bench = Bench.Fresh();
        byte[] before = bench.Chip.Snapshot();
        bench.Chip.SelfTestFailures = CommandMode.SelfTestEcdsa;
        Atecc608Provisioner provisioner = Provisioner(bench);
        Assert.False(provisioner.TryRun(_authority));
        Assert.Contains("self-test", provisioner.Detail, StringComparison.Ordinal);
        Assert.Equal(before, bench.Chip.Snapshot());
    }

    [Theory]
    [InlineData(0, "nonce")]
    [InlineData(1, "random")]
    [InlineData(2, "configuration")]
    [InlineData(3, "public key")]
    [InlineData(4, "attestation key")]
    [InlineData(5, "signature")]
    public void The_authority_certifies_nothing_whose_proof_of_birth_was_altered(int part, string name)
    {
        Bench bench = Bench.Fresh();
        Recorder recorder = new(_authority);
        Assert.True(Provisioner(bench).TryRun(recorder));
        byte[][] parts = [.. recorder.Proof!.Select(bytes => (byte[])bytes.Clone())];
        Assert.NotNull(_authority.Certify(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], out _));
        parts[part][part == 2 ? 20 : 5] ^= 1;
        Assert.True(_authority.Certify(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], out string fault) is null, name);
        Assert.NotEmpty(fault);
    }

    private static Atecc608Provisioner Provisioner(Bench bench) => new(bench.Device, Configuration.Written, Configuration.Mask);

    private Bench CutAt(int cut, bool after, SimulatedAtecc608? chip = null)
    {
        Bench bench = new(chip ?? SimulatedAtecc608.FactoryFresh(1));
        bench.Bus.FaultAt = index =>
        {
            return index == cut + (after ? 1 : 0) ? throw new IOException("power cut") : BusFault.None;
        };
        try
        {
            Provisioner(bench).TryRun(_authority);
        }
        catch (IOException)
        {
            // The power went, for the chip as well as for whoever provisions it.
        }

        bench.Chip.CutPower();
        return bench;
    }

    private void AssertFinished(Bench bench, Atecc608Provisioner provisioner)
    {
        IssuedDevice record = _authority.Find(provisioner.SerialNumber)!;
        Assert.Single(Records);
        Assert.Equal(record.PublicKey, Convert.ToHexStringLower(provisioner.PublicKey));

        Atecc608SecureElement element = new(bench.Device);
        Assert.True(element.TryGetCertificates(out byte[][] chain));
        Assert.Equal(record.Certificate, Convert.ToHexStringLower(Assert.Single(chain)));
        Assert.True(_authority.HasIssued(chain[0], provisioner.PublicKey));

        byte[] signature = new byte[64];
        Assert.True(element.TrySign(Bench.Digest("reading"), signature));
        Assert.True(Es256.Verify(provisioner.PublicKey, Bench.Digest("reading"), signature));

        // Nothing can be replaced any more.
        Assert.False(bench.Device.TryGenerateKey(Atecc608SecureElement.KeySlot, new byte[64]));
        Assert.False(bench.Device.TryGenerateKey(Atecc608SecureElement.AttestationSlot, new byte[64]));
        Assert.False(bench.Device.TryWrite(Zone.Slots, Zone.SlotAddress(Atecc608SecureElement.CertificateSlot, 0), new byte[32], 0, 32));
        byte[] nonce = RandomNumberGenerator.GetBytes(32);
        Assert.True(element.TryQuote(nonce, out ChipQuote? quote));
        Assert.True(Es256.Verify(
            provisioner.AttestationKey,
            Atecc608Evidence.QuoteDigest(nonce[..20], quote!.Random, quote.Configuration, Atecc608SecureElement.AttestationSlot),
            quote.Signature));
    }

    /// <summary>Remembers the proof it passes on.</summary>
    private sealed class Recorder(ICertifier certifier) : ICertifier
    {
        internal byte[][]? Proof { get; private set; }

        public IssuerRecord Issuer => certifier.Issuer;

        public byte[] NewNonce() => certifier.NewNonce();

        public CompressedCertificate? Find(byte[] serialNumber, byte[] publicKey) => certifier.Find(serialNumber, publicKey);

        public CompressedCertificate? Certify(
            byte[] numIn, byte[] random, byte[] configuration, byte[] publicKey, byte[] attestationKey, byte[] proof, out string fault)
        {
            Proof = [.. new[] { numIn, random, configuration, publicKey, attestationKey, proof }.Select(bytes => (byte[])bytes.Clone())];
            return certifier.Certify(numIn, random, configuration, publicKey, attestationKey, proof, out fault);
        }
    }
}
