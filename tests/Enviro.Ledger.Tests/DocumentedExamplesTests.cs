using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Ledger.Tests;

/// <summary>
/// The examples in the docs are what the code makes of the inputs the docs name. ECDSA draws a random number, so the signatures are taken from the docs
/// and verified; everything around them is made again.
/// </summary>
public sealed partial class DocumentedExamplesTests
{
    private const string NodeUrn = "urn:dev:ow:10e2073a01080063";

    private static readonly byte[] OperatorKey = Convert.FromHexString(Es256Tests.PublicKey);

    // The points G and 2G of P-256: public keys anyone can write down.
    private static readonly byte[] GatewayKey = Convert.FromHexString(
        "6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C2964FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5");

    private static readonly byte[] NodeKey = Convert.FromHexString(
        "7CF27B188D034F7E8A52380304B51AC3C08969E277F21B35A60B48FC4766997807775510DB8ED040293D9AC69F7430DBBA7DADE63CE982299E04B79D227873D1");

    private static readonly EntryContext Context = new()
    {
        ReceivedAtMs = 1_700_000_000_123,
        Source = "127.0.0.1:51234",
        Result = 0,
        Missing = 2,
        AssuranceLevel = 1,
        Continuity = 1,
    };

    [Fact]
    public void Context_of_an_entry() => Assert.Equal(Context.Encode(), Documented("context"));

    [Fact]
    public void Leaf()
    {
        byte[] salt = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];
        byte[] otherSalt = [.. Enumerable.Range(16, 16).Select(i => (byte)i)];
        Entry entry = Entry.FromParts(EntryKind.Charter, Documented("charter"), salt, Documented("context"), otherSalt);
        Assert.Equal(entry.Leaf, Documented("leaf"));
        Assert.Equal(entry.LeafHash, Documented("leaf-hash"));
    }

    [Fact]
    public void Header() => Assert.Equal(HeaderBytes(), Documented("block-header"));

    [Fact]
    public void Quote()
    {
        byte[] attest = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];
        Assert.Equal(Seal.FromQuote(attest, [.. Enumerable.Repeat((byte)0xAA, 64)]).Encode(), Documented("seal-quote"));
    }

    [Fact]
    public void Software_seal() => AssertSigned(Documented("seal-software"), Seal.ContentType, BlockHeader.HashOf(HeaderBytes()));

    [Fact]
    public void Charter_message() =>
        AssertSigned(Documented("charter"), Charter.ContentType, Charter.EncodePayload("Example", OperatorKey, 1_700_000_000_000));

    [Fact]
    public void Gateway_message() => AssertSigned(
        Documented("gateway-enrolled"),
        GatewayEnrolment.ContentType,
        new GatewayEnrolment
        {
            Name = "Roof",
            PublicKey = GatewayKey,
            KeyKind = SealKeyKind.TpmAttestationKey,
            EnrolledAtMs = 1_700_000_000_000,
            ChainId = ChainId(),
        }.EncodePayload());

    [Fact]
    public void Node_message() => AssertSigned(
        Documented("node-enrolled"),
        NodeEnrolment.ContentType,
        new NodeEnrolment
        {
            Urn = NodeUrn,
            PublicKey = NodeKey,
            Site = "Yard",
            AssuranceLevel = 1,
            EnrolledAtMs = 1_700_000_000_000,
            ChainId = ChainId(),
        }.EncodePayload());

    [Fact]
    public void Context_of_a_reading_of_an_attested_node() => Assert.Equal(FreshContext().Encode(), Documented("context-attested"));

    [Fact]
    public void Gateway_message_with_a_service_key() =>
        AssertSigned(Documented("gateway-enrolled-service"), GatewayEnrolment.ContentType, Service().EncodePayload());

    [Fact]
    public void Node_message_with_evidence()
    {
        byte[] evidence = NodeEnrolment.Parse(Documented("node-enrolled-evidence")).Evidence!.Evidence;
        AssertEvidence(evidence);
        AssertSigned(Documented("node-enrolled-evidence"), NodeEnrolment.ContentType, EnrolmentOf(evidence).EncodePayload());
    }

    [Fact]
    public void Node_message_with_a_shared_key() =>
        AssertSigned(Documented("node-enrolled-shared"), NodeEnrolment.ContentType, SharedEnrolment().EncodePayload());

    [Fact]
    public void Attestation_message()
    {
        byte[] evidence = NodeAttestation.Parse(Documented("node-attested")).Evidence.Evidence;
        AssertEvidence(evidence);
        AssertSigned(Documented("node-attested"), NodeAttestation.ContentType, AttestationOf(evidence).EncodePayload(), GatewayKey);
    }

    [Fact]
    public void Status_message() => AssertSigned(Documented("node-status"), NodeStatusChange.ContentType, Status().EncodePayload());

    [Fact]
    public void Policy_message() => AssertSigned(Documented("policy"), AttestationPolicy.ContentType, Policy().EncodePayload());

    [Fact]
    public void Calibration_message() => AssertSigned(Documented("calibration"), Calibration.ContentType, Made().EncodePayload());

    /// <summary>The chain that the pages tell, in their order: every message is accepted.</summary>
    [Fact]
    public void The_examples_are_one_chain()
    {
        LedgerState state = new();
        (EntryKind Kind, string Name)[] chain =
        [
            (EntryKind.Charter, "charter"), (EntryKind.GatewayEnrolled, "gateway-enrolled-service"), (EntryKind.Policy, "policy"),
            (EntryKind.NodeEnrolled, "node-enrolled"), (EntryKind.NodeEnrolled, "node-enrolled-shared"), (EntryKind.NodeAttested, "node-attested"),
            (EntryKind.Calibration, "calibration"), (EntryKind.NodeStatus, "node-status"),
        ];
        Assert.All(chain, step => Assert.Equal(RegisterResult.Accepted, state.Apply(step.Kind, Documented(step.Name))));
        Assert.Equal("35.9968", state.Calibrations.Find(NodeUrn, "pm2.5", 1_700_000_000_000)!.Correct(new ExactDecimal(352, -1)).ToString());
    }

    private static EntryContext FreshContext() => new()
    {
        ReceivedAtMs = Context.ReceivedAtMs,
        Source = Context.Source,
        Missing = Context.Missing,
        AssuranceLevel = 2,
        Continuity = Context.Continuity,
        Freshness = Freshness.Fresh,
    };

    private static GatewayEnrolment Service() => new()
    {
        Name = "Roof",
        PublicKey = NodeKey,
        KeyKind = SealKeyKind.Software,
        EnrolledAtMs = 1_700_000_000_000,
        ChainId = ChainId(),
        ServiceKey = GatewayKey,
    };

    private static AttestationPolicy Policy() => new()
    {
        Authorities = [new TrustedAuthority("Workshop", [0x30, 0x00])],
        Firmware = [new FirmwareReference("enviro-node", "0.2.0", SHA256.HashData("firmware"u8))],
        Configurations = [new ConfigurationReference("field", SHA256.HashData("configuration"u8))],
        Approval = ApprovalMode.Automatic,
        AtMs = 1_700_000_000_000,
        ChainId = ChainId(),
    };

    private static EvidenceClaims Claims() => new()
    {
        Nonce = new byte[32],
        Ueid = EvidenceClaims.UeidOf(NodeUrn),
        HardwareModel = "enviro-1",
        HardwareVersion = "A",
        DebugStatus = EvidenceClaims.DebugDisabledPermanently,
        BootCount = 7,
        SoftwareName = "enviro-node",
        SoftwareVersion = "0.2.0",
        FirmwareDigest = SHA256.HashData("firmware"u8),
    };

    private static EvidenceRecord RecordOf(byte[] evidence) => new() { Evidence = evidence, Nonce = new byte[32], PolicyHash = Policy().Hash };

    private static NodeEnrolment EnrolmentOf(byte[] evidence) => new()
    {
        Urn = NodeUrn,
        PublicKey = NodeKey,
        Site = "Yard",
        AssuranceLevel = 0,
        EnrolledAtMs = 1_700_000_000_000,
        ChainId = ChainId(),
        Evidence = RecordOf(evidence),
        Basis = EnrolmentBasis.Approved,
        Reason = "seen on site",
    };

    private static NodeEnrolment SharedEnrolment() => new()
    {
        Urn = "urn:dev:os:32473-cellar",
        SharedKeyThumbprint = CoseKey.SymmetricThumbprint(new byte[32]),
        Site = "Cellar",
        AssuranceLevel = 0,
        EnrolledAtMs = 1_700_000_000_000,
        ChainId = ChainId(),
    };

    private static NodeAttestation AttestationOf(byte[] evidence) => new()
    {
        Node = CoseKey.Thumbprint(NodeKey),
        Evidence = RecordOf(evidence),
        AssuranceLevel = 0,
        AtMs = 1_700_000_000_000,
        ChainId = ChainId(),
    };

    private static NodeStatusChange Status() => new()
    {
        Node = CoseKey.Thumbprint(NodeKey),
        Status = NodeStatus.Suspended,
        Reason = "the fence is down",
        AtMs = 1_700_000_000_000,
        ChainId = ChainId(),
    };

    private static Calibration Made() => new()
    {
        Urn = NodeUrn,
        Quantity = "pm2.5",
        Who = "Workshop",
        Instrument = "reference 1",
        Reference = "certificate 17",
        Offset = new ExactDecimal(-40, -2),
        Gain = new ExactDecimal(1034, -3),
        ValidFromMs = 1_690_000_000_000,
        ValidToMs = 0,
        AtMs = 1_700_000_000_000,
        ChainId = ChainId(),
    };

    private static void AssertEvidence(byte[] documented)
    {
        byte[] header = Evidence.EncodeHeader(CoseKey.Thumbprint(NodeKey), []);
        Assert.Equal(TypedMessage.Sign1(header, Claims().Encode(), documented[^64..]), documented);
        Assert.True(Es256Key.TryCreate(NodeKey, out Es256Key? key));
        Assert.True(key.VerifyCoseSign1(CoseSign1.Parse(documented)));
    }

    private static byte[] ChainId() => SHA256.HashData(Documented("charter"));

    private static byte[] HeaderBytes()
    {
        MerkleTree tree = new();
        tree.Append(MerkleTree.HashLeaf(Documented("leaf")));
        return new BlockHeader
        {
            ChainId = ChainId(),
            Gateway = CoseKey.Thumbprint(OperatorKey),
            Height = 0,
            Previous = new byte[32],
            FirstIndex = 0,
            TreeSize = 1,
            RootHash = tree.RootHash(),
            SealedAtMs = 1_700_000_060_000,
            RollbackCounter = 7,
        }.Encode();
    }

    private static void AssertSigned(byte[] documented, string contentType, byte[] payload, byte[]? signer = null)
    {
        byte[] header = SignedMessage.EncodeHeader(contentType, CoseKey.Thumbprint(signer ?? OperatorKey));
        CborWriter writer = new(2048);
        CoseSign1.Write(writer, header, 0, header.Length, payload, 0, payload.Length, documented[^64..]);
        Assert.Equal(writer.ToArray(), documented);
        Assert.True(Es256Key.TryCreate(signer ?? OperatorKey, out Es256Key? key));
        Assert.True(key.VerifyCoseSign1(CoseSign1.Parse(documented)));
    }

    /// <summary>The example of this name on whichever page of the docs has it: a code block behind the comment that names it.</summary>
    private static byte[] Documented(string name)
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "Enviro.sln")))
        {
            root = root.Parent;
        }

        string[] pages = Directory.GetFiles(Path.Combine(root.FullName, "gateway", "Enviro.Ledger"), "*.md", SearchOption.AllDirectories);
        Match example = Assert.Single(pages.SelectMany(page => Example().Matches(File.ReadAllText(page))), match => match.Groups[1].Value == name);
        return Convert.FromHexString(example.Groups[2].Value.Replace("\n", "", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"<!-- example: ([a-z-]+) -->\n+```\n([0-9a-f\n]+)```")]
    private static partial Regex Example();
}
