using System.CommandLine;
using System.CommandLine.Parsing;

namespace Enviro.Gateway;

/// <summary>How every program of Enviro starts: a call that cannot be understood ends with exit code 2 and says where its help is.</summary>
public static class CommandEntry
{
    /// <summary>Exit code of a call that cannot be understood or cannot be carried out.</summary>
    public const int UsageExitCode = 2;

    /// <summary>Parses the arguments and runs the command they name; returns its exit code.</summary>
    /// <param name="root">The program's commands.</param>
    /// <param name="program">What the program is called, for the hint.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="stopLimit">How long a command that was told to stop may take before its process is ended; null for the library's two seconds.</param>
    public static async Task<int> RunAsync(RootCommand root, string program, string[] args, TimeSpan? stopLimit = null)
    {
        ArgumentNullException.ThrowIfNull(root);
        ParseResult parse = root.Parse(args);
        if (parse.Errors.Count == 0)
        {
            InvocationConfiguration configuration = new();
            configuration.ProcessTerminationTimeout = stopLimit ?? configuration.ProcessTerminationTimeout;
            return await parse.InvokeAsync(configuration).ConfigureAwait(false);
        }

        foreach (ParseError error in parse.Errors)
        {
            await Console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
        }

        // The commands that were understood; the word that was not is not repeated.
        Command[] path = [.. parse.CommandResult.Command.Parents.OfType<Command>().Reverse(), parse.CommandResult.Command];
        string command = string.Join(' ', path.Where(c => c is not RootCommand).Select(c => c.Name).Prepend(program));
        await Console.Error.WriteLineAsync($"Try: {command} --help").ConfigureAwait(false);
        return UsageExitCode;
    }
}
