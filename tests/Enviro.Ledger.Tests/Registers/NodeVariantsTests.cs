using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Ledger.Tests;

/// <summary>Enrolments with what an enrolment may have: a shared key, evidence, grounds; and a URN that goes to another key.</summary>
public sealed class NodeVariantsTests : IDisposable
{
    private const string Urn = "urn:dev:ow:10e2073a01080063";

    private readonly TestChain _chain = new();
    private readonly LedgerState _state = new();

    public NodeVariantsTests()
    {
        _state.Apply(EntryKind.Charter, _chain.CharterMessage);
        _state.Apply(EntryKind.Policy, _chain.Policy().Sign(_chain.Operator));
    }

    public static TheoryData<string> Variants => ["shared", "evidence", "automatic", "approved"];

    [Fact]
    public void A_node_with_a_shared_key_has_a_thumbprint_and_no_key()
    {
        Assert.Equal(RegisterResult.Accepted, Apply(Variant("shared")));
        byte[] thumbprint = CoseKey.SymmetricThumbprint(new byte[32]);
        NodeRecord node = _state.Nodes[thumbprint];
        Assert.Null(node.Key);
        Assert.Null(node.PublicKey);
        Assert.Equal((0u, NodeStatus.Active), (node.AssuranceLevel, node.Status));
        Assert.Same(node, _state.NodesByUrn[Urn]);
        Assert.Equal(RegisterResult.AlreadyPresent, Apply(Variant("shared")));
    }

    [Fact]
    public void A_node_enrolled_with_evidence_is_attested_from_then_on()
    {
        Assert.Equal(RegisterResult.Accepted, Apply(Variant("automatic")));
        NodeRecord node = _state.NodesByUrn[Urn];
        Assert.Equal((EnrolmentBasis.Automatic, 2u), (node.Basis, node.AssuranceLevel));
        Assert.Equal((1u, 5L, 2u), (node.Attestation!.Boot, node.Attestation.AtMs, node.Attestation.AssuranceLevel));
        Assert.Equal(_chain.EvidenceOf().Nonce, node.Attestation.Evidence.Nonce);
    }

    [Fact]
    public void Evidence_must_be_the_nodes_and_judged_by_the_policy_in_force()
    {
        Assert.Equal(RegisterResult.WrongEvidence, Apply(Variant("evidence", evidence: _chain.EvidenceOf(_chain.Gateway))));
        Assert.Equal(RegisterResult.WrongPolicy, Apply(Variant("evidence", evidence: _chain.EvidenceOf(policyHash: new byte[32]))));
        EvidenceRecord garbage = new() { Evidence = [1], Nonce = new byte[32], PolicyHash = _chain.Policy().Hash };
        Assert.Equal(RegisterResult.Malformed, Apply(Variant("evidence", evidence: garbage)));
        LedgerState withoutPolicy = new();
        withoutPolicy.Apply(EntryKind.Charter, _chain.CharterMessage);
        Assert.Equal(RegisterResult.WrongPolicy, withoutPolicy.Apply(EntryKind.NodeEnrolled, Variant("evidence")));
        Assert.Empty(_state.Nodes);
    }

    [Fact]
    public void The_URN_of_a_revoked_node_goes_to_another_key_by_the_operators_hand_only()
    {
        using SigningKey next = _chain.NewKey();
        Assert.Equal(RegisterResult.Accepted, Apply(Variant("evidence")));
        NodeRecord old = _state.NodesByUrn[Urn];
        byte[] approved = Variant("approved", next);
        Assert.Equal(RegisterResult.UrnTaken, Apply(approved));
        _state.Apply(EntryKind.NodeStatus, _chain.StatusMessage(NodeStatus.Suspended));
        Assert.Equal(RegisterResult.UrnTaken, Apply(approved));
        _state.Apply(EntryKind.NodeStatus, _chain.StatusMessage(NodeStatus.Revoked, atMs: 1_700_000_000_007));
        Assert.Equal(RegisterResult.UrnTaken, Apply(Variant("automatic", next)));
        Assert.Equal(RegisterResult.UrnTaken, Apply(Variant("evidence", next)));
        Assert.Equal(RegisterResult.AlreadyPresent, Apply(Variant("approved")));

        Assert.Equal(RegisterResult.Accepted, Apply(approved));
        Assert.Equal(next.PublicKey, _state.NodesByUrn[Urn].PublicKey);
        Assert.Equal(NodeStatus.Active, _state.NodesByUrn[Urn].Status);
        Assert.Equal("a new chip", _state.NodesByUrn[Urn].Enrolment.Reason);
        Assert.Same(old, _state.Nodes[_chain.Node.Thumbprint]);
        Assert.Equal(NodeStatus.Revoked, old.Status);
    }

    [Fact]
    public void Members_that_do_not_go_together_are_refused_by_both_sides()
    {
        byte[] shared = CoseKey.SymmetricThumbprint(new byte[32]);
        AssertRefused(new NodeEnrolment { Urn = Urn, Site = "Yard", AssuranceLevel = 0, EnrolledAtMs = 5, ChainId = _chain.ChainId });
        AssertRefused(Members(key: _chain.Node.PublicKey, shared: shared));
        AssertRefused(Members(shared: shared, level: 1));
        AssertRefused(Members(shared: shared, evidence: _chain.EvidenceOf()));
        AssertRefused(Members(key: _chain.Node.PublicKey, basis: EnrolmentBasis.Automatic));
        AssertRefused(Members(key: _chain.Node.PublicKey, basis: (EnrolmentBasis)3));
        AssertRefused(Members(key: _chain.Node.PublicKey, reason: ""));
        AssertRefused(Members(key: _chain.Node.PublicKey, reason: new string('x', 129)));
        AssertRefused(Members(shared: new byte[31]));
        void AssertRefused(NodeEnrolment enrolment) => Assert.ThrowsAny<ArgumentException>(() => enrolment.Sign(_chain.Operator));
    }

    [Fact]
    public void A_basis_that_is_not_written_has_no_other_encoding()
    {
        byte[] payload = Members(key: _chain.Node.PublicKey, basis: EnrolmentBasis.Approved).EncodePayload();
        Assert.Equal(1, payload[^1]);
        payload[^1] = 0;
        Assert.Equal(RegisterResult.Malformed, Apply(SignedMessage.Sign(_chain.Operator, NodeEnrolment.ContentType, payload)));
    }

    [Fact]
    public void The_largest_enrolment_has_its_limit_of_bytes()
    {
        EvidenceRecord evidence = new() { Evidence = new byte[Evidence.MaxLength], Nonce = new byte[32], PolicyHash = new byte[32] };
        byte[] largest = new NodeEnrolment
        {
            Urn = "urn:dev:" + new string('x', 87),
            PublicKey = _chain.Node.PublicKey,
            Site = new string('x', 64),
            AssuranceLevel = 2,
            EnrolledAtMs = long.MaxValue,
            ChainId = _chain.ChainId,
            Evidence = evidence,
            Basis = EnrolmentBasis.Automatic,
            Reason = new string('x', 128),
        }.Sign(_chain.Operator);
        Assert.InRange(largest.Length, Evidence.MaxLength, NodeEnrolment.MaxLength);
        Assert.Equal(largest.Length, NodeEnrolment.Parse(largest).Sign(_chain.Operator).Length);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void No_changed_bit_is_accepted(string variant) => EveryBit.AssertRefused(_state, EntryKind.NodeEnrolled, Variant(variant));

    [Theory]
    [MemberData(nameof(Variants))]
    public void The_payload_withstands_hostile_bytes(string variant) => HostileBytes.AssertWithstood(
        SignedMessage.Parse(Variant(variant), NodeEnrolment.ContentType, NodeEnrolment.MaxLength).Payload,
        encoded => NodeEnrolment.ParsePayload(encoded).EncodePayload());

    public void Dispose() => _chain.Dispose();

    private RegisterResult Apply(byte[] message) => _state.Apply(EntryKind.NodeEnrolled, message);

    private byte[] Variant(string variant, SigningKey? key = null, EvidenceRecord? evidence = null)
    {
        key ??= _chain.Node;
        return (variant switch
        {
            "shared" => Members(shared: CoseKey.SymmetricThumbprint(new byte[32])),
            "evidence" => Members(key.PublicKey, evidence: evidence ?? _chain.EvidenceOf(key), level: 2),
            "automatic" => Members(key.PublicKey, evidence: evidence ?? _chain.EvidenceOf(key), level: 2, basis: EnrolmentBasis.Automatic),
            _ => Members(key.PublicKey, basis: EnrolmentBasis.Approved, reason: "a new chip", level: 1),
        }).Sign(_chain.Operator);
    }

    private NodeEnrolment Members(
        byte[]? key = null, byte[]? shared = null, uint level = 0, EvidenceRecord? evidence = null, EnrolmentBasis basis = EnrolmentBasis.Listed,
        string? reason = null) => new()
        {
            Urn = Urn,
            PublicKey = key,
            SharedKeyThumbprint = shared,
            Site = "Yard",
            AssuranceLevel = level,
            EnrolledAtMs = 5,
            ChainId = _chain.ChainId,
            Evidence = evidence,
            Basis = basis,
            Reason = reason,
        };
}
