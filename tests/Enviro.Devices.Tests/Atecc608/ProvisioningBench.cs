using System.Security.Cryptography.X509Certificates;
using Enviro.Devices.Atecc608;
using Enviro.Gateway;
using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Devices.Tests;

/// <summary>A chip, an authority with its records, and power that can go away.</summary>
internal sealed class ProvisioningBench : IDisposable
{
    private readonly ChipConfiguration _table;
    private readonly CertificateAuthority _authority;
    private readonly CertificateAuthority _withoutRecords;

    internal ProvisioningBench(SimulatedAtecc608? chip = null, ChipConfiguration? table = null, IIssuedRecords? records = null)
    {
        Chip = chip ?? SimulatedAtecc608.FactoryFresh(1);
        Bus = new SimulatedI2cBus();
        Bus.Attach(Chip);
        _table = table ?? ChipConfiguration.BuiltIn;
        Shared = new KeptKey();
        X509Certificate2 certificate = CertificateAuthority.CreateCertificate(Shared, "Bench", DateTimeOffset.UtcNow);
        _authority = new CertificateAuthority(Shared, certificate, NodeUrn.ExampleEnterprise, records ?? Records, _table, TimeProvider.System);
        _withoutRecords = new CertificateAuthority(Shared, certificate, NodeUrn.ExampleEnterprise, new PassingRecords(), _table, TimeProvider.System);
    }

    internal SimulatedAtecc608 Chip { get; }

    internal SimulatedI2cBus Bus { get; private set; }

    internal PassingRecords Records { get; } = new();

    internal IDeviceAuthority Authority => _authority;

    internal byte[] AuthorityKey => Shared.PublicKey;

    internal ChipConfiguration Table => _table;

    private KeptKey Shared { get; }

    /// <summary>A driver that knows nothing of what was sent before, as after a host's start.</summary>
    internal Atecc608Device NewDevice() => new(Bus);

    internal Atecc608Provisioner Prepare(IDeviceAuthority? authority = null) => new(NewDevice(), authority ?? _authority, _table.Bytes, _table.Mask);

    /// <summary>The authority's signature r‖s of a digest.</summary>
    internal byte[] Sign(byte[] digest) => Shared.SignDigest(digest);

    internal Atecc608Provisioner PrepareWithoutRecords() => Prepare(_withoutRecords);

    internal byte[] Provision()
    {
        Atecc608Provisioner provisioner = Prepare();
        Assert.True(provisioner.Run() is ProvisioningOutcome.Provisioned, provisioner.Detail);
        return provisioner.PublicKey;
    }

    /// <summary>The host dies as this step begins, and the chip loses its power.</summary>
    internal void RunUntil(ProvisioningStep step)
    {
        Atecc608Provisioner provisioner = Prepare();
        provisioner.Progress = begun =>
        {
            if (begun == step)
            {
                Chip.CutPower();
                throw new IOException("power cut");
            }
        };
        provisioner.Run();
    }

    /// <summary>Takes the power away at a transfer: host and chip stop at once. True if it came to that.</summary>
    internal bool RunUntilTransfer(int transfer)
    {
        int start = Bus.TransferCount;
        Bus.FaultAt = index => index - start == transfer ? throw new IOException("power cut") : BusFault.None;
        try
        {
            Prepare().Run();
            return false;
        }
        catch (IOException)
        {
            return true;
        }
        finally
        {
            Chip.CutPower();
            Bus.FaultAt = null;
        }
    }

    /// <summary>The chip is finished: one key, one certificate, on record, verified by the platform's own chain builder.</summary>
    internal void RequireFinished(Atecc608Provisioner provisioner, string context = "")
    {
        byte[] publicKey = new byte[64];
        byte[] signature = new byte[64];
        Atecc608Device device = NewDevice();
        Assert.True(device.TryReadPublicKey(0, publicKey) && device.TrySign(0, Bench.Digest("x"), signature), context);
        Assert.True(Bench.Verifies(publicKey, Bench.Digest("x"), signature), context);
        Assert.Equal(publicKey, provisioner.PublicKey);
        Assert.Equal(1, Records.Count);
        IssuedRecord record = Records.Find(provisioner.SerialNumber)!;
        Assert.Equal(Convert.ToHexStringLower(publicKey), record.PublicKey);
        Assert.True(new Atecc608SecureElement(NewDevice()).TryGetCertificates(out byte[][] chain), context);
        Assert.Equal(record.Certificate, Convert.ToHexStringLower(Assert.Single(chain)));
        using X509Certificate2 leaf = X509CertificateLoader.LoadCertificate(chain[0]);
        using X509Chain built = new();
        built.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        built.ChainPolicy.CustomTrustStore.Add(_authority.Certificate);
        built.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        Assert.True(built.Build(leaf), context);
        Assert.Equal("0000FEFA", Convert.ToHexString(provisioner.Configuration, ConfigurationZone.LockValueOffset, 4));
    }

    public void Dispose()
    {
        _withoutRecords.Dispose();
        _authority.Dispose();
    }
}
