using Enviro.Ledger.Registers;
using Enviro.Verification;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>
/// What the thief of a key can sign: with that of a revoked node, nothing that counts; with that of an active one, what contradicts the node or cannot be. What
/// continues the node's chain in its place is no forgery that anybody could see: the node's own next message is what shows it.
/// </summary>
internal static class StolenKeyArrivals
{
    private const long SecondsADay = 86_400;

    internal static IReadOnlyList<HostileKind<HostileArrival>> Kinds { get; } =
    [
        new("readingOfRevokedKey", (view, random) => view.RevokedKey is not { } stolen ? [] : [Reading("readingOfRevokedKey", stolen, Next(view, stolen), random, AppraisalResult.Revoked)]),
        new("helloOfRevokedKey", (view, random) => view.RevokedKey is not { } stolen ? []
            : [new HostileArrival(
                "helloOfRevokedKey", Topics.HelloOf(stolen.Urn), ForgedHello.Of(stolen.Urn, stolen.Key, random, stolen.Boot + 1), HostileViewQueries.Client(random),
                [AppraisalResult.Revoked, AppraisalResult.TooManyHellos])]),
        new("helloOfMovedKey", (view, random) => view.ActiveKey is not { } stolen ? []
            : [new HostileArrival(
                "helloOfMovedKey", Topics.HelloOf(stolen.Urn + "x"), ForgedHello.Of(stolen.Urn + "x", stolen.Key, random, stolen.Boot + 1), HostileViewQueries.Client(random),
                [AppraisalResult.KeyMoved, AppraisalResult.TooManyHellos])]),
        OfActive("clockAhead", AppraisalResult.ClockOutOfRange, (view, stolen, random) => Next(view, stolen, aheadS: random.Between(SecondsADay + 2, 1_000 * SecondsADay))),
        OfActive("clockBehind", AppraisalResult.ClockOutOfRange, (view, stolen, random) => Next(view, stolen, aheadS: -random.Between((400 * SecondsADay) + 2, 5_000 * SecondsADay))),
        OfActive("chainBroken", AppraisalResult.BrokenChain, (view, stolen, random) => Next(view, stolen, previous: random.Bytes(Sha256.DigestLength))),
        OfActive("sequenceRepeated", AppraisalResult.SequenceRepeated, (view, stolen, random) => Next(view, stolen, sequence: stolen.Sequence, tenths: 1 + random.Below(100_000))),
        OfActive("bootOlder", AppraisalResult.OutOfOrder, (view, stolen, random) => stolen.Boot == 0 ? null : Next(view, stolen, boot: stolen.Boot - 1, sequence: 2_000_000 + (uint)random.Below(1000))),
        OfActive("baseNameOfAnother", AppraisalResult.NodeMismatch, (view, stolen, random) => Next(view, stolen, urn: view.AnyNode(random, node => node.Urn != stolen.Urn)?.Urn ?? stolen.Urn + "x")),
    ];

    private static HostileKind<HostileArrival> OfActive(string kind, AppraisalResult expected, Func<HostileView, StolenKey, SimulationRandom, ForgedReading?> forge) => new(
        kind,
        (view, random) => view.ActiveKey is { } stolen && view.Nodes.Any(node => node.Urn == stolen.Urn && node.Status == NodeStatus.Active) && forge(view, stolen, random) is { } reading
            ? [Reading(kind, stolen, reading, random, expected)]
            : []);

    private static HostileArrival Reading(string kind, StolenKey stolen, ForgedReading reading, SimulationRandom random, AppraisalResult expected) =>
        new(kind, Topics.ReadingOf(stolen.Urn), reading.Sign(stolen.Key), HostileViewQueries.Client(random), [expected]);

    private static ForgedReading Next(
        HostileView view, StolenKey stolen, long aheadS = 0, byte[]? previous = null, uint? boot = null, uint? sequence = null, string? urn = null, long tenths = 21) => new()
        {
            Urn = urn ?? stolen.Urn,
            KeyId = stolen.Key.Thumbprint,
            Boot = boot ?? stolen.Boot,
            Sequence = sequence ?? (stolen.Sequence + 1),
            Previous = previous ?? new byte[Sha256.DigestLength],
            TimeS = (view.NowMs / 1000) + aheadS,
            Tenths = tenths,
        };
}
