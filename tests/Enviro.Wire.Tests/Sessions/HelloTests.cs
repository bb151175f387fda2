using System.Security.Cryptography;

namespace Enviro.Wire.Tests;

public sealed class HelloTests
{
    private static readonly byte[] SharedKey = Sha256.HashData("shared"u8.ToArray());

    [Fact]
    public void A_signed_hello_says_who_and_its_signature_verifies()
    {
        using Exchange exchange = new();
        Hello hello = Hello.Parse(exchange.Hello);
        Assert.Equal(Exchange.Urn, hello.Urn);
        Assert.Equal(TestKey.PublicKey, hello.PublicKey);
        Assert.Equal(exchange.Nonce, hello.Nonce);
        Assert.Equal(7u, hello.Boot);
        Assert.Equal(TestKey.Thumbprint, hello.Envelope.KeyId);
        Assert.False(hello.Envelope.IsMac);
        Assert.True(Verifies(hello.Envelope));
    }

    [Fact]
    public void A_hello_under_a_shared_key_is_authentic_under_that_key_only()
    {
        Hello hello = Hello.Parse(MacHello());
        Assert.True(hello.Envelope.IsMac);
        Assert.Empty(hello.PublicKey);
        Assert.Equal(CoseKey.SymmetricThumbprint(SharedKey), hello.Envelope.KeyId);
        Assert.True(hello.Envelope.IsAuthenticUnder(SharedKey));
        Assert.False(hello.Envelope.IsAuthenticUnder(Sha256.HashData(SharedKey)));
        Assert.False(hello.Envelope.IsAuthenticUnder([]));
    }

    [Fact]
    public void A_flipped_bit_is_malformed_or_not_authentic()
    {
        using Exchange exchange = new();
        Assert.All(Malformed.WellFormedBitFlips(exchange.Hello, m => Hello.Parse(m)), m => Assert.False(Verifies(Hello.Parse(m).Envelope)));
        Assert.All(Malformed.WellFormedBitFlips(MacHello(), m => Hello.Parse(m)), m => Assert.False(Hello.Parse(m).Envelope.IsAuthenticUnder(SharedKey)));
    }

    [Fact]
    public void Other_lengths_and_rubbish_are_malformed()
    {
        using Exchange exchange = new();
        Malformed.LengthsAndRubbish(exchange.Hello, Hello.MaxLength, m => Hello.Parse(m));
        Malformed.LengthsAndRubbish(MacHello(), Hello.MaxLength, m => Hello.Parse(m));
    }

    [Fact]
    public void A_key_identifier_of_another_key_is_malformed() =>
        Assert.True(Malformed.Is(Exchange.SignedHello(Exchange.Urn, TestKey.PublicKey, new byte[32], new byte[32], 1), m => Hello.Parse(m)));

    [Fact]
    public void Another_content_type_is_malformed()
    {
        using Exchange exchange = new();
        Assert.True(Malformed.Is(exchange.Challenge, m => Hello.Parse(m)));
    }

    [Theory]
    [InlineData("", 64, 32, 1u)]
    [InlineData("urn:dev:os:1-é", 64, 32, 1u)]
    [InlineData("urn:dev:os:1-a", 63, 32, 1u)]
    [InlineData("urn:dev:os:1-a", 64, 31, 1u)]
    [InlineData("urn:dev:os:1-a", 64, 32, ReadingHeader.MaxBoot + 1)]
    public void What_a_reader_would_refuse_is_not_encoded(string urn, int keyLength, int nonceLength, uint boot) =>
        Assert.Throws<ArgumentException>(() => Hello.EncodePayload(urn, new byte[keyLength], new byte[nonceLength], boot));

    private static byte[] MacHello() => CoseMac0.Seal(
        SharedKey,
        TypedMessage.EncodeHeader(CoseLabels.Hmac256, Hello.ContentType, CoseKey.SymmetricThumbprint(SharedKey)),
        Hello.EncodePayload(Exchange.Urn, [], new byte[32], 3));

    private static bool Verifies(TypedMessage message)
    {
        using ECDsa key = TestKey.Open();
        return !message.IsMac && key.VerifyHash(message.Digest(), message.Signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
