using Enviro.Ledger.Registers;
using Enviro.Verification;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>What was true once, again: at another time, under another name.</summary>
internal static class ReplayedArrivals
{
    private static readonly AppraisalResult[] OfEvidence =
    [
        AppraisalResult.Replayed, AppraisalResult.StaleNonce, AppraisalResult.UnexpectedEvidence, AppraisalResult.NodeMismatch, AppraisalResult.Suspended,
        AppraisalResult.OutOfOrder,
    ];

    internal static IReadOnlyList<HostileKind<HostileArrival>> Kinds { get; } =
    [
        new("readingReplayed", ReplayReading),
        new("readingOfSuspendedNode", (view, random) => view.AnyCaptured(random, Topics.Reading, (_, node) => node.Status == NodeStatus.Suspended) is not { } message ? []
            : [new HostileArrival("readingOfSuspendedNode", message.Topic, message.Payload, message.Source, [AppraisalResult.Suspended])]),
        new("readingTwinReplayed", ReplayTwin),
        new("helloReplayed", (view, random) => view.AnyCaptured(random, Topics.Hello) is not { } message ? []
            : [new HostileArrival("helloReplayed", message.Topic, message.Payload, message.Source, [AppraisalResult.Replayed, AppraisalResult.Revoked, AppraisalResult.TooManyHellos], MayPass: true)]),
        new("helloRepeated", (view, random) => view.AnyCaptured(random, Topics.Hello) is not { } message ? [] : RepeatHello(message)),
        new("evidenceReplayed", (view, random) => view.AnyCaptured(random, Topics.Evidence) is not { } message ? []
            : [new HostileArrival("evidenceReplayed", message.Topic, message.Payload, message.Source, OfEvidence, MayPass: true)]),
        new("readingUnderAnothersTopic", (view, random) => OfAnother(view, random, "readingUnderAnothersTopic", Topics.Reading, Topics.ReadingOf, [AppraisalResult.NodeMismatch])),
        new("helloUnderAnothersTopic", (view, random) => OfAnother(
            view, random, "helloUnderAnothersTopic", Topics.Hello, Topics.HelloOf, [AppraisalResult.NodeMismatch, AppraisalResult.TooManyHellos])),
        new("evidenceUnderAnothersTopic", (view, random) => OfAnother(
            view, random, "evidenceUnderAnothersTopic", Topics.Evidence, Topics.EvidenceOf, [AppraisalResult.NodeMismatch, AppraisalResult.UnexpectedEvidence])),
        new("helloUnderReadingTopic", (view, random) => view.AnyCaptured(random, Topics.Hello) is not { } message ? []
            : [new HostileArrival("helloUnderReadingTopic", Topics.ReadingOf(view.NodeOf(message)!.Urn), message.Payload, message.Source, [AppraisalResult.Malformed])]),
        new("readingUnderHelloTopic", (view, random) => view.AnyCaptured(random, Topics.Reading) is not { } message ? []
            : [new HostileArrival(
                "readingUnderHelloTopic", Topics.HelloOf(view.NodeOf(message)!.Urn), message.Payload, message.Source,
                [AppraisalResult.Malformed, AppraisalResult.Oversized, AppraisalResult.TooManyHellos])]),
        new("readingUnderEvidenceTopic", (view, random) => view.AnyCaptured(random, Topics.Reading) is not { } message ? []
            : [new HostileArrival("readingUnderEvidenceTopic", Topics.EvidenceOf(view.NodeOf(message)!.Urn), message.Payload, message.Source, [AppraisalResult.Malformed])]),
        new("wrongTopic", WrongTopic),
    ];

    private static IReadOnlyList<HostileArrival> ReplayReading(HostileView view, SimulationRandom random) => view.AnyKept(random) is not { } message ? []
        : [new HostileArrival("readingReplayed", message.Topic, message.Payload, HostileViewQueries.Client(random), [OfKept(view.NodeOf(message)!)])];

    /// <summary>Anybody can make the other signature of a message; it is the same message.</summary>
    private static IReadOnlyList<HostileArrival> ReplayTwin(HostileView view, SimulationRandom random) => view.AnyKept(random) is not { } message ? []
        : [new HostileArrival("readingTwinReplayed", message.Topic, ForgedReading.TwinOf(message.Payload), HostileViewQueries.Client(random), [OfKept(view.NodeOf(message)!)])];

    /// <summary>
    /// A hello twice at once: after a restart the gateway cannot know the first for a copy, but whoever has heard it once must not be answered it again.
    /// </summary>
    private static IReadOnlyList<HostileArrival> RepeatHello(CapturedMessage message)
    {
        HostileArrival hello = new(
            "helloRepeated", message.Topic, message.Payload, message.Source, [AppraisalResult.Replayed, AppraisalResult.Revoked, AppraisalResult.TooManyHellos]);
        return [hello with { MayPass = true }, hello];
    }

    private static AppraisalResult OfKept(HostileTarget node) => node.Status switch
    {
        NodeStatus.Active => AppraisalResult.Replayed,
        NodeStatus.Suspended => AppraisalResult.Suspended,
        _ => AppraisalResult.Revoked,
    };

    private static IReadOnlyList<HostileArrival> OfAnother(
        HostileView view, SimulationRandom random, string kind, string topic, Func<string, string> topicOf, AppraisalResult[] expected)
    {
        if (view.AnyCaptured(random, topic) is not { } message)
        {
            return [];
        }

        HostileTarget node = view.NodeOf(message)!;
        string other = view.AnyNode(random, target => target != node)?.Urn ?? "urn:dev:ops:32473-nobody";
        return [new HostileArrival(kind, topicOf(other), message.Payload, message.Source, expected)];
    }

    private static IReadOnlyList<HostileArrival> WrongTopic(HostileView view, SimulationRandom random)
    {
        string urn = view.AnyNode(random)?.Urn ?? "urn:dev:ops:32473-nobody";
        string[] topics =
        [
            "", "/", "enviro", $"enviro/v2/{urn}/up/reading", $"enviro/v1/{urn}/down/session", $"enviro/v1/{urn}/up/", $"enviro/v1/{urn}/up/settings",
            "enviro/v1//up/reading", $"enviro/v1/{urn}/x/up/reading", $"{Topics.ReadingOf(urn)}/", $" {Topics.ReadingOf(urn)}", $"enviro/v1/{urn}/UP/reading",
        ];
        byte[] payload = view.AnyCaptured(random, Topics.Reading)?.Payload ?? random.Bytes(64);
        return [new HostileArrival("wrongTopic", topics[random.Below(topics.Length)], payload, HostileViewQueries.Client(random), [AppraisalResult.WrongTopic])];
    }
}
