using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>What the makers of hostile messages look for in a view.</summary>
internal static class HostileViewQueries
{
    /// <summary>Any of the items; null where there is none.</summary>
    internal static T? AnyOf<T>(this SimulationRandom random, IEnumerable<T> items)
        where T : class
    {
        T[] all = [.. items];
        return all.Length == 0 ? null : all[random.Below(all.Length)];
    }

    /// <summary>A captured message of a kind of topic, by a node that is enrolled.</summary>
    internal static CapturedMessage? AnyCaptured(this HostileView view, SimulationRandom random, string kind, Func<CapturedMessage, HostileTarget, bool>? condition = null) =>
        random.AnyOf(view.Captured.Where(message =>
            message.Topic.EndsWith(Topics.Up + kind, StringComparison.Ordinal) && view.NodeOf(message) is { } node && condition?.Invoke(message, node) != false));

    /// <summary>The enrolled node whose topic a message was published to; null where there is none.</summary>
    internal static HostileTarget? NodeOf(this HostileView view, CapturedMessage message) => view.Nodes.FirstOrDefault(node =>
        message.Topic.AsSpan(Topics.Prefix.Length).StartsWith(node.Urn) && message.Topic.AsSpan(Topics.Prefix.Length + node.Urn.Length).StartsWith(Topics.Up));

    /// <summary>A captured reading message that the ledger has.</summary>
    internal static CapturedMessage? AnyKept(this HostileView view, SimulationRandom random, Func<HostileTarget, bool>? condition = null) =>
        view.AnyCaptured(random, Topics.Reading, (message, node) => condition?.Invoke(node) != false && view.IsKept(ReadingKey.Of(message.Payload)));

    /// <summary>An enrolled node that meets a condition.</summary>
    internal static HostileTarget? AnyNode(this HostileView view, SimulationRandom random, Func<HostileTarget, bool>? condition = null) =>
        random.AnyOf(view.Nodes.Where(node => condition?.Invoke(node) != false));

    /// <summary>An enrolled node that is not revoked: it holds its URN.</summary>
    internal static HostileTarget? AnyHolder(this HostileView view, SimulationRandom random) => view.AnyNode(random, node => node.Status != NodeStatus.Revoked);

    /// <summary>A client that nobody has seen yet.</summary>
    internal static string Client(SimulationRandom random) => $"198.51.100.{random.Below(256)}:{1024 + random.Below(60_000)} {random.Next():x}";

    internal static byte[] Bytes(this SimulationRandom random, int length)
    {
        byte[] bytes = new byte[length];
        random.Fill(bytes);
        return bytes;
    }

    /// <summary>The bytes with one bit turned over.</summary>
    internal static byte[] WithBitFlipped(this SimulationRandom random, byte[] bytes)
    {
        byte[] altered = [.. bytes];
        int bit = random.Below(8 * altered.Length);
        altered[bit / 8] ^= (byte)(1 << (bit % 8));
        return altered;
    }
}
