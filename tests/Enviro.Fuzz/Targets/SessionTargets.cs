using System.Text;
using Enviro.Wire;

namespace Enviro.Fuzz;

/// <summary>What gateway and node tell each other about their session, and what the node then obeys.</summary>
internal static class SessionTargets
{
    // As Derive makes it; the session itself keeps its key to itself.
    private static readonly byte[] s_sessionKey = HkdfSha256.DeriveKey(
        SeedMessages.HelloNonce,
        SeedMessages.SharedKey,
        [.. Encoding.ASCII.GetBytes("enviro/v1 downlink"), .. Sha256.HashData(SeedMessages.Nonce)],
        HmacSha256.TagLength + DownlinkSession.IdLength);

    internal static IEnumerable<FuzzTarget> All =>
    [
        new FuzzTarget<Hello>
        {
            Name = "hello",
            Decoders = ["Hello.Parse"],
            Holds = "written again it has the same bytes; a signed one names the key it brings",
            Seeds = SeedMessages.Hellos,
            Decoder = Hello.Parse,
            Checker = static (input, hello) =>
            {
                CborTargets.CheckEnvelope(input, hello.Envelope, Hello.ContentType);
                Expect.Canonical(hello.Envelope.Payload, Hello.EncodePayload(hello.Urn, hello.PublicKey, hello.Nonce, hello.Boot));
                Expect.That(
                    hello.Envelope.IsMac || CoseKey.Thumbprint(hello.PublicKey).AsSpan().SequenceEqual(hello.Envelope.KeyId), "a signed hello names its key");
            },
        },
        new FuzzTarget<Challenge>
        {
            Name = "challenge",
            Decoders = ["Challenge.Parse"],
            Holds = "written again it has the same bytes",
            Seeds = SeedMessages.Challenges,
            Decoder = Challenge.Parse,
            Checker = static (input, challenge) =>
            {
                CborTargets.CheckEnvelope(input, challenge.Envelope, Challenge.ContentType);
                Expect.Canonical(
                    challenge.Envelope.Payload,
                    Challenge.EncodePayload(challenge.Node, challenge.HelloNonce, challenge.EphemeralKey, challenge.TimeMs, challenge.EvidenceNonce));
            },
        },
        new FuzzTarget<DownlinkMessage>
        {
            Name = "downlink",
            Decoders = ["DownlinkSession.Open"],
            Holds = "opened once, refused as a replay the second time; the session's counter is then the message's",
            Seeds = SeedMessages.Downlinks,
            Decoder = static input => SeedMessages.Session().Open(input),
            Checker = static (input, _) => CheckOpened(input),
        },
        new FuzzTarget<byte[]>
        {
            Name = "downlink-content",
            Decoders = ["DownlinkSession.Open"],
            Holds = "whatever is inside a message that is authentic is opened or refused, and counts once",
            Seeds = static () => [.. SeedMessages.Downlinks().Select(ContentOf)],
            Decoder = static input => input.Length <= DownlinkSession.MaxBodyLength ? input : null,
            Checker = static (input, content) => CheckContent(content),
        },
        new FuzzTarget<Acknowledgement>
        {
            Name = "acknowledgement",
            Decoders = ["Acknowledgement.Parse"],
            Holds = "encoded again it has the same bytes",
            Seeds = static () => [new Acknowledgement(SeedMessages.Nonce, 0).Encode(), new Acknowledgement(SeedMessages.Nonce, uint.MaxValue).Encode()],
            Decoder = Acknowledgement.Parse,
            Checker = static (input, body) => Expect.Canonical(input, body.Encode()),
        },
        new FuzzTarget<NodeConfiguration>
        {
            Name = "node-configuration",
            Decoders = ["NodeConfiguration.Parse"],
            Holds = "encoded again it has the same bytes",
            Seeds = static () => [new NodeConfiguration(1).Encode(), new NodeConfiguration(NodeConfiguration.MaxSampleIntervalS).Encode()],
            Decoder = NodeConfiguration.Parse,
            Checker = static (input, body) => Expect.Canonical(input, body.Encode()),
        },
        new FuzzTarget<SettingsDocument>
        {
            Name = "settings",
            Decoders = ["SettingsDocument.Parse"],
            Holds = "header and payload encoded again are the same bytes; it names the authority it is signed by",
            Seeds = SeedSettings.All,
            Decoder = static input => SettingsDocument.Parse(input, out _),
            Checker = static (input, document) =>
            {
                byte[] signature = input[^CoseSign1.SignatureLength..];
                Expect.Canonical(input, TypedMessage.Sign1(document.EncodeHeader(), document.EncodePayload(), signature));
            },
        },
    ];

    private static byte[] ContentOf(byte[] message) =>
        CoseMac0.TryOpen(message, s_sessionKey[..HmacSha256.TagLength], s_sessionKey[HmacSha256.TagLength..], out byte[] content)
            ? content
            : throw new BrokenPropertyException("it does not hold that the session's key is derived as documented");

    private static void CheckContent(byte[] content)
    {
        byte[] message = CoseMac0.Encode(s_sessionKey[..HmacSha256.TagLength], s_sessionKey[HmacSha256.TagLength..], content);
        try
        {
            CheckOpened(message);
        }
        catch (WireFormatException)
        {
            // Authentic and yet malformed: refused.
        }
    }

    private static void CheckOpened(byte[] message)
    {
        DownlinkSession session = SeedMessages.Session();
        DownlinkMessage? first = session.Open(message);
        Expect.That(first is not null, "an authentic message is opened by a session that did not see it before");
        Expect.That(first!.IsReplay == (first.Counter == 0), "the first message is a replay only with a counter of 0");
        Expect.That(session.Counter == first.Counter, "the session's counter is the message's");
        Expect.That(session.Open(message) is { IsReplay: true }, "the second time it is a replay");
    }
}
