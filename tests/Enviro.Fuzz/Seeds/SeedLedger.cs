using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Ledger.Registers;

namespace Enviro.Fuzz;

/// <summary>What a ledger is made of, and the state after its first transactions.</summary>
internal static class SeedLedger
{
    private static readonly Lazy<byte[]> s_charter = new(() => Charter.Sign(SeedKey.Operator, "Fuzz", SeedMessages.TimeMs));
    private static readonly Lazy<byte[]> s_policy = new(() => MakePolicy().Sign(SeedKey.Operator));

    internal static byte[] CharterMessage => s_charter.Value;

    internal static byte[] PolicyMessage => s_policy.Value;

    internal static byte[] ChainId => SHA256.HashData(CharterMessage);

    internal static AttestationPolicy Policy => AttestationPolicy.Parse(PolicyMessage);

    internal static BlockHeader Header => new()
    {
        ChainId = ChainId,
        Gateway = SeedKey.Gateway.Thumbprint,
        Height = 7,
        Previous = SeedMessages.Nonce,
        FirstIndex = 100,
        TreeSize = 120,
        RootHash = SeedMessages.HelloNonce,
        SealedAtMs = SeedMessages.TimeMs,
        EarliestReadingMs = SeedMessages.TimeMs - 60_000,
        LatestReadingMs = SeedMessages.TimeMs - 1,
        RollbackCounter = ulong.MaxValue,
    };

    internal static byte[][] Seals() =>
    [
        Seal.Sign(SeedKey.Gateway, Header.Encode()).Encode(),
        Seal.FromQuote(SeedTpm.Attest().Format(), SeedKey.Gateway.SignDigest(ChainId)).Encode(),
    ];

    internal static byte[][] Contexts() =>
    [
        new EntryContext { ReceivedAtMs = SeedMessages.TimeMs, Source = "127.0.0.1:51234", Result = 0, Missing = 3, AssuranceLevel = 2, Continuity = 1, Freshness = Freshness.Fresh }.Encode(),
        new EntryContext { ReceivedAtMs = 0, Source = "" }.Encode(),
    ];

    internal static byte[][] Gateways() =>
    [
        Gateway(SealKeyKind.TpmAttestationKey, SeedKey.Service.PublicKey).Sign(SeedKey.Operator),
        Gateway(SealKeyKind.Software, null).Sign(SeedKey.Operator),
    ];

    internal static byte[][] Nodes() =>
    [
        Node(SeedMessages.Urn, EnrolmentBasis.Listed).Sign(SeedKey.Operator),
        Node(SeedMessages.Urn, EnrolmentBasis.Automatic, Record(), "evidence at hand").Sign(SeedKey.Operator),
        new NodeEnrolment
        {
            Urn = SeedMessages.Urn, SharedKeyThumbprint = SeedMessages.SharedKeyId, Site = "屋顶", AssuranceLevel = 0, EnrolledAtMs = 0, ChainId = ChainId,
        }.Sign(SeedKey.Operator),
    ];

    internal static byte[][] Statuses() =>
        [new NodeStatusChange { Node = SeedKey.Node.Thumbprint, Status = NodeStatus.Suspended, Reason = "moved", AtMs = SeedMessages.TimeMs, ChainId = ChainId }.Sign(SeedKey.Operator)];

    internal static byte[][] Attestations() =>
        [new NodeAttestation { Node = SeedKey.Node.Thumbprint, Evidence = Record(), AssuranceLevel = 2, AtMs = SeedMessages.TimeMs, ChainId = ChainId }.Sign(SeedKey.Service)];

    internal static byte[][] Calibrations() =>
    [
        new Calibration
        {
            Urn = SeedMessages.Urn,
            Quantity = "pm2.5",
            Who = "A. Tester",
            Instrument = "reference 7",
            Reference = "certificate 42",
            Offset = new ExactDecimal(-40, -2),
            Gain = new ExactDecimal(103, -2),
            ValidFromMs = 1,
            ValidToMs = 0,
            AtMs = SeedMessages.TimeMs,
            ChainId = ChainId,
        }.Sign(SeedKey.Operator),
    ];

    /// <summary>A chain with operator, gateway, policy and one node, as a register sees it.</summary>
    internal static LedgerState State()
    {
        LedgerState state = new();
        Require(state.Apply(EntryKind.Charter, CharterMessage));
        Require(state.Apply(EntryKind.GatewayEnrolled, s_gateway.Value));
        Require(state.Apply(EntryKind.Policy, PolicyMessage));
        Require(state.Apply(EntryKind.NodeEnrolled, s_node.Value));
        return state;
    }

    private static readonly Lazy<byte[]> s_gateway = new(() => Gateways()[0]);
    private static readonly Lazy<byte[]> s_node = new(() => Nodes()[0]);

    private static void Require(RegisterResult result) => Expect.That(result == RegisterResult.Accepted, $"a seed is accepted and not {result}");

    private static GatewayEnrolment Gateway(SealKeyKind kind, byte[]? serviceKey) => new()
    {
        Name = "Roof",
        PublicKey = SeedKey.Gateway.PublicKey,
        KeyKind = kind,
        EnrolledAtMs = SeedMessages.TimeMs,
        ChainId = ChainId,
        ServiceKey = serviceKey,
    };

    private static NodeEnrolment Node(string urn, EnrolmentBasis basis, EvidenceRecord? evidence = null, string? reason = null) => new()
    {
        Urn = urn,
        PublicKey = SeedKey.Node.PublicKey,
        Site = "Roof 3",
        AssuranceLevel = 1,
        EnrolledAtMs = SeedMessages.TimeMs,
        ChainId = ChainId,
        Evidence = evidence,
        Basis = basis,
        Reason = reason,
    };

    private static EvidenceRecord Record() => new() { Evidence = SeedMessages.Evidences()[0], Nonce = SeedMessages.Nonce, PolicyHash = Policy.Hash };

    private static AttestationPolicy MakePolicy() => new()
    {
        Authorities = [new TrustedAuthority("Fuzz authority", SeedChip.AuthorityCertificate())],
        Firmware =
        [
            new FirmwareReference("enviro-node", "0.2.0", SeedMessages.FirmwareDigest, MayBeDebugged: true),
            new FirmwareReference("enviro-node", "0.1.0", SeedMessages.Nonce),
        ],
        Configurations = [new ConfigurationReference("sealed", Wire.Atecc608Configuration.ConfigurationDigest(SeedChip.Configuration()))],
        Approval = ApprovalMode.Automatic,
        AtMs = SeedMessages.TimeMs,
        ChainId = ChainId,
    };
}
