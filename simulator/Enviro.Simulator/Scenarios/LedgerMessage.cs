using Enviro.Verification;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>A reading message as the ledger has it.</summary>
internal sealed record LedgerMessage
{
    /// <summary>Whose it is.</summary>
    internal required Station Station { get; init; }

    /// <summary>What its node signed about it.</summary>
    internal required ReadingHeader Header { get; init; }

    /// <summary>When it was measured by the node's clock, Unix ms; when it came, where the node did not know the time.</summary>
    internal required long MeasuredMs { get; init; }

    /// <summary>When it came to the gateway, Unix ms.</summary>
    internal required long ReceivedMs { get; init; }

    /// <summary>How it follows the node's message before.</summary>
    internal required Continuity Continuity { get; init; }

    /// <summary>Messages missing before it, at least.</summary>
    internal required uint Missing { get; init; }

    /// <summary>Its readings.</summary>
    internal required IReadOnlyList<Reading> Readings { get; init; }

    /// <summary>Whether earlier messages still waited when it was signed.</summary>
    internal bool IsLate => (Header.Flags & ReadingFlags.SentLate) != 0;

    /// <summary>How long it was under way, ms.</summary>
    internal long DelayMs => Math.Max(0, ReceivedMs - MeasuredMs);
}

/// <summary>One value of one quantity.</summary>
/// <param name="TimeMs">When it was measured, Unix ms.</param>
/// <param name="Value">Its value.</param>
/// <param name="Quality">Its flags of <see cref="ReadingQuality"/>.</param>
internal readonly record struct LedgerReading(long TimeMs, double Value, uint Quality);
