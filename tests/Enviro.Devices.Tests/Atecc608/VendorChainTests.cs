using System.Security.Cryptography.X509Certificates;
using Enviro.Devices.Atecc608;
using Enviro.Ledger.Registers;
using Enviro.Simulator;
using Enviro.Verification;
using Enviro.Wire;

namespace Enviro.Devices.Tests;

/// <summary>Chips that their vendor provisioned, as a node shows them and a verifier sees them.</summary>
public sealed class VendorChainTests
{
    private static readonly byte[] Nonce = Bench.Sequence(32);

    [Fact]
    public void The_chain_in_the_slots_leads_to_its_own_vendors_root_only()
    {
        using TrustAndGoFactory vendor = new();
        using TrustAndGoFactory impostor = new();
        SimulatedAtecc608 chip = vendor.Make(5);
        byte[][] chain = Chain(chip);
        Assert.Equal(2, chain.Length);
        Assert.True(LeadsTo(vendor.Root, chain));
        Assert.False(LeadsTo(impostor.Root, chain));
        Assert.NotEqual(chain[0], Chain(vendor.Make(6))[0]);
        Assert.Equal(chain[1], Chain(vendor.Make(6))[1]);
    }

    [Theory]
    [InlineData(10, 3)]
    [InlineData(10, 65)]
    [InlineData(10, 68)]
    [InlineData(11, 20)]
    [InlineData(12, 40)]
    [InlineData(5, 2)]
    public void A_byte_altered_in_any_slot_breaks_the_chain(int slot, int offset)
    {
        using TrustAndGoFactory vendor = new();
        SimulatedAtecc608 chip = vendor.Make(5);
        byte[] content = chip.FactoryReadSlot(slot);
        content[offset] ^= 0x01;
        chip.FactoryWriteSlot(slot, content);
        Assert.False(LeadsTo(vendor.Root, Chain(chip)));
    }

    [Fact]
    public void Evidence_of_a_vendors_chip_is_accepted_at_level_one_under_its_root()
    {
        using TrustAndGoFactory vendor = new();
        using TrustAndGoFactory impostor = new();
        Atecc608SecureElement element = Element(vendor.Make(5));
        byte[] serialNumber = new byte[9];
        Assert.True(element.TryGetSerialNumber(serialNumber));
        string urn = NodeUrn.OfSerialNumber(NodeUrn.ExampleEnterprise, serialNumber);
        Evidence evidence = Evidence.Parse(Sign(element, urn));
        EvidenceAppraisal accepted = EvidenceAppraisal.Appraise(evidence, Nonce, urn, null, Policy(element, vendor), AtMs);
        Assert.Equal((AppraisalResult.Accepted, 1u), (accepted.Result, accepted.AssuranceLevel));
        EvidenceAppraisal foreign = EvidenceAppraisal.Appraise(evidence, Nonce, urn, null, Policy(element, impostor), AtMs);
        Assert.Equal(AppraisalResult.UnknownAuthority, foreign.Result);
        string other = urn[..^4] + "00ee";
        Evidence renamed = Evidence.Parse(Sign(element, other));
        Assert.Equal(AppraisalResult.CertificateMismatch, EvidenceAppraisal.Appraise(renamed, Nonce, other, null, Policy(element, vendor), AtMs).Result);
    }

    private static long AtMs => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private static AttestationPolicy Policy(Atecc608SecureElement element, TrustAndGoFactory vendor)
    {
        Assert.True(element.TryGetConfigurationDigest(out byte[] configuration));
        return new AttestationPolicy
        {
            Authorities = [new TrustedAuthority("vendor", vendor.Root.RawData)],
            Firmware = [new FirmwareReference("enviro-node", "1", Bench.Digest("firmware"))],
            Configurations = [new ConfigurationReference("vendor", configuration)],
            Approval = ApprovalMode.Manual,
            AtMs = 1,
            ChainId = new byte[32],
        };
    }

    private static byte[] Sign(Atecc608SecureElement element, string urn)
    {
        byte[] publicKey = new byte[64];
        byte[] signature = new byte[64];
        Assert.True(element.TryGetPublicKey(publicKey));
        Assert.True(element.TryGetCertificates(out byte[][] chain));
        Assert.True(element.TryQuote(Nonce, out ChipQuote? quote));
        Assert.True(element.TryGetConfigurationDigest(out byte[] configuration));
        byte[] claims = new EvidenceClaims
        {
            Nonce = Nonce,
            Ueid = EvidenceClaims.UeidOf(urn),
            HardwareModel = "enviro-1",
            HardwareVersion = "A",
            DebugStatus = EvidenceClaims.DebugDisabledPermanently,
            BootCount = 1,
            SoftwareName = "enviro-node",
            SoftwareVersion = "1",
            FirmwareDigest = Bench.Digest("firmware"),
            ConfigurationDigest = configuration,
            Quote = quote,
        }.Encode();
        byte[] header = Evidence.EncodeHeader(CoseKey.Thumbprint(publicKey), chain);
        Assert.True(element.TrySign(TypedMessage.DigestOf(header, claims), signature));
        return TypedMessage.Sign1(header, claims, signature);
    }

    private static Atecc608SecureElement Element(SimulatedAtecc608 chip)
    {
        SimulatedI2cBus bus = new();
        bus.Attach(chip);
        return new Atecc608SecureElement(new Atecc608Device(bus, SimulatedAtecc608.TrustAndGoAddress, Atecc608ClockDivider.M0));
    }

    private static byte[][] Chain(SimulatedAtecc608 chip)
    {
        Assert.True(Element(chip).TryGetCertificates(out byte[][] chain));
        return chain;
    }

    private static bool LeadsTo(X509Certificate2 root, byte[][] encoded)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.ExtraStore.Add(X509CertificateLoader.LoadCertificate(encoded[1]));
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(X509CertificateLoader.LoadCertificate(encoded[0]));
    }
}
