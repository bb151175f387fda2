using System.Globalization;
using System.Reflection;
using Enviro.Wire;

namespace Enviro.Node.Tests;

/// <summary>All that can be seen of a node, its flash included, but for the counts of what it refused.</summary>
internal sealed class Snapshot
{
    private static readonly string[] Refusals =
    [
        nameof(NodeCounters.ForeignDownlink), nameof(NodeCounters.MalformedDownlink), nameof(NodeCounters.ForgedDownlink),
        nameof(NodeCounters.ReplayedDownlink), nameof(NodeCounters.StaleChallenges), nameof(NodeCounters.UnknownDownlink),
    ];

    private readonly string _text;

    private Snapshot(string text)
    {
        _text = text;
    }

    internal static Snapshot Of(NodeWorld world)
    {
        byte[] flash = new byte[world.Flash.SectorSize * world.Flash.SectorCount];
        for (int i = 0; i < world.Flash.SectorCount; i++)
        {
            Assert.True(world.Flash.TryRead(i, 0, flash, i * world.Flash.SectorSize, world.Flash.SectorSize));
        }

        IEnumerable<string> agent = Values(world.Agent, nameof(NodeAgent.Counters), nameof(NodeAgent.LastRefusal));
        return new Snapshot(string.Join(
            '\n',
            [
                .. agent, .. Values(world.Agent.Counters, Refusals), .. Values(world.Settings),
                $"refusal {world.Agent.LastRefusal?.Result}", $"clock {world.Agent.GetTime(world.UptimeMs) - world.UptimeMs}",
                $"published {world.Link.Published.Count} {world.Link.Hellos.Count} {world.Link.Evidence.Count}",
                $"flash {Convert.ToHexString(Sha256.HashData(flash))}",
            ]));
    }

    internal static long RefusalsOf(NodeCounters counters) =>
        Refusals.Sum(name => (long)(uint)typeof(NodeCounters).GetProperty(name)!.GetValue(counters)!);

    internal void AssertUnchanged(NodeWorld world) => Assert.Equal(_text, Of(world)._text);

    private static IEnumerable<string> Values(object of, params string[] without) =>
        from property in of.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where !without.Contains(property.Name)
        let value = property.GetValue(of)
        select property.Name + " " + (value is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture));
}
