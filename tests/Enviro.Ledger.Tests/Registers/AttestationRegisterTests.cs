using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Ledger.Tests;

public sealed class AttestationRegisterTests : IDisposable
{
    private readonly TestChain _chain = new();
    private readonly LedgerState _state;

    public AttestationRegisterTests()
    {
        _state = _chain.Founded();
    }

    private NodeRecord Node => _state.Nodes[_chain.Node.Thumbprint];

    [Fact]
    public void A_node_has_its_last_evidence_and_the_level_it_gave()
    {
        Assert.Null(Node.Attestation);
        Assert.Equal(1u, Node.AssuranceLevel);
        Assert.Equal(RegisterResult.Accepted, Apply(_chain.AttestationMessage()));
        Assert.Equal((1u, 1_700_000_000_005, 2u), (Node.Attestation!.Boot, Node.Attestation.AtMs, Node.Attestation.AssuranceLevel));
        Assert.Equal(2u, Node.AssuranceLevel);
        Assert.Equal(1u, Node.Enrolment.AssuranceLevel);
        Assert.Equal(RegisterResult.Accepted, Apply(_chain.AttestationMessage(_chain.EvidenceOf(boot: 7))));
        Assert.Equal(7u, Node.Attestation!.Boot);
    }

    [Fact]
    public void Every_rule_has_its_verdict()
    {
        using SigningKey stranger = _chain.NewKey();
        byte[] valid = _chain.AttestationMessage();
        Assert.Equal(RegisterResult.MissingCharter, new LedgerState().Apply(EntryKind.NodeAttested, valid));
        Assert.Equal(RegisterResult.NotAuthorised, Apply(_chain.AttestationMessage(signer: stranger)));
        Assert.Equal(RegisterResult.NotAuthorised, Apply(_chain.AttestationMessage(signer: _chain.Operator)));
        Assert.Equal(RegisterResult.NotAuthorised, Apply(_chain.AttestationMessage(signer: _chain.Gateway)));
        Assert.Equal(RegisterResult.BadSignature, Apply(stranger.SignCoseSign1(
            SignedMessage.EncodeHeader(NodeAttestation.ContentType, _chain.Service.Thumbprint), _chain.Attestation().EncodePayload())));
        Assert.Equal(RegisterResult.WrongChain, Apply(_chain.AttestationMessage(chainId: new byte[32])));
        Assert.Equal(RegisterResult.UnknownNode, Apply(_chain.AttestationMessage(node: stranger.Thumbprint)));
        Assert.Equal(RegisterResult.WrongEvidence, Apply(_chain.AttestationMessage(_chain.EvidenceOf(stranger))));
        Assert.Equal(RegisterResult.WrongPolicy, Apply(_chain.AttestationMessage(_chain.EvidenceOf(policyHash: new byte[32]))));
        Assert.Equal(RegisterResult.Malformed, Apply(_chain.AttestationMessage(
            new EvidenceRecord { Evidence = [1, 2], Nonce = new byte[32], PolicyHash = _state.PolicyHash })));
        Assert.Equal(RegisterResult.Malformed, Apply(_chain.NodeMessage()));
        Assert.Null(Node.Attestation);
        Assert.Equal(RegisterResult.Accepted, Apply(valid));
    }

    [Fact]
    public void Evidence_counts_once()
    {
        Assert.Equal(RegisterResult.Accepted, Apply(_chain.AttestationMessage()));
        Assert.Equal(RegisterResult.AlreadyPresent, Apply(_chain.AttestationMessage()));
        Assert.Equal(RegisterResult.Accepted, Apply(_chain.AttestationMessage(_chain.EvidenceOf(nonce: 2))));
        Assert.Equal(RegisterResult.AlreadyPresent, Apply(_chain.AttestationMessage()));
        Assert.Equal(RegisterResult.Accepted, Apply(_chain.AttestationMessage(_chain.EvidenceOf(boot: 2, nonce: 3))));
        Assert.Equal(RegisterResult.OutOfOrder, Apply(_chain.AttestationMessage()));
        Assert.Equal(RegisterResult.OutOfOrder, Apply(_chain.AttestationMessage(_chain.EvidenceOf(nonce: 4))));
        Assert.Equal(RegisterResult.AlreadyPresent, Apply(_chain.AttestationMessage(_chain.EvidenceOf(boot: 2, nonce: 3))));
    }

    [Fact]
    public void A_node_that_is_not_active_is_not_attested()
    {
        _state.Apply(EntryKind.NodeStatus, _chain.StatusMessage(NodeStatus.Suspended));
        Assert.Equal(RegisterResult.NotActive, Apply(_chain.AttestationMessage()));
        _state.Apply(EntryKind.NodeStatus, _chain.StatusMessage(NodeStatus.Active, atMs: 1_700_000_000_007));
        Assert.Equal(RegisterResult.Accepted, Apply(_chain.AttestationMessage()));
        _state.Apply(EntryKind.NodeStatus, _chain.StatusMessage(NodeStatus.Revoked, atMs: 1_700_000_000_008));
        Assert.Equal(RegisterResult.NotActive, Apply(_chain.AttestationMessage(_chain.EvidenceOf(nonce: 2))));
    }

    [Fact]
    public void A_service_key_that_was_replaced_attests_nothing_more()
    {
        using SigningKey next = _chain.NewKey();
        _state.Apply(EntryKind.GatewayEnrolled, _chain.ServiceMessage(next.PublicKey, atMs: 1_700_000_000_009));
        Assert.Equal(RegisterResult.NotAuthorised, Apply(_chain.AttestationMessage()));
        Assert.Equal(RegisterResult.Accepted, Apply(_chain.AttestationMessage(signer: next)));
    }

    [Fact]
    public void A_node_with_a_shared_key_has_no_evidence()
    {
        NodeEnrolment enrolment = new()
        {
            Urn = "urn:dev:ow:mac",
            SharedKeyThumbprint = _chain.Gateway.Thumbprint,
            Site = "Yard",
            AssuranceLevel = 0,
            EnrolledAtMs = 0,
            ChainId = _chain.ChainId,
        };
        Assert.Equal(RegisterResult.Accepted, _state.Apply(EntryKind.NodeEnrolled, enrolment.Sign(_chain.Operator)));
        Assert.Equal(
            RegisterResult.WrongEvidence, Apply(_chain.AttestationMessage(_chain.EvidenceOf(_chain.Gateway), node: _chain.Gateway.Thumbprint)));
    }

    [Fact]
    public void Members_outside_their_limits_are_refused()
    {
        EvidenceRecord largest = new() { Evidence = new byte[Evidence.MaxLength], Nonce = new byte[32], PolicyHash = new byte[32] };
        Assert.InRange(_chain.AttestationMessage(largest).Length, Evidence.MaxLength, NodeAttestation.MaxLength);
        Assert.ThrowsAny<ArgumentException>(() => _chain.AttestationMessage(node: new byte[31]));
        Assert.ThrowsAny<ArgumentException>(() => _chain.AttestationMessage(chainId: new byte[31]));
        foreach (int length in (int[])[0, Evidence.MaxLength + 1])
        {
            EvidenceRecord outside = new() { Evidence = new byte[length], Nonce = new byte[32], PolicyHash = new byte[32] };
            Assert.ThrowsAny<ArgumentException>(() => _chain.AttestationMessage(outside));
        }

        Assert.ThrowsAny<ArgumentException>(() => _chain.AttestationMessage(new EvidenceRecord { Evidence = [1], Nonce = [], PolicyHash = new byte[32] }));
        Assert.ThrowsAny<ArgumentException>(() => _chain.AttestationMessage(new EvidenceRecord { Evidence = [1], Nonce = new byte[32], PolicyHash = [] }));
    }

    [Fact]
    public void No_changed_bit_is_accepted() => EveryBit.AssertRefused(_state, EntryKind.NodeAttested, _chain.AttestationMessage());

    [Fact]
    public void The_payload_withstands_hostile_bytes() =>
        HostileBytes.AssertWithstood(_chain.Attestation().EncodePayload(), encoded => NodeAttestation.ParsePayload(encoded).EncodePayload());

    public void Dispose() => _chain.Dispose();

    private RegisterResult Apply(byte[] message) => _state.Apply(EntryKind.NodeAttested, message);
}
