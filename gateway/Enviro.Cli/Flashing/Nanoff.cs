using System.Collections.Concurrent;
using System.Diagnostics;

namespace Enviro.Cli;

/// <summary>nanoFramework's flasher as a child process: found, run with a limit, and ended with this program.</summary>
/// <param name="path">The executable.</param>
/// <param name="show">Given each line it says; null to keep them for when it fails.</param>
/// <param name="stop">Ends it.</param>
internal sealed class Nanoff(string path, Action<string>? show, CancellationToken stop)
{
    private const int LastLines = 8;

    // A download of some megabytes, over a mobile link in the field.
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(10);

    /// <summary>How nanoff is installed, as an argument list of <c>dotnet</c>.</summary>
    internal static string[] InstallArguments { get; } = ["tool", "install", "-g", "nanoff"];

    /// <summary>The executable.</summary>
    internal string Path { get; } = path;

    /// <summary>Finds nanoff on PATH or among the user's .NET tools; installs it if that is wanted.</summary>
    /// <exception cref="FlashException">It is not there.</exception>
    internal static Nanoff Find(bool installs, Action<string>? show, CancellationToken stop)
    {
        if (Locate(NanoffCommand.Program) is { } found)
        {
            return new Nanoff(found, show, stop);
        }

        if (!installs)
        {
            throw FlashException.Failed("nanoff is neither on PATH nor in ~/.dotnet/tools. Repeat the command with --install-nanoff, or install it yourself: dotnet tool install -g nanoff");
        }

        // The one on PATH, as the user's own shell finds it, and not the one this program happens to run on.
        string dotnet = Locate("dotnet")
            ?? throw FlashException.Failed("dotnet is not on PATH: install the .NET SDK, or put its folder on PATH, and repeat the command.");
        new Nanoff(dotnet, show, stop).Run(InstallArguments, InstallLimit, "Is this machine online? Install it by hand: dotnet tool install -g nanoff");
        return Locate(NanoffCommand.Program) is { } installed
            ? new Nanoff(installed, show, stop)
            : throw FlashException.Failed("nanoff was installed and is neither on PATH nor in ~/.dotnet/tools. Put the folder it was installed to on PATH, and repeat the command.");
    }

    /// <summary>Runs it and returns what it said.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="advice">What to do if it fails.</param>
    /// <exception cref="FlashException">It failed, hung, or cannot be started.</exception>
    /// <exception cref="OperationCanceledException">It was ended with this program.</exception>
    internal IReadOnlyCollection<string> Run(string[] arguments, TimeSpan limit, string advice)
    {
        ConcurrentQueue<string> lines = new();
        using Process process = Start(arguments);
        process.OutputDataReceived += (_, line) => Keep(lines, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(lines, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        either.CancelAfter(limit);
        try
        {
            process.WaitForExitAsync(either.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            stop.ThrowIfCancellationRequested();
            throw FlashException.Failed($"{Name} did not end within {limit.TotalSeconds:0} s and was ended{Said(lines)}{advice}");
        }

        // nanoff's own numbers are above 1,000 (E4000 …): Linux leaves their last eight bits, never 0, and its words say which it was.
        return process.ExitCode == 0 ? lines : throw FlashException.Failed($"{Name} ended with exit code {process.ExitCode}{Said(lines)}{advice}");
    }

    /// <summary>The last lines of what it said, each on its own line.</summary>
    internal static string Said(IReadOnlyCollection<string> lines)
    {
        string[] last = [.. lines.Where(line => !string.IsNullOrWhiteSpace(line)).TakeLast(LastLines)];
        return last.Length == 0 ? ". " : ":\n" + string.Join('\n', last.Select(line => "  " + Text.Printable(line))) + "\n";
    }

    private string Name => System.IO.Path.GetFileName(Path);

    private static string? Locate(string program)
    {
        string home = System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".dotnet", "tools");
        string name = OperatingSystem.IsWindows() ? program + ".exe" : program;
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(home)
            .Select(folder => System.IO.Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
    }

    private Process Start(string[] arguments)
    {
        ProcessStartInfo start = new(Path, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception broken)
        {
            throw FlashException.Failed($"{Path} cannot be started: {broken.Message}. Install it anew: dotnet tool update -g nanoff");
        }
    }

    private void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
            show?.Invoke(Text.Printable(line));
        }
    }
}
