using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Ledger.Tests;

public sealed class CharterTests : IDisposable
{
    private readonly TestChain _chain = new();
    private readonly LedgerState _state = new();

    [Fact]
    public void A_charter_names_the_chain_and_its_operator()
    {
        Assert.Equal(RegisterResult.Accepted, _state.Apply(EntryKind.Charter, _chain.CharterMessage));
        Charter charter = _state.Charter!;
        Assert.Equal(("Test chain", 1_700_000_000_000), (charter.Name, charter.CreatedAtMs));
        Assert.Equal(_chain.Operator.PublicKey, charter.OperatorKey.PublicKey);
        Assert.Equal(_chain.ChainId, charter.ChainId);
    }

    [Fact]
    public void A_second_charter_is_refused_whoever_signs_it()
    {
        _state.Apply(EntryKind.Charter, _chain.CharterMessage);
        Assert.Equal(RegisterResult.AlreadyPresent, _state.Apply(EntryKind.Charter, Charter.Sign(_chain.Operator, "Again", 0)));
        Assert.Equal(RegisterResult.AlreadyPresent, _state.Apply(EntryKind.Charter, Charter.Sign(_chain.Node, "Coup", 0)));
        Assert.Equal("Test chain", _state.Charter!.Name);
    }

    [Fact]
    public void A_charter_signed_by_another_than_its_operator_is_refused()
    {
        byte[] payload = Charter.EncodePayload("Stolen", _chain.Operator.PublicKey, 0);
        byte[] namesItself = SignedMessage.Sign(_chain.Node, Charter.ContentType, payload);
        byte[] namesTheOperator = _chain.Node.SignCoseSign1(SignedMessage.EncodeHeader(Charter.ContentType, _chain.Operator.Thumbprint), payload);
        Assert.Equal(RegisterResult.NotAuthorised, _state.Apply(EntryKind.Charter, namesItself));
        Assert.Equal(RegisterResult.BadSignature, _state.Apply(EntryKind.Charter, namesTheOperator));
        Assert.Null(_state.Charter);
    }

    [Fact]
    public void An_operator_key_off_the_curve_is_refused() => Assert.Equal(
        RegisterResult.InvalidKey,
        _state.Apply(EntryKind.Charter, SignedMessage.Sign(_chain.Operator, Charter.ContentType, Charter.EncodePayload("Zero", new byte[64], 0))));

    [Fact]
    public void Names_outside_their_limits_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Charter.Sign(_chain.Operator, "", 0));
        Assert.Throws<ArgumentException>(() => Charter.Sign(_chain.Operator, new string('x', 65), 0));
        Assert.Throws<ArgumentException>(() => Charter.Sign(_chain.Operator, "bell\a", 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Charter.Sign(_chain.Operator, "x", -1));
        Assert.InRange(Charter.Sign(_chain.Operator, new string('x', 64), long.MaxValue).Length, 1, Charter.MaxLength);
        byte[] payload = Charter.EncodePayload("bell!", _chain.Operator.PublicKey, 0);
        payload[payload.AsSpan().IndexOf((byte)'!')] = 7;
        Assert.Equal(RegisterResult.Malformed, _state.Apply(EntryKind.Charter, SignedMessage.Sign(_chain.Operator, Charter.ContentType, payload)));
    }

    [Fact]
    public void A_charter_withstands_hostile_bytes()
    {
        HostileBytes.AssertWithstood(_chain.CharterMessage, encoded =>
        {
            if (!Charter.TryParse(encoded, out Charter? charter))
            {
                // A changed key that is no point: well-formed, and refused by a verdict.
                return encoded;
            }

            CborWriter writer = new(Charter.MaxLength);
            byte[] payload = Charter.EncodePayload(charter.Name, charter.OperatorKey.PublicKey, charter.CreatedAtMs);
            byte[] header = SignedMessage.EncodeHeader(Charter.ContentType, charter.Signed.KeyId);
            byte[] signature = encoded[^64..];
            CoseSign1.Write(writer, header, 0, header.Length, payload, 0, payload.Length, signature);
            return writer.ToArray();
        });
    }

    [Fact]
    public void No_changed_bit_is_accepted() => EveryBit.AssertRefused(_state, EntryKind.Charter, _chain.CharterMessage);

    public void Dispose() => _chain.Dispose();
}
