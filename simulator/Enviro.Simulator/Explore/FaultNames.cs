using System.Text;

namespace Enviro.Simulator;

/// <summary>Families of faults as a command line names them: <c>all</c>, <c>none</c>, or names separated by commas, such as <c>power,hostile-nodes</c>.</summary>
internal static class FaultNames
{
    private const string AllName = "all";
    private const string NoneName = "none";

    private static readonly Dictionary<string, FaultKinds> ByName =
        Enum.GetValues<FaultKinds>().Where(kind => kind is not (FaultKinds.None or FaultKinds.All)).ToDictionary(NameOf, StringComparer.Ordinal);

    /// <summary>Every name, separated by commas.</summary>
    internal static string Known { get; } = string.Join(',', ByName.Keys);

    /// <summary>The families in a set, each alone.</summary>
    internal static IEnumerable<FaultKinds> Each(FaultKinds kinds) => ByName.Values.Where(kind => kinds.HasFlag(kind));

    /// <summary>Writes a set of families so that <see cref="Parse"/> reads it again.</summary>
    internal static string Of(FaultKinds kinds) => kinds switch
    {
        FaultKinds.None => NoneName,
        FaultKinds.All => AllName,
        _ => string.Join(',', Each(kinds).Select(NameOf)),
    };

    /// <summary>Reads a set of families; null where a name is none.</summary>
    internal static FaultKinds? Parse(string text)
    {
        FaultKinds? only = text switch { AllName => FaultKinds.All, NoneName => FaultKinds.None, _ => null };
        if (only is not null)
        {
            return only;
        }

        FaultKinds kinds = FaultKinds.None;
        foreach (string name in text.Split(','))
        {
            if (!ByName.TryGetValue(name.Trim(), out FaultKinds kind))
            {
                return null;
            }

            kinds |= kind;
        }

        return kinds;
    }

    private static string NameOf(FaultKinds kind)
    {
        StringBuilder name = new();
        foreach (char letter in kind.ToString())
        {
            name.Append(char.IsUpper(letter) && name.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(letter));
        }

        return name.ToString();
    }
}
