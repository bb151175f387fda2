namespace Enviro.Wire;

/// <summary>
/// MQTT topics: <c>enviro/v1/{node}/up/…</c> from a node, <c>enviro/v1/{node}/down/…</c> to it. {node} is the node's URN (RFC 9039), which has no
/// character that MQTT gives a meaning in topics.
/// </summary>
public static class Topics
{
    /// <summary>What every topic starts with; the version changes when old and new nodes can no longer share a broker.</summary>
    public const string Prefix = "enviro/v1/";

    /// <summary>Direction node to gateway.</summary>
    public const string Up = "/up/";

    /// <summary>Direction gateway to node.</summary>
    public const string Down = "/down/";

    /// <summary>Kind of a reading message.</summary>
    public const string Reading = "reading";

    /// <summary>Kind of a <see cref="Enviro.Wire.Hello"/>.</summary>
    public const string Hello = "hello";

    /// <summary>Kind of an <see cref="Enviro.Wire.Evidence"/>.</summary>
    public const string Evidence = "evidence";

    /// <summary>Kind of a <see cref="Enviro.Wire.Challenge"/>.</summary>
    public const string Challenge = "challenge";

    /// <summary>Kind of a message in a <see cref="DownlinkSession"/>.</summary>
    public const string Session = "session";

    /// <summary>Topic a node publishes its reading messages to.</summary>
    public static string ReadingOf(string node) => Prefix + node + Up + Reading;

    /// <summary>Topic a node announces itself on.</summary>
    public static string HelloOf(string node) => Prefix + node + Up + Hello;

    /// <summary>Topic a node publishes its evidence to.</summary>
    public static string EvidenceOf(string node) => Prefix + node + Up + Evidence;

    /// <summary>Topic a node receives challenges on.</summary>
    public static string ChallengeOf(string node) => Prefix + node + Down + Challenge;

    /// <summary>Topic a node receives the messages of its session on.</summary>
    public static string SessionOf(string node) => Prefix + node + Down + Session;
}
