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
            Urn = "urn:dev:ow:10e2073a01080063",
            PublicKey = NodeKey,
            Site = "Yard",
            AssuranceLevel = 1,
            EnrolledAtMs = 1_700_000_000_000,
            ChainId = ChainId(),
        }.EncodePayload());

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

    private static void AssertSigned(byte[] documented, string contentType, byte[] payload)
    {
        byte[] header = SignedMessage.EncodeHeader(contentType, CoseKey.Thumbprint(OperatorKey));
        CborWriter writer = new(1024);
        CoseSign1.Write(writer, header, 0, header.Length, payload, 0, payload.Length, documented[^64..]);
        Assert.Equal(writer.ToArray(), documented);
        Assert.True(Es256Key.TryCreate(OperatorKey, out Es256Key? key));
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
