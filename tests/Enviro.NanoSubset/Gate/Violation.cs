using System.Globalization;

namespace Enviro.NanoSubset;

/// <summary>Something firmware says that the device cannot do, where it says so, and what to write instead.</summary>
/// <param name="File">Path relative to the repository.</param>
/// <param name="Line">First line of the construct, from 1.</param>
/// <param name="Construct">What is refused and why, e.g. "`int?` (there is no Nullable)".</param>
/// <param name="Instead">What to use instead.</param>
internal sealed record Violation(string File, int Line, string Construct, string Instead)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}: construct {Construct}; use {Instead} instead");
}
