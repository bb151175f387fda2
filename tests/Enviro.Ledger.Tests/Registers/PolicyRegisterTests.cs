using System.Security.Cryptography;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Ledger.Tests;

public sealed class PolicyRegisterTests : IDisposable
{
    private readonly TestChain _chain = new();
    private readonly LedgerState _state = new();

    public PolicyRegisterTests()
    {
        _state.Apply(EntryKind.Charter, _chain.CharterMessage);
    }

    [Fact]
    public void The_last_policy_is_in_force()
    {
        Assert.Null(_state.Policy);
        Assert.Empty(_state.PolicyHash);
        byte[] message = _chain.Policy().Sign(_chain.Operator);
        Assert.Equal(RegisterResult.Accepted, Apply(message));
        Assert.Equal(SHA256.HashData(SignedMessage.Parse(message, AttestationPolicy.ContentType, AttestationPolicy.MaxLength).Payload), _state.PolicyHash);
        Assert.Equal(_state.PolicyHash, _chain.Policy().Hash);
        Assert.Equal("Workshop", Assert.Single(_state.Policy!.Authorities).Name);
        Assert.Equal("0.2.0", Assert.Single(_state.Policy.Firmware).Version);
        Assert.Equal("field", Assert.Single(_state.Policy.Configurations).Name);

        Assert.Equal(RegisterResult.Accepted, Apply(_chain.Policy(ApprovalMode.Automatic, 1_700_000_000_004).Sign(_chain.Operator)));
        Assert.Equal(ApprovalMode.Automatic, _state.Policy!.Approval);
        Assert.Equal(RegisterResult.OutOfOrder, Apply(message));
        Assert.Equal(RegisterResult.OutOfOrder, Apply(_chain.Policy(atMs: 1_700_000_000_004).Sign(_chain.Operator)));
        Assert.Equal(RegisterResult.Accepted, Apply(_chain.Policy(atMs: 1_700_000_000_005).Sign(_chain.Operator)));
        Assert.Equal(ApprovalMode.Manual, _state.Policy!.Approval);
    }

    [Fact]
    public void A_policy_that_says_the_same_later_is_none_anew()
    {
        AttestationPolicy later = _chain.Policy(atMs: 1_800_000_000_000);
        Assert.True(later.SaysTheSameAs(_chain.Policy()));
        Assert.False(later.SaysTheSameAs(_chain.Policy(ApprovalMode.Automatic)));
        Assert.Equal(RegisterResult.Accepted, Apply(_chain.Policy().Sign(_chain.Operator)));
        Assert.Equal(RegisterResult.AlreadyPresent, Apply(later.Sign(_chain.Operator)));
        Assert.Equal(_chain.Policy().Hash, _state.PolicyHash);
    }

    [Fact]
    public void Every_rule_has_its_verdict()
    {
        Assert.Equal(RegisterResult.MissingCharter, new LedgerState().Apply(EntryKind.Policy, _chain.Policy().Sign(_chain.Operator)));
        Assert.Equal(RegisterResult.NotAuthorised, Apply(_chain.Policy().Sign(_chain.Service)));
        Assert.Equal(RegisterResult.BadSignature, Apply(_chain.Node.SignCoseSign1(
            SignedMessage.EncodeHeader(AttestationPolicy.ContentType, _chain.Operator.Thumbprint), _chain.Policy().EncodePayload())));
        Assert.Equal(RegisterResult.WrongChain, Apply(Policy(chainId: new byte[32]).Sign(_chain.Operator)));
        Assert.Equal(RegisterResult.Malformed, Apply(_chain.NodeMessage()));
        Assert.Null(_state.Policy);
    }

    [Fact]
    public void An_empty_policy_is_one() => Assert.Equal(RegisterResult.Accepted, Apply(Policy().Sign(_chain.Operator)));

    [Fact]
    public void The_largest_policy_fits_and_nothing_larger_is_made()
    {
        string name = new('x', 32);
        byte[] digest = new byte[32];
        AttestationPolicy largest = Policy(
            [.. Enumerable.Repeat(new TrustedAuthority(name + name, new byte[1024]), 16)],
            [.. Enumerable.Repeat(new FirmwareReference(name, name, digest, true), 64)],
            [.. Enumerable.Repeat(new ConfigurationReference(name, digest), 16)]);
        byte[] message = largest.Sign(_chain.Operator);
        Assert.InRange(message.Length, 1, AttestationPolicy.MaxLength);
        Assert.Equal(RegisterResult.Accepted, Apply(message));
        Assert.All(_state.Policy!.Firmware, firmware => Assert.True(firmware.MayBeDebugged));
        Refused(Policy([.. Enumerable.Repeat(new TrustedAuthority(name, [1]), 17)]));
        Refused(Policy(firmware: [.. Enumerable.Repeat(new FirmwareReference(name, name, digest), 65)]));
        Refused(Policy(configurations: [.. Enumerable.Repeat(new ConfigurationReference(name, digest), 17)]));
        Refused(Policy([new TrustedAuthority(name, [])]));
        Refused(Policy([new TrustedAuthority(name, new byte[1025])]));
        Refused(Policy([new TrustedAuthority("", [1])]));
        Refused(Policy(firmware: [new FirmwareReference(name + "x", name, digest)]));
        Refused(Policy(firmware: [new FirmwareReference(name, "", digest)]));
        Refused(Policy(firmware: [new FirmwareReference(name, name, new byte[31])]));
        Refused(Policy(configurations: [new ConfigurationReference("\t", digest)]));
        void Refused(AttestationPolicy policy) => Assert.ThrowsAny<ArgumentException>(() => policy.Sign(_chain.Operator));
    }

    [Fact]
    public void A_list_longer_than_its_limit_is_refused_by_the_reader_too()
    {
        CborWriter writer = new(4096);
        byte[] payload = Policy().EncodePayload();
        int authorities = payload.Length - 8;
        Assert.Equal([3, 0x80, 4, 0x80, 5, 0x80, 6, 0], payload[authorities..]);
        writer.WriteRaw(payload, 0, authorities + 1);
        writer.WriteArrayStart(17);
        for (int i = 0; i < 17; i++)
        {
            writer.WriteMapStart(2);
            writer.WriteInteger(1);
            writer.WriteText("x");
            writer.WriteInteger(2);
            writer.WriteByteString([1]);
        }

        writer.WriteRaw(payload, authorities + 2, 6);
        Assert.Throws<WireFormatException>(() => AttestationPolicy.ParsePayload(writer.ToArray()));
    }

    [Fact]
    public void No_changed_bit_is_accepted() => EveryBit.AssertRefused(_state, EntryKind.Policy, _chain.Policy().Sign(_chain.Operator));

    [Fact]
    public void The_payload_withstands_hostile_bytes() =>
        HostileBytes.AssertWithstood(_chain.Policy().EncodePayload(), encoded => AttestationPolicy.ParsePayload(encoded).EncodePayload());

    public void Dispose() => _chain.Dispose();

    private RegisterResult Apply(byte[] message) => _state.Apply(EntryKind.Policy, message);

    private AttestationPolicy Policy(
        TrustedAuthority[]? authorities = null, FirmwareReference[]? firmware = null, ConfigurationReference[]? configurations = null, byte[]? chainId = null) => new()
        {
            Authorities = authorities ?? [],
            Firmware = firmware ?? [],
            Configurations = configurations ?? [],
            Approval = ApprovalMode.Manual,
            AtMs = 5,
            ChainId = chainId ?? _chain.ChainId,
        };
}
