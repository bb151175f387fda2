using Enviro.Gateway;
using Enviro.Ledger;
using Spectre.Console;

namespace Enviro.Cli;

/// <summary>Opens a ledger for a command, and turns what can go wrong on the way into one line and exit code 2.</summary>
internal static class CommandRunner
{
    internal static IAnsiConsole Errors { get; } = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    internal static int WithLedger(DirectoryInfo directory, Func<LedgerStore, int> command) => Guard(() =>
    {
        using LedgerStore store = LedgerStore.OpenReadOnly(directory.FullName);
        return command(store);
    });

    internal static int Guard(Func<int> command)
    {
        try
        {
            return command();
        }
        catch (Exception failure) when (failure is LedgerException or GatewayConfigurationException or IOException or UnauthorizedAccessException)
        {
            return Fail(failure.Message);
        }
    }

    /// <summary>Says why something was not done, or what is not there.</summary>
    internal static int Refuse(string message)
    {
        Console.Error.WriteLine(message);
        return ExitCode.Refused;
    }

    internal static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        return ExitCode.Usage;
    }
}
