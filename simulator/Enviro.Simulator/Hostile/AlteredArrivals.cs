using Enviro.Verification;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>True messages with something done to their bytes.</summary>
internal static class AlteredArrivals
{
    private const int OverLimit = 1;
    private const int LargestPacket = 8_000;

    // What a bit can make of a reading; the first three are the message itself and its two signers.
    private static readonly AppraisalResult[] OfReading = [AppraisalResult.Malformed, AppraisalResult.UnknownAttester, AppraisalResult.BadSignature];
    private static readonly AppraisalResult[] OfHello = [AppraisalResult.Malformed, AppraisalResult.BadSignature, AppraisalResult.TooManyHellos];

    private static readonly AppraisalResult[] OfEvidence =
        [AppraisalResult.Malformed, AppraisalResult.UnexpectedEvidence, AppraisalResult.StaleNonce, AppraisalResult.UnknownAttester, AppraisalResult.BadSignature];

    internal static IReadOnlyList<HostileKind<HostileArrival>> Kinds { get; } =
    [
        Of("readingBitFlipped", Topics.Reading, (random, payload) => random.WithBitFlipped(payload), OfReading),
        Of("readingCutOff", Topics.Reading, CutOff, [AppraisalResult.Malformed]),
        Of("readingExtended", Topics.Reading, (random, payload) => [.. payload, .. random.Bytes(1 + random.Below(4))], [AppraisalResult.Malformed, AppraisalResult.Oversized]),
        Of("readingHeadsLonger", Topics.Reading, (random, payload) => WithLongerHead(random, payload), [AppraisalResult.Malformed]),
        Of("readingOfEndlessArray", Topics.Reading, (_, payload) => [payload[0], 0x9F, .. payload[2..], 0xFF], [AppraisalResult.Malformed, AppraisalResult.Oversized]),
        Of("readingOversized", Topics.Reading, (random, payload) => TooLong(random, payload, ReadingMessage.MaxLength), [AppraisalResult.Oversized]),
        Of("readingEmpty", Topics.Reading, (_, _) => [], [AppraisalResult.Malformed]),
        Of("readingOfNoise", Topics.Reading, (random, payload) => random.Bytes(payload.Length), [AppraisalResult.Malformed]),
        Of("helloBitFlipped", Topics.Hello, (random, payload) => random.WithBitFlipped(payload), OfHello),
        Of("helloCutOff", Topics.Hello, CutOff, [AppraisalResult.Malformed, AppraisalResult.TooManyHellos]),
        Of("helloOversized", Topics.Hello, (random, payload) => TooLong(random, payload, Hello.MaxLength), [AppraisalResult.Oversized, AppraisalResult.TooManyHellos]),
        Of("helloEmpty", Topics.Hello, (_, _) => [], [AppraisalResult.Malformed, AppraisalResult.TooManyHellos]),
        Of("evidenceBitFlipped", Topics.Evidence, (random, payload) => random.WithBitFlipped(payload), OfEvidence),
        Of("evidenceCutOff", Topics.Evidence, CutOff, [AppraisalResult.Malformed]),
        Of("evidenceOversized", Topics.Evidence, (random, payload) => TooLong(random, payload, Evidence.MaxLength), [AppraisalResult.Oversized]),
        Of("evidenceEmpty", Topics.Evidence, (_, _) => [], [AppraisalResult.Malformed]),
    ];

    private static HostileKind<HostileArrival> Of(string kind, string topic, Func<SimulationRandom, byte[], byte[]> alter, AppraisalResult[] expected) => new(
        kind,
        (view, random) => view.AnyCaptured(random, topic) is not { } message ? []
            : [new HostileArrival(kind, message.Topic, alter(random, message.Payload), message.Source, expected)]);

    private static byte[] CutOff(SimulationRandom random, byte[] payload) => payload[..random.Below(payload.Length)];

    private static byte[] TooLong(SimulationRandom random, byte[] payload, int limit)
    {
        int length = (int)random.Between(limit + OverLimit, LargestPacket);
        return [.. payload, .. random.Bytes(length - payload.Length)];
    }

    /// <summary>
    /// The same message with the head of one of its items a byte longer than it need be: equal to every reader that takes CBOR as it comes, and not the
    /// deterministic encoding (RFC 8949 §4.2.1), so that one message would have many hashes.
    /// </summary>
    private static byte[] WithLongerHead(SimulationRandom random, byte[] payload) => random.Below(2) == 0
        ? [0xD8, (byte)(payload[0] & 0x1F), .. payload[1..]]
        : [payload[0], 0x98, (byte)(payload[1] & 0x1F), .. payload[2..]];
}
