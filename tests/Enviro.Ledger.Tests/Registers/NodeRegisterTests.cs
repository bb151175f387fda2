using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Ledger.Tests;

public sealed class NodeRegisterTests : IDisposable
{
    private readonly TestChain _chain = new();
    private readonly LedgerState _state = new();

    public NodeRegisterTests()
    {
        _state.Apply(EntryKind.Charter, _chain.CharterMessage);
    }

    [Fact]
    public void An_enrolled_node_is_found_by_its_key_and_its_URN()
    {
        Assert.Equal(RegisterResult.Accepted, Apply(_chain.NodeMessage()));
        NodeRecord node = _state.Nodes[(byte[])_chain.Node.Thumbprint.Clone()];
        Assert.Equal(("urn:dev:ow:10e2073a01080063", "Yard", 1u, 1_700_000_000_002), (node.Urn, node.Site, node.AssuranceLevel, node.EnrolledAtMs));
        Assert.Equal(_chain.Node.PublicKey, node.PublicKey);
        Assert.Same(node, _state.NodesByUrn[node.Urn]);
        Assert.True(node.Key!.VerifyCoseSign1(CoseSign1.Parse(_chain.ReadingMessage(1, 0))));
    }

    [Fact]
    public void Every_rule_has_its_verdict()
    {
        Assert.Equal(RegisterResult.MissingCharter, new LedgerState().Apply(EntryKind.NodeEnrolled, _chain.NodeMessage()));
        Assert.Equal(RegisterResult.NotAuthorised, Apply(_chain.NodeMessage(signer: _chain.Gateway)));
        Assert.Equal(RegisterResult.BadSignature, Apply(_chain.Gateway.SignCoseSign1(
            SignedMessage.EncodeHeader(NodeEnrolment.ContentType, _chain.Operator.Thumbprint), Enrolment().EncodePayload())));
        Assert.Equal(RegisterResult.WrongChain, Apply(_chain.NodeMessage(chainId: new byte[32])));
        Assert.Equal(RegisterResult.InvalidKey, Apply(_chain.NodeMessage(publicKey: new byte[64])));
        Assert.Equal(RegisterResult.Malformed, Apply(_chain.GatewayMessage()));
        Assert.Equal(RegisterResult.Malformed, Apply(_chain.ReadingMessage(1, 0)));
        Assert.Equal(RegisterResult.Malformed, Apply([]));
        Assert.Empty(_state.Nodes);
        Assert.Equal(RegisterResult.Accepted, Apply(_chain.NodeMessage()));
        Assert.Equal(RegisterResult.AlreadyPresent, Apply(_chain.NodeMessage()));
        Assert.Equal(RegisterResult.AlreadyPresent, Apply(_chain.NodeMessage(urn: "urn:dev:ow:other")));
        Assert.Equal(RegisterResult.UrnTaken, Apply(_chain.NodeMessage(publicKey: _chain.NewKey().PublicKey)));
        Assert.Single(_state.Nodes);
        Assert.Single(_state.NodesByUrn);
    }

    [Theory]
    [InlineData("urn:dev:")]
    [InlineData("urn:uuid:10e2073a")]
    [InlineData("urn:dev:ow:1 2")]
    [InlineData("urn:dev:ow:é")]
    public void A_URN_that_is_none_of_a_device_is_refused_by_both_sides(string urn)
    {
        Assert.Throws<ArgumentException>(() => _chain.NodeMessage(urn: urn));
        CborWriter writer = new(256);
        byte[] valid = Enrolment().EncodePayload();
        int textLength = 2 + Enrolment().Urn.Length;
        writer.WriteRaw(valid, 0, 2);
        writer.WriteText(urn);
        writer.WriteRaw(valid, 2 + textLength, valid.Length - 2 - textLength);
        Assert.Equal(RegisterResult.Malformed, Apply(SignedMessage.Sign(_chain.Operator, NodeEnrolment.ContentType, writer.ToArray())));
    }

    [Fact]
    public void Members_outside_their_limits_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Enrolment(urn: "urn:dev:" + new string('x', 88)).Sign(_chain.Operator));
        Assert.Throws<ArgumentException>(() => Enrolment(site: "").Sign(_chain.Operator));
        Assert.Throws<ArgumentException>(() => Enrolment(site: new string('x', 65)).Sign(_chain.Operator));
        Assert.Throws<ArgumentOutOfRangeException>(() => Enrolment(level: 3).Sign(_chain.Operator));
        byte[] largest = Enrolment("urn:dev:" + new string('x', 87), new string('x', 64), 2, long.MaxValue).Sign(_chain.Operator);
        Assert.InRange(largest.Length, 1, NodeEnrolment.MaxLength);
        Assert.Equal(RegisterResult.Accepted, Apply(largest));
    }

    [Fact]
    public void No_changed_bit_is_accepted() => EveryBit.AssertRefused(_state, EntryKind.NodeEnrolled, _chain.NodeMessage());

    [Fact]
    public void The_payload_withstands_hostile_bytes() =>
        HostileBytes.AssertWithstood(Enrolment().EncodePayload(), encoded => NodeEnrolment.ParsePayload(encoded).EncodePayload());

    public void Dispose() => _chain.Dispose();

    private RegisterResult Apply(byte[] message) => _state.Apply(EntryKind.NodeEnrolled, message);

    private NodeEnrolment Enrolment(string urn = "urn:dev:ow:10e2073a01080063", string site = "Yard", uint level = 1, long atMs = 5) => new()
    {
        Urn = urn,
        PublicKey = _chain.Node.PublicKey,
        Site = site,
        AssuranceLevel = level,
        EnrolledAtMs = atMs,
        ChainId = _chain.ChainId,
    };
}
