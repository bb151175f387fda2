namespace Enviro.Cli;

/// <summary>Exit codes of every command, so that scripts can tell a bad ledger from a bad call.</summary>
internal static class ExitCode
{
    internal const int Sound = 0;

    internal const int NotSound = 1;

    internal const int Usage = 2;
}
