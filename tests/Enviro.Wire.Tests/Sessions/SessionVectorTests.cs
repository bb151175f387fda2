using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Enviro.Wire.Tests;

/// <summary>
/// tests/vectors/wire/session.json: a hello, its challenge, the session of both and its first message, and the evidence that answers the challenge.
/// </summary>
public sealed class SessionVectorTests
{
    private const string Name = "session.json";

    [Fact]
    public void The_vector_file_says_what_the_code_makes_and_reads()
    {
        if (Vectors.Writing)
        {
            Vectors.Write(Name, Make(Vectors.Read("reading-message.json")));
        }

        JsonObject vector = Vectors.Read(Name);
        Hello hello = Hello.Parse(vector.Bytes("hello"));
        Assert.Equal(vector["urn"]!.GetValue<string>(), hello.Urn);
        Assert.Equal(TestKey.PublicKey, hello.PublicKey);
        Assert.True(IsSigned(hello.Envelope, TestKey.PublicKey));

        Challenge challenge = Challenge.Parse(vector.Bytes("challenge"));
        Assert.Equal(hello.Nonce, challenge.HelloNonce);
        Assert.True(IsSigned(challenge.Envelope, vector.Bytes("serviceKey")));

        DownlinkSession gateway = DownlinkSession.Derive(vector.Bytes("secret"), hello.Nonce, vector.Bytes("challenge"));
        DownlinkSession node = DownlinkSession.Derive(vector.Bytes("secret"), hello.Nonce, vector.Bytes("challenge"));
        byte[] sealedMessage = gateway.Seal(DownlinkKind.Acknowledgement, vector["timeMs"]!.GetValue<long>(), new Acknowledgement(vector.Bytes("hash"), 0).Encode());
        Assert.Equal(vector.Bytes("downlink"), sealedMessage);
        Assert.Equal(vector.Bytes("hash"), Acknowledgement.Parse(node.Open(sealedMessage)!.Body).MessageHash);

        Evidence evidence = Evidence.Parse(vector.Bytes("evidence"));
        Assert.Equal(challenge.EvidenceNonce, evidence.Claims.Nonce);
        Assert.True(TestKey.Verifies(evidence.Envelope, []));
    }

    private static JsonObject Make(JsonObject readingMessage)
    {
        using Exchange exchange = new();
        EvidenceClaims claims = SampleEvidence.Claims(false);
        claims.Nonce = exchange.EvidenceNonce;
        byte[] hash = readingMessage.Bytes("hash");
        return new JsonObject
        {
            ["format"] = "hello, challenge, downlink, evidence: COSE_Sign1 and COSE_Mac0, hexadecimal where not otherwise obvious",
            ["urn"] = Exchange.Urn,
            ["nodeKey"] = Convert.ToHexStringLower(TestKey.PublicKey),
            ["serviceKey"] = Convert.ToHexStringLower(exchange.ServiceKey),
            ["hello"] = Convert.ToHexStringLower(exchange.Hello),
            ["challenge"] = Convert.ToHexStringLower(exchange.Challenge),
            ["secret"] = Convert.ToHexStringLower(exchange.Secret),
            ["timeMs"] = 1764547205123,
            ["hash"] = Convert.ToHexStringLower(hash),
            ["downlink"] = Convert.ToHexStringLower(exchange.Gateway.Seal(DownlinkKind.Acknowledgement, 1764547205123, new Acknowledgement(hash, 0).Encode())),
            ["evidence"] = Convert.ToHexStringLower(SampleEvidence.Sign([], claims)),
        };
    }

    private static bool IsSigned(TypedMessage message, byte[] publicKey)
    {
        using ECDsa key = TestKey.Open(publicKey[..32], publicKey[32..], null);
        return key.VerifyHash(message.Digest(), message.Signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
