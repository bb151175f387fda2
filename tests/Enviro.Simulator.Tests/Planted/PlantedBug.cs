namespace Enviro.Simulator.Tests;

/// <summary>A change of one place of the product's source.</summary>
/// <param name="File">The file, from its project's folder.</param>
/// <param name="Original">What stands there, exactly once.</param>
/// <param name="Replacement">What stands there instead.</param>
public sealed record PlantedChange(string File, string Original, string Replacement);

/// <summary>A mistake that a programmer could make, and what must show it. It exists in a copy of the product only, built for the test.</summary>
public sealed record PlantedBug
{
    /// <summary>What is wrong, in a few words.</summary>
    public required string Name { get; init; }

    /// <summary>The project's folder, from the repository's.</summary>
    public required string Project { get; init; }

    /// <summary>What is changed.</summary>
    public required PlantedChange[] Changes { get; init; }

    /// <summary>The invariants of which one must break.</summary>
    public required Invariant[] Breaks { get; init; }

    /// <summary>The faults that it takes.</summary>
    public FaultKinds Faults { get; init; }

    /// <summary>Seeds from 1 on, of which one must show it.</summary>
    public int Seeds { get; init; } = 10;

    /// <summary>Nodes of each fleet.</summary>
    public int Nodes { get; init; } = 2;

    /// <summary>Hours with faults.</summary>
    public int Hours { get; init; } = 24;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
