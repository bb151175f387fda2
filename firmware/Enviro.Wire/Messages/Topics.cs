namespace Enviro.Wire;

/// <summary>
/// MQTT topics: <c>enviro/v1/{node}/up/reading</c> from a node, <c>enviro/v1/{node}/down/ack</c> to it. {node} is the node's URN
/// (RFC 9039), which has no character that MQTT gives a meaning in topics.
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

    /// <summary>Kind of an acknowledgement.</summary>
    public const string Ack = "ack";

    /// <summary>Topic a node publishes its reading messages to.</summary>
    public static string ReadingOf(string node) => Prefix + node + Up + Reading;

    /// <summary>Topic a node receives its acknowledgements on.</summary>
    public static string AckOf(string node) => Prefix + node + Down + Ack;
}
