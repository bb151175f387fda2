using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>Messages to nodes that are not their gateway's, not theirs, or not of now.</summary>
internal static class ForgedDownlinks
{
    internal static IReadOnlyList<HostileKind<HostileDownlink>> Kinds { get; } =
    [
        InSession("acknowledgementForged", DownlinkKind.Acknowledgement, Acknowledge),
        InSession("settingsForged", DownlinkKind.Settings, (_, _, random) => random.Bytes(200)),
        InSession("configurationForged", DownlinkKind.Configuration, (_, _, _) => new NodeConfiguration(1).Encode()),
        InSession("timeForged", DownlinkKind.Time, (_, _, _) => []),
        new("timeUnderTheSessionsName", ForgeTime),
        new("challengeForged", ForgeChallenge),
        new("sessionOfAnotherNode", (view, random) => AnyDown(view, random, Topics.Session) is not { } message
            || view.AnyNode(random, node => Topics.SessionOf(node.Urn) != message.Topic) is not { } node ? []
            : [new HostileDownlink("sessionOfAnotherNode", node.Urn, Topics.SessionOf(node.Urn), message.Payload)]),
        new("challengeOfAnotherNode", (view, random) => AnyDown(view, random, Topics.Challenge) is not { } message
            || view.AnyNode(random, node => Topics.ChallengeOf(node.Urn) != message.Topic) is not { } node ? []
            : [new HostileDownlink("challengeOfAnotherNode", node.Urn, Topics.ChallengeOf(node.Urn), message.Payload)]),
        new("sessionReplayed", (view, random) => Replay(view, random, "sessionReplayed", Topics.Session)),
        new("challengeReplayed", (view, random) => Replay(view, random, "challengeReplayed", Topics.Challenge)),
        new("sessionBitFlipped", (view, random) => Alter(view, random, "sessionBitFlipped", Topics.Session, random.WithBitFlipped)),
        new("challengeBitFlipped", (view, random) => Alter(view, random, "challengeBitFlipped", Topics.Challenge, random.WithBitFlipped)),
        new("sessionCutOff", (view, random) => Alter(view, random, "sessionCutOff", Topics.Session, payload => payload[..random.Below(payload.Length)])),
        new("downlinkOnAnotherTopic", (view, random) => AnyDown(view, random, Topics.Session) is not { } message || NodeOf(view, message) is not { } node ? []
            : [new HostileDownlink("downlinkOnAnotherTopic", node.Urn, $"{Topics.Prefix}{node.Urn}{Topics.Down}settings", message.Payload)]),
        new("downlinkOfNoise", (view, random) => view.AnyNode(random) is not { } node ? []
            : [new HostileDownlink("downlinkOfNoise", node.Urn, Topics.SessionOf(node.Urn), random.Bytes(random.Below(256)))]),
        new("downlinkOversized", (view, random) => view.AnyNode(random) is not { } node ? []
            : [new HostileDownlink("downlinkOversized", node.Urn, Topics.SessionOf(node.Urn), random.Bytes(DownlinkSession.MaxLength + 1 + random.Below(1_000)))]),
    ];

    /// <summary>A message in a session that nobody agreed on.</summary>
    private static HostileKind<HostileDownlink> InSession(string kind, DownlinkKind what, Func<HostileView, HostileTarget, SimulationRandom, byte[]> body) => new(
        kind,
        (view, random) =>
        {
            if (view.AnyNode(random) is not { } node)
            {
                return [];
            }

            DownlinkSession session = DownlinkSession.Derive(random.Bytes(32), random.Bytes(Hello.NonceLength), random.Bytes(64));
            return [new HostileDownlink(kind, node.Urn, Topics.SessionOf(node.Urn), session.Seal(what, view.NowMs, body(view, node, random)))];
        });

    /// <summary>A message in the node's own session by its name, which everybody can read, under a key that is made up.</summary>
    private static IReadOnlyList<HostileDownlink> ForgeTime(HostileView view, SimulationRandom random)
    {
        if (AnyDown(view, random, Topics.Session) is not { } any || NodeOf(view, any) is not { } node)
        {
            return [];
        }

        CborReader message = new(view.CapturedDownlink.Last(captured => captured.Topic == any.Topic).Payload);
        message.ReadTag(CoseLabels.Mac0Tag);
        message.ReadArrayStart(4);
        CborReader header = new(message.ReadByteString());
        header.ReadMapStart(2);
        header.ReadLabel(CoseLabels.Algorithm);
        header.ReadLabel(CoseLabels.Hmac256);
        header.ReadLabel(CoseLabels.KeyId);
        CborWriter payload = new(64);
        payload.WriteArrayStart(4);
        payload.WriteUnsigned((ulong)DownlinkKind.Time);
        payload.WriteUnsigned(uint.MaxValue);
        payload.WriteInteger(view.NowMs);
        payload.WriteByteString([]);
        byte[] forged = CoseMac0.Encode(random.Bytes(CoseMac0.MinKeyLength), header.ReadByteString(), payload.ToArray());
        return [new HostileDownlink("timeUnderTheSessionsName", node.Urn, any.Topic, forged)];
    }

    /// <summary>Says of the node's last message that it is kept.</summary>
    private static byte[] Acknowledge(HostileView view, HostileTarget node, SimulationRandom random)
    {
        CapturedMessage? last = view.Captured.LastOrDefault(message => message.Topic == Topics.ReadingOf(node.Urn));
        return new Acknowledgement(last is null ? random.Bytes(Sha256.DigestLength) : ForgedReading.HashOf(last.Payload), Acknowledgement.Kept).Encode();
    }

    /// <summary>An answer to the node's last hello, by a key that is not its gateway's.</summary>
    private static IReadOnlyList<HostileDownlink> ForgeChallenge(HostileView view, SimulationRandom random)
    {
        if (view.AnyCaptured(random, Topics.Hello) is not { } message)
        {
            return [];
        }

        HostileTarget node = view.NodeOf(message)!;
        Hello hello = Hello.Parse(view.Captured.Last(captured => captured.Topic == message.Topic).Payload);
        SimulatedSigningKey stranger = new(random);
        byte[] header = TypedMessage.EncodeHeader(CoseLabels.Es256, Challenge.ContentType, stranger.Thumbprint);
        byte[] payload = Challenge.EncodePayload(node.Thumbprint, hello.Nonce, stranger.PublicKey, view.NowMs, random.Bytes(Hello.NonceLength));
        byte[] forged = TypedMessage.Sign1(header, payload, stranger.SignDigest(TypedMessage.DigestOf(header, payload)));
        return [new HostileDownlink("challengeForged", node.Urn, Topics.ChallengeOf(node.Urn), forged)];
    }

    private static IReadOnlyList<HostileDownlink> Replay(HostileView view, SimulationRandom random, string kind, string topic) =>
        AnyDown(view, random, topic) is { } message && NodeOf(view, message) is { } node ? [new HostileDownlink(kind, node.Urn, message.Topic, message.Payload, MayPass: true)] : [];

    private static IReadOnlyList<HostileDownlink> Alter(HostileView view, SimulationRandom random, string kind, string topic, Func<byte[], byte[]> alter) =>
        AnyDown(view, random, topic) is { } message && NodeOf(view, message) is { } node ? [new HostileDownlink(kind, node.Urn, message.Topic, alter(message.Payload))] : [];

    private static CapturedMessage? AnyDown(HostileView view, SimulationRandom random, string topic) =>
        random.AnyOf(view.CapturedDownlink.Where(message => message.Topic.EndsWith(Topics.Down + topic, StringComparison.Ordinal)));

    private static HostileTarget? NodeOf(HostileView view, CapturedMessage message) =>
        view.Nodes.FirstOrDefault(node => message.Topic == Topics.SessionOf(node.Urn) || message.Topic == Topics.ChallengeOf(node.Urn));
}
