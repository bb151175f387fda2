namespace Enviro.Simulator;

/// <summary>
/// Whoever is on the network and means harm: strangers, eavesdroppers, thieves of keys. Makes messages that no gateway may keep and no node may obey, from
/// what such people have.
/// </summary>
/// <param name="random">What is made, and of what.</param>
public sealed class HostileNodes(SimulationRandom random)
{
    private const int MaxTries = 16;

    private readonly SortedDictionary<string, long> _made = new(StringComparer.Ordinal);

    /// <summary>How many messages of each kind were made, by its name.</summary>
    public IReadOnlyDictionary<string, long> Made => _made;

    /// <summary>Every kind there is of messages to the gateway.</summary>
    internal static IReadOnlyList<HostileKind<HostileArrival>> Kinds { get; } = [.. ReplayedArrivals.Kinds, .. AlteredArrivals.Kinds, .. ForgedArrivals.Kinds, .. StolenKeyArrivals.Kinds];

    /// <summary>Every kind there is of messages to nodes.</summary>
    internal static IReadOnlyList<HostileKind<HostileDownlink>> DownlinkKinds => ForgedDownlinks.Kinds;

    /// <summary>What to send to the gateway now: of one kind, mostly one message, a flood of some; none where the view has nothing to make any of.</summary>
    public IReadOnlyList<HostileArrival> Make(HostileView view) => Make(Kinds, view);

    /// <summary>What to send to nodes now.</summary>
    public IReadOnlyList<HostileDownlink> MakeDownlinks(HostileView view) => Make(DownlinkKinds, view);

    private IReadOnlyList<T> Make<T>(IReadOnlyList<HostileKind<T>> kinds, HostileView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        for (int i = 0; i < MaxTries; i++)
        {
            HostileKind<T> kind = kinds[random.Below(kinds.Count)];
            IReadOnlyList<T> made = kind.Make(view, random);
            if (made.Count > 0)
            {
                _made[kind.Name] = _made.GetValueOrDefault(kind.Name) + made.Count;
                return made;
            }
        }

        return [];
    }
}

/// <summary>A kind of hostile message.</summary>
/// <param name="Name">Its name, in camel case.</param>
/// <param name="Make">Makes some; none where the view has nothing to make them of.</param>
internal sealed record HostileKind<T>(string Name, Func<HostileView, SimulationRandom, IReadOnlyList<T>> Make);
