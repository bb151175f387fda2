using Enviro.Wire;

namespace Enviro.Gateway;

/// <summary>Where a node published to: <c>enviro/v1/{node}/up/{kind}</c>.</summary>
/// <param name="Node">The node it names, which is yet to be proven.</param>
/// <param name="Kind"><see cref="Topics.Reading"/>, <see cref="Topics.Hello"/> or <see cref="Topics.Evidence"/>.</param>
internal sealed record UpTopic(string Node, string Kind)
{
    private static readonly string[] Kinds = [Topics.Reading, Topics.Hello, Topics.Evidence];

    /// <summary>Takes a topic apart; null where nodes have nothing to publish.</summary>
    internal static UpTopic? Parse(string topic)
    {
        foreach (string kind in Kinds)
        {
            int length = topic.Length - Topics.Prefix.Length - Topics.Up.Length - kind.Length;
            if (length > 0
                && topic.StartsWith(Topics.Prefix, StringComparison.Ordinal)
                && topic.EndsWith(kind, StringComparison.Ordinal)
                && topic.AsSpan(Topics.Prefix.Length + length, Topics.Up.Length).SequenceEqual(Topics.Up))
            {
                string node = topic.Substring(Topics.Prefix.Length, length);
                return node.Contains('/', StringComparison.Ordinal) ? null : new UpTopic(node, kind);
            }
        }

        return null;
    }
}
