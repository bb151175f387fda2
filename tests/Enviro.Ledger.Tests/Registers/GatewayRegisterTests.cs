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
    public void Members_outside_their_limits_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Enrolment("").Sign(_chain.Operator));
        Assert.Throws<ArgumentException>(() => Enrolment(new string('x', 65)).Sign(_chain.Operator));
        Assert.Throws<ArgumentException>(() => Enrolment(key: new byte[63]).Sign(_chain.Operator));
        Assert.Throws<ArgumentOutOfRangeException>(() => Enrolment(chainId: new byte[31]).Sign(_chain.Operator));
        Assert.Throws<ArgumentOutOfRangeException>(() => Enrolment(kind: (SealKeyKind)2).Sign(_chain.Operator));
        Assert.InRange(Enrolment(new string('x', 64), atMs: long.MaxValue).Sign(_chain.Operator).Length, 1, GatewayEnrolment.MaxLength);
    }

    [Fact]
    public void No_changed_bit_is_accepted() => EveryBit.AssertRefused(_state, EntryKind.GatewayEnrolled, _chain.GatewayMessage());

    [Fact]
    public void The_payload_withstands_hostile_bytes() =>
        HostileBytes.AssertWithstood(Enrolment().EncodePayload(), encoded => GatewayEnrolment.ParsePayload(encoded).EncodePayload());

    public void Dispose() => _chain.Dispose();

    private RegisterResult Apply(byte[] message) => _state.Apply(EntryKind.GatewayEnrolled, message);

    private GatewayEnrolment Enrolment(
        string name = "Roof", byte[]? key = null, byte[]? chainId = null, SealKeyKind kind = SealKeyKind.TpmAttestationKey, long atMs = 5) => new()
        {
            Name = name,
            PublicKey = key ?? _chain.Gateway.PublicKey,
            KeyKind = kind,
            EnrolledAtMs = atMs,
            ChainId = chainId ?? _chain.ChainId,
        };
}
