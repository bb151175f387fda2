using Enviro.Ledger.Registers;

namespace Enviro.Ledger.Tests;

public sealed class GatewayRegisterTests : IDisposable
{
    private readonly TestChain _chain = new();
    private readonly LedgerState _state = new();

    public GatewayRegisterTests()
    {
        _state.Apply(EntryKind.Charter, _chain.CharterMessage);
    }

    [Fact]
    public void An_enrolled_gateway_is_found_by_its_key()
    {
        Assert.Equal(RegisterResult.Accepted, _state.Apply(EntryKind.GatewayEnrolled, _chain.GatewayMessage()));
        GatewayRecord gateway = _state.Gateways[(byte[])_chain.Gateway.Thumbprint.Clone()];
        Assert.Equal(("Roof", SealKeyKind.Software, 1_700_000_000_001), (gateway.Name, gateway.KeyKind, gateway.EnrolledAtMs));
        Assert.Equal(_chain.Gateway.PublicKey, gateway.PublicKey);
    }

    [Fact]
    public void Every_rule_has_its_verdict()
    {
        Assert.Equal(RegisterResult.MissingCharter, new LedgerState().Apply(EntryKind.GatewayEnrolled, _chain.GatewayMessage()));
        Assert.Equal(RegisterResult.NotAuthorised, Apply(Enrolment().Sign(_chain.Node)));
        Assert.Equal(RegisterResult.BadSignature, Apply(_chain.Node.SignCoseSign1(
            SignedMessage.EncodeHeader(GatewayEnrolment.ContentType, _chain.Operator.Thumbprint), Enrolment().EncodePayload())));
        Assert.Equal(RegisterResult.WrongChain, Apply(Enrolment(chainId: new byte[32]).Sign(_chain.Operator)));
        Assert.Equal(RegisterResult.InvalidKey, Apply(Enrolment(key: new byte[64]).Sign(_chain.Operator)));
        Assert.Equal(RegisterResult.Malformed, Apply(SignedMessage.Sign(_chain.Operator, NodeEnrolment.ContentType, Enrolment().EncodePayload())));
        Assert.Equal(RegisterResult.Malformed, Apply(_chain.NodeMessage()));
        Assert.Equal(RegisterResult.Malformed, Apply(new byte[GatewayEnrolment.MaxLength + 1]));
        Assert.Empty(_state.Gateways);
        Assert.Equal(RegisterResult.Accepted, Apply(Enrolment().Sign(_chain.Operator)));
        Assert.Equal(RegisterResult.AlreadyPresent, Apply(Enrolment("Other name").Sign(_chain.Operator)));
        Assert.Equal("Roof", Assert.Single(_state.Gateways).Value.Name);
    }

    [Fact]
    public void A_service_key_may_be_replaced_and_the_old_one_counts_no_more()
    {
        using SigningKey next = _chain.NewKey();
        Assert.Equal(RegisterResult.Accepted, Apply(_chain.GatewayMessage()));
        Assert.Empty(_state.ServiceKeys);
        Assert.Equal(RegisterResult.Accepted, Apply(_chain.ServiceMessage()));
        GatewayRecord gateway = _state.ServiceKeys[(byte[])_chain.Service.Thumbprint.Clone()];
        Assert.Same(_state.Gateways[_chain.Gateway.Thumbprint], gateway);
        Assert.Equal(RegisterResult.AlreadyPresent, Apply(_chain.ServiceMessage()));
        Assert.Equal(RegisterResult.AlreadyPresent, Apply(_chain.GatewayMessage()));

        Assert.Equal(RegisterResult.Accepted, Apply(_chain.ServiceMessage(next.PublicKey, name: "Other name", atMs: 1_700_000_000_009)));
        Assert.Equal(next.PublicKey, gateway.ServiceKey!.PublicKey);
        Assert.Equal("Roof", gateway.Name);
        Assert.Same(gateway, Assert.Single(_state.ServiceKeys).Value);
        Assert.False(_state.ServiceKeys.ContainsKey(_chain.Service.Thumbprint));
        Assert.Equal(RegisterResult.OutOfOrder, Apply(_chain.ServiceMessage()));
        Assert.Equal(RegisterResult.OutOfOrder, Apply(_chain.ServiceMessage(atMs: 1_700_000_000_009)));
        Assert.Equal(RegisterResult.Accepted, Apply(_chain.ServiceMessage(atMs: 1_700_000_000_010)));
    }

    [Fact]
    public void A_service_key_is_one_gateways_and_a_point()
    {
        using SigningKey other = _chain.NewKey();
        Assert.Equal(RegisterResult.InvalidKey, Apply(_chain.ServiceMessage(new byte[64])));
        Assert.Equal(RegisterResult.Accepted, Apply(_chain.ServiceMessage()));
        Assert.Equal(RegisterResult.KeyTaken, Apply(_chain.ServiceMessage(sealKey: other.PublicKey)));
        Assert.Single(_state.Gateways);
    }

    [Fact]
    public void No_changed_bit_of_an_enrolment_with_a_service_key_is_accepted() =>
        EveryBit.AssertRefused(_state, EntryKind.GatewayEnrolled, _chain.ServiceMessage());

    [Fact]
    public void Members_outside_their_limits_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Enrolment("").Sign(_chain.Operator));
        Assert.Throws<ArgumentException>(() => Enrolment(new string('x', 65)).Sign(_chain.Operator));
        Assert.Throws<ArgumentException>(() => Enrolment(key: new byte[63]).Sign(_chain.Operator));
        Assert.Throws<ArgumentOutOfRangeException>(() => Enrolment(chainId: new byte[31]).Sign(_chain.Operator));
        Assert.Throws<ArgumentOutOfRangeException>(() => Enrolment(kind: (SealKeyKind)2).Sign(_chain.Operator));
        Assert.Throws<ArgumentException>(() => Enrolment(service: new byte[63]).Sign(_chain.Operator));
        Assert.InRange(Enrolment(new string('x', 64), atMs: long.MaxValue, service: _chain.Service.PublicKey).Sign(_chain.Operator).Length, 1, GatewayEnrolment.MaxLength);
    }

    [Fact]
    public void No_changed_bit_is_accepted() => EveryBit.AssertRefused(_state, EntryKind.GatewayEnrolled, _chain.GatewayMessage());

    [Fact]
    public void The_payload_withstands_hostile_bytes() =>
        HostileBytes.AssertWithstood(Enrolment(service: _chain.Service.PublicKey).EncodePayload(), encoded => GatewayEnrolment.ParsePayload(encoded).EncodePayload());

    public void Dispose() => _chain.Dispose();

    private RegisterResult Apply(byte[] message) => _state.Apply(EntryKind.GatewayEnrolled, message);

    private GatewayEnrolment Enrolment(
        string name = "Roof", byte[]? key = null, byte[]? chainId = null, SealKeyKind kind = SealKeyKind.TpmAttestationKey, long atMs = 5,
        byte[]? service = null) => new()
        {
            Name = name,
            PublicKey = key ?? _chain.Gateway.PublicKey,
            KeyKind = kind,
            EnrolledAtMs = atMs,
            ChainId = chainId ?? _chain.ChainId,
            ServiceKey = service,
        };
}
