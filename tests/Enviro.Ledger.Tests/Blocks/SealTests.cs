using Enviro.Wire;

namespace Enviro.Ledger.Tests;

public sealed class SealTests : IDisposable
{
    private static readonly byte[] Header = [1, 2, 3];
    private readonly TestChain _chain = new();

    [Fact]
    public void A_quote_keeps_its_two_parts()
    {
        byte[] attest = [.. Enumerable.Range(0, 145).Select(i => (byte)i)];
        byte[] signature = [.. Enumerable.Repeat((byte)7, 64)];
        Seal seal = Seal.Parse(Seal.FromQuote(attest, signature).Encode());
        Assert.True(seal.IsQuote);
        Assert.Equal(attest, seal.Attest);
        Assert.Equal(signature, seal.Signature);
        Assert.Null(seal.Envelope);
        HostileBytes.AssertWithstood(seal.Encode(), encoded => Seal.Parse(encoded).Encode());
    }

    [Fact]
    public void A_software_seal_covers_the_hash_of_the_header()
    {
        Seal seal = Seal.Parse(Seal.Sign(_chain.Gateway, Header).Encode());
        Assert.False(seal.IsQuote);
        Assert.Null(seal.Attest);
        Assert.Equal(BlockHeader.HashOf(Header), seal.Message!.Payload);
        Assert.Equal(_chain.Gateway.Thumbprint, seal.Message.KeyId);
        Assert.True(Es256.Verify(_chain.Gateway.PublicKey, Es256.DigestOf(seal.Envelope!), seal.Signature));
        HostileBytes.AssertWithstood(seal.Encode(), encoded => Seal.Parse(encoded).Encode());
    }

    [Fact]
    public void Only_the_key_in_the_header_has_signed()
    {
        Assert.True(Es256Key.TryCreate(_chain.Gateway.PublicKey, out Es256Key? gateway));
        Assert.True(Es256Key.TryCreate(_chain.Node.PublicKey, out Es256Key? node));
        byte[] claimsGateway = _chain.Node.SignCoseSign1(SignedMessage.EncodeHeader(Seal.ContentType, _chain.Gateway.Thumbprint), new byte[32]);
        Assert.True(Seal.Sign(_chain.Gateway, Header).Message!.IsSignedBy(gateway));
        Assert.False(Seal.Sign(_chain.Gateway, Header).Message!.IsSignedBy(node));
        Assert.False(Seal.FromEnvelope(claimsGateway).Message!.IsSignedBy(gateway));
        Assert.False(Seal.FromEnvelope(claimsGateway).Message!.IsSignedBy(node));
    }

    [Fact]
    public void A_signature_for_another_purpose_is_no_seal() =>
        Assert.Throws<WireFormatException>(() => Seal.FromEnvelope(SignedMessage.Sign(_chain.Gateway, "application/other+cbor", new byte[32])));

    [Fact]
    public void A_payload_that_is_no_hash_is_no_seal() =>
        Assert.Throws<WireFormatException>(() => Seal.FromEnvelope(SignedMessage.Sign(_chain.Gateway, Seal.ContentType, new byte[31])));

    [Fact]
    public void A_quote_above_its_limit_is_refused()
    {
        byte[] signature = new byte[64];
        byte[] largest = Seal.FromQuote(new byte[Seal.MaxAttestLength], signature).Encode();
        Assert.InRange(largest.Length, 1, Seal.MaxLength);
        Assert.True(Seal.Parse(largest).IsQuote);
        Assert.Throws<ArgumentOutOfRangeException>(() => Seal.FromQuote(new byte[Seal.MaxAttestLength + 1], signature));
        Assert.Throws<ArgumentOutOfRangeException>(() => Seal.FromQuote([1], new byte[63]));
        Assert.Throws<WireFormatException>(() => Seal.Parse(new byte[Seal.MaxLength + 1]));
    }

    public void Dispose() => _chain.Dispose();
}
