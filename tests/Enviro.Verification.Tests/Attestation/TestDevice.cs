using System.Security.Cryptography;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Verification.Tests;

/// <summary>A node on a board with a secure element that was provisioned: makes evidence, true or as a test wants it.</summary>
internal sealed class TestDevice : IDisposable
{
    internal const string Urn = "urn:dev:os:32473-0123a1b2c3d4e5f6ee";

    internal static readonly byte[] FirmwareDigest = SHA256.HashData([1]);

    private readonly ECDsa _attestationKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    internal TestDevice(TestAuthority authority, TestNode? node = null)
    {
        Node = node ?? new TestNode(Urn);
        ECParameters parameters = _attestationKey.ExportParameters(false);
        AttestationKey = [.. parameters.Q.X!, .. parameters.Q.Y!];
        Certificates = [authority.Issue(Node.PublicKey, "device", Node.Urn, AttestationKey)];
        RandomNumberGenerator.Fill(Configuration.AsSpan(20, 32));
        byte[] serialNumber = Convert.FromHexString(Node.Urn[^18..]);
        serialNumber[..4].CopyTo(Configuration, 0);
        serialNumber[4..].CopyTo(Configuration, 8);
        Configuration[70] = 0x03;
        Configuration[86] = 0;
        Configuration[87] = 0;
    }

    internal TestNode Node { get; }

    internal byte[] AttestationKey { get; }

    /// <summary>The chain it shows, leaf first.</summary>
    internal byte[][] Certificates { get; set; }

    /// <summary>The secure element's configuration zone.</summary>
    internal byte[] Configuration { get; } = new byte[128];

    public void Dispose()
    {
        _attestationKey.Dispose();
        Node.Dispose();
    }

    /// <summary>Claims with a true quote.</summary>
    internal EvidenceClaims Claims(byte[] nonce, uint boot = 1) => new()
    {
        Nonce = nonce,
        Ueid = EvidenceClaims.UeidOf(Node.Urn),
        HardwareModel = "enviro-1",
        HardwareVersion = "A",
        DebugStatus = EvidenceClaims.DebugDisabledPermanently,
        BootCount = boot,
        SoftwareName = "enviro-node",
        SoftwareVersion = "0.2.0",
        FirmwareDigest = FirmwareDigest,
        ConfigurationDigest = Atecc608Configuration.ConfigurationDigest(Configuration),
        Quote = Quote(nonce),
    };

    internal ChipQuote Quote(byte[] nonce, byte[]? configuration = null)
    {
        configuration ??= (byte[])Configuration.Clone();
        byte[] random = RandomNumberGenerator.GetBytes(32);
        byte[] digest = Atecc608Evidence.QuoteDigest(nonce[..20], random, configuration, 1);
        return new ChipQuote(random, configuration, AttestationKey, _attestationKey.SignHash(digest, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    /// <summary>The evidence message with these claims, signed by the node's key or by another.</summary>
    internal byte[] Sign(EvidenceClaims claims, ECDsa? key = null, byte[]? keyId = null)
    {
        byte[] header = Evidence.EncodeHeader(keyId ?? Node.Thumbprint, Certificates);
        byte[] payload = claims.Encode();
        byte[] digest = TypedMessage.DigestOf(header, payload);
        return TypedMessage.Sign1(header, payload, (key ?? Node.Key).SignHash(digest, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    /// <summary>A policy that accepts this device, of this chain.</summary>
    internal AttestationPolicy Policy(TestAuthority authority, byte[]? chainId = null, ApprovalMode approval = ApprovalMode.Manual) => new()
    {
        Authorities = [authority.Trusted],
        Firmware = [new FirmwareReference("enviro-node", "0.2.0", FirmwareDigest)],
        Configurations = [new ConfigurationReference("field", Atecc608Configuration.ConfigurationDigest(Configuration))],
        Approval = approval,
        AtMs = TestNode.StartS * 1000,
        ChainId = chainId ?? new byte[32],
    };
}
