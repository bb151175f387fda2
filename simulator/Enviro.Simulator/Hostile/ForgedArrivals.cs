using Enviro.Verification;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>Messages of keys that nobody enrolled, alone and in floods.</summary>
internal static class ForgedArrivals
{
    /// <summary>Hellos of a flood from one client: more than one may send at once.</summary>
    internal const int ClientFlood = 24;

    /// <summary>Hellos of a flood from as many clients.</summary>
    internal const int StrangerFlood = 48;

    /// <summary>Hellos of strangers of which, at one moment, the gateway may look at the first 256 only.</summary>
    internal const int LongFlood = StrangersAtOnce + 8;

    private const int StrangersAtOnce = 256;
    private const int LongFloodPerMillion = 100_000;

    private const string StrangerUrn = "urn:dev:ops:32473-";

    internal static IReadOnlyList<HostileKind<HostileArrival>> Kinds { get; } =
    [
        new("readingByUnknownKey", ReadByUnknownKey),
        OfNode("readingUnderKnownKeyId", (reading, random) => reading.Sign(new SimulatedSigningKey(random)), AppraisalResult.BadSignature),
        OfNode("readingUnsigned", (reading, _) => reading.Sign(_ => new byte[CoseSign1.SignatureLength]), AppraisalResult.BadSignature),
        OfNode("readingUnderSharedKey", (reading, random) => reading.Mac(random.Bytes(32)), AppraisalResult.BadSignature),
        new("helloOfStranger", (_, random) => [StrangerHello("helloOfStranger", random)]),
        new("helloOfClone", (view, random) => view.AnyHolder(random) is not { } node ? []
            : [Hello("helloOfClone", node.Urn, random, HostileViewQueries.Client(random), [AppraisalResult.ClonedIdentity, AppraisalResult.TooManyHellos])]),
        new("evidenceOfStranger", EvidenceOfStranger),
        new("helloFloodOfOneClient", (view, random) =>
        {
            string source = HostileViewQueries.Client(random);
            HostileTarget? holder = view.AnyHolder(random);
            string urn = holder?.Urn ?? StrangerUrn + "flood";
            AppraisalResult[] expected = [AppraisalResult.ClonedIdentity, AppraisalResult.TooManyHellos];
            return [.. Enumerable.Range(0, ClientFlood).Select(_ => Hello("helloFloodOfOneClient", urn, random, source, expected) with { MayPass = holder is null })];
        }),
        new("helloFloodOfStrangers", (_, random) =>
        {
            int count = random.Chance(LongFloodPerMillion) ? LongFlood : StrangerFlood;
            return [.. Enumerable.Range(0, count).Select(i => StrangerHello("helloFloodOfStrangers", random) with { MayPass = i < StrangersAtOnce })];
        }),
    ];

    /// <summary>A hello of a key and URN that nobody knows: answered, so that it can show its evidence, as long as there are few.</summary>
    private static HostileArrival StrangerHello(string kind, SimulationRandom random) =>
        Hello(kind, $"{StrangerUrn}{random.Next():x}", random, HostileViewQueries.Client(random), [AppraisalResult.TooManyHellos]) with { MayPass = true };

    private static HostileArrival Hello(string kind, string urn, SimulationRandom random, string source, AppraisalResult[] expected) =>
        new(kind, Topics.HelloOf(urn), ForgedHello.Of(urn, new SimulatedSigningKey(random), random), source, expected);

    private static IReadOnlyList<HostileArrival> ReadByUnknownKey(HostileView view, SimulationRandom random)
    {
        SimulatedSigningKey stranger = new(random);
        string urn = view.AnyNode(random)?.Urn ?? StrangerUrn + "reading";
        byte[] message = new ForgedReading { Urn = urn, KeyId = stranger.Thumbprint, TimeS = view.NowMs / 1000 }.Sign(stranger);
        return [new HostileArrival("readingByUnknownKey", Topics.ReadingOf(urn), message, HostileViewQueries.Client(random), [AppraisalResult.UnknownAttester])];
    }

    private static HostileKind<HostileArrival> OfNode(string kind, Func<ForgedReading, SimulationRandom, byte[]> forge, AppraisalResult expected) => new(
        kind,
        (view, random) =>
        {
            if (view.AnyNode(random) is not { } node)
            {
                return [];
            }

            ForgedReading reading = new()
            {
                Urn = node.Urn,
                KeyId = node.Thumbprint,
                Boot = 1 + (uint)random.Below(1000),
                Sequence = (uint)random.Below(1000),
                TimeS = view.NowMs / 1000,
            };
            return [new HostileArrival(kind, Topics.ReadingOf(node.Urn), forge(reading, random), HostileViewQueries.Client(random), [expected])];
        });

    /// <summary>A true node's evidence with the key of somebody who has no session.</summary>
    private static IReadOnlyList<HostileArrival> EvidenceOfStranger(HostileView view, SimulationRandom random)
    {
        if (view.AnyCaptured(random, Topics.Evidence) is not { } message)
        {
            return [];
        }

        SimulatedSigningKey stranger = new(random);
        Evidence evidence = Evidence.Parse(message.Payload);
        byte[] header = Evidence.EncodeHeader(stranger.Thumbprint, evidence.Certificates);
        byte[] payload = evidence.Envelope.Message[evidence.Envelope.PayloadOffset..(evidence.Envelope.PayloadOffset + evidence.Envelope.PayloadLength)];
        byte[] forged = TypedMessage.Sign1(header, payload, stranger.SignDigest(TypedMessage.DigestOf(header, payload)));
        return [new HostileArrival("evidenceOfStranger", message.Topic, forged, HostileViewQueries.Client(random), [AppraisalResult.UnexpectedEvidence])];
    }
}
