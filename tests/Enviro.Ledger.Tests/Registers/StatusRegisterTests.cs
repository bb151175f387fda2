using Enviro.Ledger.Registers;

namespace Enviro.Ledger.Tests;

public sealed class StatusRegisterTests : IDisposable
{
    private readonly TestChain _chain = new();
    private readonly LedgerState _state;

    public StatusRegisterTests()
    {
        _state = _chain.Founded();
    }

    [Fact]
    public void A_node_is_suspended_resumed_and_revoked_for_good()
    {
        NodeRecord node = _state.Nodes[_chain.Node.Thumbprint];
        Assert.Equal(NodeStatus.Active, node.Status);
        Assert.Equal(RegisterResult.AlreadyPresent, Apply(Change(NodeStatus.Active)));
        Assert.Equal(RegisterResult.Accepted, Apply(Change(NodeStatus.Suspended)));
        Assert.Equal(("why", 5L), (node.LastStatusChange!.Reason, node.LastStatusChange.AtMs));
        Assert.Equal(RegisterResult.AlreadyPresent, Apply(Change(NodeStatus.Suspended)));
        Assert.Equal(RegisterResult.OutOfOrder, Apply(Change(NodeStatus.Active)));
        Assert.Equal(RegisterResult.Accepted, Apply(Change(NodeStatus.Active, atMs: 6)));
        Assert.Equal(RegisterResult.OutOfOrder, Apply(Change(NodeStatus.Suspended)));
        Assert.Equal(RegisterResult.Accepted, Apply(Change(NodeStatus.Revoked, atMs: 7)));
        Assert.Equal(RegisterResult.AlreadyPresent, Apply(Change(NodeStatus.Revoked)));
        Assert.Equal(RegisterResult.NotActive, Apply(Change(NodeStatus.Active)));
        Assert.Equal(RegisterResult.NotActive, Apply(Change(NodeStatus.Suspended)));
        Assert.Equal(NodeStatus.Revoked, node.Status);
    }

    [Fact]
    public void Every_rule_has_its_verdict()
    {
        NodeStatusChange change = Change(NodeStatus.Suspended);
        Assert.Equal(RegisterResult.MissingCharter, new LedgerState().Apply(EntryKind.NodeStatus, change.Sign(_chain.Operator)));
        Assert.Equal(RegisterResult.NotAuthorised, Apply(change, _chain.Service));
        Assert.Equal(RegisterResult.BadSignature, _state.Apply(EntryKind.NodeStatus, _chain.Node.SignCoseSign1(
            SignedMessage.EncodeHeader(NodeStatusChange.ContentType, _chain.Operator.Thumbprint), change.EncodePayload())));
        Assert.Equal(RegisterResult.WrongChain, Apply(Change(NodeStatus.Suspended, chainId: new byte[32])));
        Assert.Equal(RegisterResult.UnknownNode, Apply(Change(NodeStatus.Suspended, new byte[32])));
        Assert.Equal(RegisterResult.Malformed, _state.Apply(EntryKind.NodeStatus, _chain.NodeMessage()));
        Assert.Equal(NodeStatus.Active, _state.Nodes[_chain.Node.Thumbprint].Status);
    }

    [Fact]
    public void Members_outside_their_limits_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Change(NodeStatus.Active, reason: "").Sign(_chain.Operator));
        Assert.Throws<ArgumentException>(() => Change(NodeStatus.Active, reason: new string('x', 129)).Sign(_chain.Operator));
        Assert.Throws<ArgumentException>(() => Change(NodeStatus.Active, reason: "a\nb").Sign(_chain.Operator));
        Assert.ThrowsAny<ArgumentException>(() => Change((NodeStatus)3).Sign(_chain.Operator));
        Assert.ThrowsAny<ArgumentException>(() => Change(NodeStatus.Active, new byte[31]).Sign(_chain.Operator));
        byte[] largest = Change(NodeStatus.Revoked, reason: new string('x', 128), atMs: long.MaxValue).Sign(_chain.Operator);
        Assert.InRange(largest.Length, 1, NodeStatusChange.MaxLength);
        Assert.Equal(NodeStatus.Revoked, NodeStatusChange.Parse(largest).Status);
    }

    [Fact]
    public void No_changed_bit_is_accepted() => EveryBit.AssertRefused(_state, EntryKind.NodeStatus, Change(NodeStatus.Suspended).Sign(_chain.Operator));

    [Fact]
    public void The_payload_withstands_hostile_bytes() =>
        HostileBytes.AssertWithstood(Change(NodeStatus.Suspended).EncodePayload(), encoded => NodeStatusChange.ParsePayload(encoded).EncodePayload());

    public void Dispose() => _chain.Dispose();

    private RegisterResult Apply(NodeStatusChange change, SigningKey? signer = null) =>
        _state.Apply(EntryKind.NodeStatus, change.Sign(signer ?? _chain.Operator));

    private NodeStatusChange Change(NodeStatus status, byte[]? node = null, string reason = "why", long atMs = 5, byte[]? chainId = null) => new()
    {
        Node = node ?? _chain.Node.Thumbprint,
        Status = status,
        Reason = reason,
        AtMs = atMs,
        ChainId = chainId ?? _chain.ChainId,
    };
}
