namespace Enviro.Simulator;

/// <summary>Something that must be true at the end of a scenario, of what the ledger says.</summary>
internal abstract record Expectation
{
    /// <summary>It in words.</summary>
    internal abstract string Text { get; }

    /// <summary>Whether it is true.</summary>
    internal abstract ExpectationResult Check(ScenarioOutcome outcome);

    /// <summary>Its result.</summary>
    protected ExpectationResult Say(bool holds, string found) => new(Text, holds, found);
}

/// <summary>An expectation with what was found.</summary>
/// <param name="Expectation">What was expected.</param>
/// <param name="Holds">Whether it is so.</param>
/// <param name="Found">The value found.</param>
internal sealed record ExpectationResult(string Expectation, bool Holds, string Found);
