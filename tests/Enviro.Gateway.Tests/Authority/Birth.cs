using Enviro.Devices.Atecc608;
using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Gateway.Tests;

/// <summary>A simulated chip brought to the birth of its key, and what it shows of it: true, or with one part altered.</summary>
internal sealed class Birth : IDeviceAuthority, IDisposable
{
    private DeviceBirth? _shown;

    internal Birth(CertificateAuthority authority)
    {
        Authority = authority;
        SimulatedI2cBus bus = new();
        bus.Attach(SimulatedAtecc608.FactoryFresh(11));
        Device = new Atecc608Device(bus);
        Atecc608Provisioner provisioner = new(Device, this, ChipConfiguration.BuiltIn.Bytes, ChipConfiguration.BuiltIn.Mask);
        Assert.Equal(ProvisioningOutcome.Refused, provisioner.Run());
        Assert.NotNull(_shown);
    }

    public string Refusal => "the test goes on from here";

    internal CertificateAuthority Authority { get; }

    internal Atecc608Device Device { get; }

    internal byte[] Nonce => _shown!.Nonce;

    internal byte[] PublicKey => _shown!.PublicKey;

    internal byte[] AttestationKey => _shown!.Quote.AttestationKey;

    internal ChipQuote Quote => _shown!.Quote;

    internal byte[] SerialNumber => Atecc608Configuration.SerialNumber(Quote.Configuration);

    internal string SerialHex => Convert.ToHexStringLower(SerialNumber);

    public byte[] CreateNonce() => Authority.CreateNonce();

    public IssuedDevice? Find(byte[] serialNumber, byte[] publicKey, byte[] attestationKey) => null;

    public bool Accepts(byte[] certificate, byte[] publicKey, ChipQuote quote) => false;

    public IssuedDevice? Certify(DeviceBirth birth)
    {
        _shown = birth;
        return null;
    }

    /// <summary>What the chip showed, with a part altered if one is named.</summary>
    internal DeviceBirth Shown(string part = "")
    {
        byte[] Alter(byte[] bytes, string name, int at = 5)
        {
            byte[] copy = [.. bytes];
            copy[at] ^= part == name ? (byte)0x01 : (byte)0x00;
            return copy;
        }

        byte[] zone = Alter(Alter(Alter(Quote.Configuration, "serial", 9), "configuration", 21), "unlocked", ConfigurationZone.LockValueOffset);
        byte[] attestationKey = Alter(AttestationKey, "attestation");
        return new DeviceBirth(
            Alter(Nonce, "nonce", 31),
            Alter(PublicKey, "key"),
            Alter(_shown!.Random, "random"),
            Alter(_shown.Signature, "signature"),
            new ChipQuote(Quote.Random, zone, attestationKey, Alter(Quote.Signature, "quote")));
    }

    /// <summary>What the identity key signs: any digest.</summary>
    internal byte[] Sign(byte[] digest)
    {
        byte[] signature = new byte[64];
        Assert.True(Device.TrySign(0, digest, signature));
        return signature;
    }

    public void Dispose() => Authority.Dispose();
}
