namespace Enviro.Cli;

/// <summary>Exit codes of every command, so that scripts can tell a bad ledger from a bad call.</summary>
internal static class ExitCode
{
    internal const int Sound = 0;

    internal const int NotSound = 1;

    /// <summary>What was asked for is done.</summary>
    internal const int Done = 0;

    /// <summary>It was refused, or there is no such thing.</summary>
    internal const int Refused = 1;

    internal const int Usage = 2;
}
