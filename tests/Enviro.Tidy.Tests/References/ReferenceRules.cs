namespace Enviro.Tidy.Tests;

/// <summary>
/// Which project may reference which. Firmware knows nothing of the gateway, the gateway's libraries nothing of the node, and
/// only those that run a whole gateway reference it; everything else follows from the table.
/// </summary>
internal static class ReferenceRules
{
    private static readonly string[] s_gatewayLibraries = ["Enviro.Tpm", "Enviro.Ledger", "Enviro.Verification", "Enviro.Supervision"];

    private static readonly string[] s_mayReferenceGateway = ["Enviro.Cli", "Enviro.Simulator", "Enviro.EndToEnd", "Enviro.Gateway.Tests", "Enviro.Simulator.Tests", "Enviro.Benchmarks", "Enviro.Fuzz", "Enviro.Fuzz.Tests"];

    /// <summary>Each project, its room, and the projects it stands on; what those stand on is allowed too.</summary>
    private static readonly Dictionary<string, (string Room, string[] Below)> s_rows = new()
    {
        ["Enviro.Wire"] = ("firmware", []),
        ["Enviro.Node"] = ("firmware", ["Enviro.Wire"]),
        ["Enviro.Devices"] = ("firmware", ["Enviro.Node"]),
        ["Enviro.Node.Esp32"] = ("firmware", ["Enviro.Node", "Enviro.Devices"]),
        ["Enviro.Wire.SelfTest"] = ("firmware", ["Enviro.Node"]),
        ["Enviro.Tpm"] = ("gateway", []),
        ["Enviro.Ledger"] = ("gateway", ["Enviro.Wire"]),
        ["Enviro.Verification"] = ("gateway", ["Enviro.Wire", "Enviro.Ledger", "Enviro.Tpm"]),
        ["Enviro.Supervision"] = ("gateway", ["Enviro.Ledger", "Enviro.Verification"]),
        ["Enviro.Gateway"] = ("gateway", s_gatewayLibraries),
        ["Enviro.Cli"] = ("gateway", ["Enviro.Devices", .. s_gatewayLibraries, "Enviro.Gateway"]),
        ["Enviro.Simulator"] = ("simulator", ["Enviro.Node", "Enviro.Devices", "Enviro.Gateway"]),
        // The operator's commands are tried on a gateway that runs.
        ["Enviro.Gateway.Tests"] = ("tests", ["Enviro.Cli", "Enviro.Simulator"]),
        ["Enviro.EndToEnd"] = ("tests", ["Enviro.Cli", "Enviro.Simulator"]),
        // What limits packets before the MQTT library sees them is the gateway's.
        ["Enviro.Fuzz"] = ("tests", ["Enviro.Devices", .. s_gatewayLibraries, "Enviro.Gateway"]),
        // What is measured is the pipeline as a gateway runs it, and the gateway itself beside another broker.
        ["Enviro.Benchmarks"] = ("tests", ["Enviro.Devices", .. s_gatewayLibraries, "Enviro.Gateway"]),
        // What it judges it compiles itself; the self-test it also runs.
        ["Enviro.NanoSubset"] = ("tests", ["Enviro.Wire.SelfTest"]),
        ["Enviro.Tidy.Tests"] = ("tests", []),
    };

    /// <summary>Every reference that points the wrong way, every project in the wrong room or in no row.</summary>
    public static IEnumerable<string> Check(IEnumerable<ProjectFile> projects)
    {
        foreach (ProjectFile project in projects)
        {
            if (RowOf(project.Name) is not { } row)
            {
                yield return $"{project.Path}: {project.Name} is in no row of ReferenceRules; say there what it may reference.";
                continue;
            }

            // Only firmware is built for the device too.
            string extension = row.Room == "firmware" && project.Path.EndsWith(".nfproj", StringComparison.Ordinal) ? "nfproj" : "csproj";
            if (project.Path != $"{row.Room}/{project.Name}/{project.Name}.{extension}")
            {
                yield return $"{project.Path}: belongs in {row.Room}/{project.Name}.";
            }

            string list = row.Allowed.Length == 0 ? "no project" : string.Join(", ", row.Allowed);
            foreach (string reference in project.Projects.Where(reference => !row.Allowed.Contains(reference)))
            {
                yield return $"{project.Path}: {project.Name} must not reference {reference}; it may reference {list}.{Why(project.Name, reference)}";
            }

            if (row.Room == "firmware" && project.Packages.Length > 0)
            {
                yield return $"{project.Path}: firmware uses no packages, for the device has none of them: {string.Join(", ", project.Packages)}.";
            }
        }
    }

    private static string Why(string project, string reference) =>
        IsGatewayFrom(project, reference) ? $" Only {string.Join(", ", s_mayReferenceGateway)} run a whole gateway."
        : s_gatewayLibraries.Contains(project) && reference is "Enviro.Node" or "Enviro.Devices" ? " What node and gateway share is in Enviro.Wire."
        : "";

    private static bool IsGatewayFrom(string project, string reference) => reference == "Enviro.Gateway" && !s_mayReferenceGateway.Contains(project);

    /// <summary>The room and the allowed references of a project; a test project stands on what it is named after, and may use the simulator.</summary>
    private static (string Room, string[] Allowed)? RowOf(string name)
    {
        if (s_rows.TryGetValue(name, out (string Room, string[] Below) row))
        {
            return (row.Room, Sorted(name, row.Below.SelectMany(WithBelow)));
        }

        string tested = name.EndsWith(".Tests", StringComparison.Ordinal) ? name[..^".Tests".Length] : "";
        return s_rows.ContainsKey(tested) ? ("tests", Sorted(name, [.. WithBelow(tested), "Enviro.Simulator"])) : null;
    }

    private static IEnumerable<string> WithBelow(string name) => [name, .. s_rows[name].Below.SelectMany(WithBelow)];

    private static string[] Sorted(string name, IEnumerable<string> references) =>
        [.. references.Distinct().Where(reference => !IsGatewayFrom(name, reference)).Order(StringComparer.Ordinal)];
}
