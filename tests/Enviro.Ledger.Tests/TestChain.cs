using System.Security.Cryptography;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Ledger.Tests;

/// <summary>Keys, messages, entries and blocks of a small chain, as a gateway would make them.</summary>
internal sealed class TestChain : IDisposable
{
    private readonly TempFolder _keys = new();

    internal TestChain()
    {
        Operator = SigningKey.Create(_keys.File("operator.pem"));
        Gateway = SigningKey.Create(_keys.File("gateway.pem"));
        Node = SigningKey.Create(_keys.File("node.pem"));
        Service = SigningKey.Create(_keys.File("service.pem"));
        CharterMessage = Charter.Sign(Operator, "Test chain", 1_700_000_000_000);
        ChainId = SHA256.HashData(CharterMessage);
    }

    internal SigningKey Operator { get; }

    internal SigningKey Gateway { get; }

    internal SigningKey Node { get; }

    internal SigningKey Service { get; }

    internal byte[] CharterMessage { get; }

    internal byte[] ChainId { get; }

    internal static byte[] Context => new EntryContext { ReceivedAtMs = 1_700_000_000_123, Source = "127.0.0.1:51234" }.Encode();

    internal SigningKey NewKey() => SigningKey.Create(_keys.File($"{Guid.NewGuid():N}.pem"));

    internal byte[] GatewayMessage() => new GatewayEnrolment
    {
        Name = "Roof",
        PublicKey = Gateway.PublicKey,
        KeyKind = SealKeyKind.Software,
        EnrolledAtMs = 1_700_000_000_001,
        ChainId = ChainId,
    }.Sign(Operator);

    /// <summary>The gateway with the key of its service.</summary>
    internal byte[] ServiceMessage(byte[]? serviceKey = null, byte[]? sealKey = null, string name = "Roof", long atMs = 1_700_000_000_001) => new GatewayEnrolment
    {
        Name = name,
        PublicKey = sealKey ?? Gateway.PublicKey,
        KeyKind = SealKeyKind.Software,
        EnrolledAtMs = atMs,
        ChainId = ChainId,
        ServiceKey = serviceKey ?? Service.PublicKey,
    }.Sign(Operator);

    internal AttestationPolicy Policy(ApprovalMode approval = ApprovalMode.Manual, long atMs = 1_700_000_000_003) => new()
    {
        Authorities = [new TrustedAuthority("Workshop", [0x30, 0x00])],
        Firmware = [new FirmwareReference("enviro-node", "0.2.0", SHA256.HashData([1]))],
        Configurations = [new ConfigurationReference("field", SHA256.HashData([2]))],
        Approval = approval,
        AtMs = atMs,
        ChainId = ChainId,
    };

    /// <summary>Evidence of the node's in its form; what a register looks at is the signer's name, the boot and the nonce.</summary>
    internal EvidenceRecord EvidenceOf(SigningKey? node = null, uint boot = 1, byte nonce = 1, byte[]? policyHash = null)
    {
        node ??= Node;
        byte[] nonces = [.. Enumerable.Repeat(nonce, 32)];
        byte[] claims = new EvidenceClaims
        {
            Nonce = nonces,
            Ueid = EvidenceClaims.UeidOf("urn:dev:ow:10e2073a01080063"),
            HardwareModel = "enviro-1",
            HardwareVersion = "A",
            DebugStatus = EvidenceClaims.DebugDisabled,
            BootCount = boot,
            SoftwareName = "enviro-node",
            SoftwareVersion = "0.2.0",
            FirmwareDigest = SHA256.HashData([1]),
        }.Encode();
        return new EvidenceRecord
        {
            Evidence = node.SignCoseSign1(Evidence.EncodeHeader(node.Thumbprint, []), claims),
            Nonce = nonces,
            PolicyHash = policyHash ?? Policy().Hash,
        };
    }

    internal byte[] AttestationMessage(EvidenceRecord? evidence = null, ISigningKey? signer = null, byte[]? node = null, byte[]? chainId = null) =>
        Attestation(evidence, node, chainId).Sign(signer ?? Service);

    internal NodeAttestation Attestation(EvidenceRecord? evidence = null, byte[]? node = null, byte[]? chainId = null) => new()
    {
        Node = node ?? Node.Thumbprint,
        Evidence = evidence ?? EvidenceOf(),
        AssuranceLevel = 2,
        AtMs = 1_700_000_000_005,
        ChainId = chainId ?? ChainId,
    };

    internal byte[] StatusMessage(NodeStatus status, SigningKey? node = null, long atMs = 1_700_000_000_006) => new NodeStatusChange
    {
        Node = (node ?? Node).Thumbprint,
        Status = status,
        Reason = "the fence is down",
        AtMs = atMs,
        ChainId = ChainId,
    }.Sign(Operator);

    /// <summary>The state after charter, gateway with its service key, node and policy.</summary>
    internal LedgerState Founded()
    {
        LedgerState state = new();
        Assert.Equal(RegisterResult.Accepted, state.Apply(EntryKind.Charter, CharterMessage));
        Assert.Equal(RegisterResult.Accepted, state.Apply(EntryKind.GatewayEnrolled, ServiceMessage()));
        Assert.Equal(RegisterResult.Accepted, state.Apply(EntryKind.NodeEnrolled, NodeMessage()));
        Assert.Equal(RegisterResult.Accepted, state.Apply(EntryKind.Policy, Policy().Sign(Operator)));
        return state;
    }

    internal byte[] NodeMessage(SigningKey? signer = null, byte[]? publicKey = null, string urn = "urn:dev:ow:10e2073a01080063", byte[]? chainId = null) =>
        new NodeEnrolment
        {
            Urn = urn,
            PublicKey = publicKey ?? Node.PublicKey,
            Site = "Yard",
            AssuranceLevel = 1,
            EnrolledAtMs = 1_700_000_000_002,
            ChainId = chainId ?? ChainId,
        }.Sign(signer ?? Operator);

    internal byte[] ReadingMessage(uint boot, uint seq)
    {
        CborWriter header = new(ReadingHeader.MaxLength);
        new ReadingHeader { KeyId = Node.Thumbprint, Boot = boot, Sequence = seq, Previous = new byte[32] }.Write(header);
        return Node.SignCoseSign1(header.ToArray(), [0x80]);
    }

    internal static Entry EntryOf(EntryKind kind, byte[] message) => Entry.Create(kind, message, Context);

    /// <summary>Appends charter, gateway and node.</summary>
    internal void Found(LedgerStore store) => store.Append(
    [
        EntryOf(EntryKind.Charter, CharterMessage),
        EntryOf(EntryKind.GatewayEnrolled, GatewayMessage()),
        EntryOf(EntryKind.NodeEnrolled, NodeMessage()),
    ]);

    /// <summary>Appends readings seq, seq + 1, … of boot 1 in one batch.</summary>
    internal long AppendReadings(LedgerStore store, uint seq, int count)
    {
        byte[][] messages = [.. Enumerable.Range(0, count).Select(i => ReadingMessage(1, seq + (uint)i))];
        return store.Append([.. messages.Select(message => EntryOf(EntryKind.Reading, message))], [.. messages.Select(ReadingKey.Of)]);
    }

    /// <summary>The header of the block that seals everything in the journal.</summary>
    internal BlockHeader NextHeader(LedgerStore store)
    {
        StoredBlock? head = store.Head;
        return new BlockHeader
        {
            ChainId = ChainId,
            Gateway = Gateway.Thumbprint,
            Height = head is null ? 0 : head.Height + 1,
            Previous = head is null ? new byte[32] : BlockHeader.HashOf(head.Header),
            FirstIndex = store.SealedTreeSize,
            TreeSize = store.EntryCount,
            RootHash = store.Tree.RootHash(),
            SealedAtMs = 1_700_000_060_000,
        };
    }

    internal void SealBlock(LedgerStore store)
    {
        BlockHeader header = NextHeader(store);
        store.AppendBlock(header, Seal.Sign(Gateway, header.Encode()));
    }

    public void Dispose()
    {
        Operator.Dispose();
        Gateway.Dispose();
        Node.Dispose();
        Service.Dispose();
        _keys.Dispose();
    }
}
