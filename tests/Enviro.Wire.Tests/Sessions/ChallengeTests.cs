using System.Security.Cryptography;

namespace Enviro.Wire.Tests;

public sealed class ChallengeTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_challenge_names_node_nonce_key_and_time(bool wantsEvidence)
    {
        using Exchange exchange = new(1, wantsEvidence);
        Challenge challenge = Challenge.Parse(exchange.Challenge);
        Assert.Equal(TestKey.Thumbprint, challenge.Node);
        Assert.Equal(exchange.Nonce, challenge.HelloNonce);
        Assert.Equal(64, challenge.EphemeralKey.Length);
        Assert.Equal(1764547205123, challenge.TimeMs);
        Assert.Equal(exchange.EvidenceNonce, challenge.EvidenceNonce);
        Assert.Equal(CoseKey.Thumbprint(exchange.ServiceKey), challenge.Envelope.KeyId);
        Assert.True(Verifies(challenge.Envelope, exchange.ServiceKey));
    }

    [Fact]
    public void A_flipped_bit_is_malformed_or_not_signed()
    {
        using Exchange exchange = new();
        Assert.All(
            Malformed.WellFormedBitFlips(exchange.Challenge, m => Challenge.Parse(m)),
            m => Assert.False(Verifies(Challenge.Parse(m).Envelope, exchange.ServiceKey)));
    }

    [Fact]
    public void Other_lengths_and_rubbish_are_malformed()
    {
        using Exchange exchange = new();
        Malformed.LengthsAndRubbish(exchange.Challenge, Challenge.MaxLength, m => Challenge.Parse(m));
    }

    [Fact]
    public void A_challenge_without_an_ephemeral_key_is_malformed_where_it_is_signed()
    {
        byte[] payload = Challenge.EncodePayload(new byte[32], new byte[32], [], 1, new byte[32]);
        byte[] signed = TypedMessage.Sign1(TypedMessage.EncodeHeader(CoseLabels.Es256, Challenge.ContentType, new byte[32]), payload, new byte[64]);
        Assert.True(Malformed.Is(signed, m => Challenge.Parse(m)));

        byte[] key = new byte[32];
        byte[] shared = CoseMac0.Seal(key, TypedMessage.EncodeHeader(CoseLabels.Hmac256, Challenge.ContentType, new byte[32]), payload);
        Assert.Empty(Challenge.Parse(shared).EphemeralKey);
        Assert.True(Challenge.Parse(shared).Envelope.IsAuthenticUnder(key));
    }

    [Theory]
    [InlineData(31, 32, 64, 0L, 32)]
    [InlineData(32, 31, 64, 0L, 32)]
    [InlineData(32, 32, 63, 0L, 32)]
    [InlineData(32, 32, 64, -1L, 32)]
    [InlineData(32, 32, 64, 0L, 31)]
    public void What_a_reader_would_refuse_is_not_encoded(int node, int nonce, int key, long timeMs, int evidence) =>
        Assert.Throws<ArgumentException>(() => Challenge.EncodePayload(new byte[node], new byte[nonce], new byte[key], timeMs, new byte[evidence]));

    private static bool Verifies(TypedMessage message, byte[] publicKey)
    {
        using ECDsa key = TestKey.Open(publicKey[..32], publicKey[32..], null);
        return !message.IsMac && key.VerifyHash(message.Digest(), message.Signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
