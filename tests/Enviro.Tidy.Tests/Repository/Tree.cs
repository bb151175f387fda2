using System.Diagnostics;

namespace Enviro.Tidy.Tests;

/// <summary>
/// The files a clone would hold, by path from the repository's top. The rules see only this, so that each can be shown a
/// tree it must refuse.
/// </summary>
internal sealed class Tree
{
    private readonly Dictionary<string, Func<string>> _files;
    private readonly HashSet<string> _executable;
    private readonly HashSet<string> _folders;

    private Tree(Dictionary<string, Func<string>> files, HashSet<string> executable)
    {
        _files = files;
        _executable = executable;
        _folders = [.. files.Keys.SelectMany(FoldersAbove)];
    }

    /// <summary>What git tracks here and the work tree still holds.</summary>
    public static Tree OfRepository { get; } = ReadRepository();

    /// <summary>All paths, with '/' between parts.</summary>
    public IEnumerable<string> Paths => _files.Keys;

    /// <summary>A tree of the given files, none executable.</summary>
    public static Tree Of(params (string Path, string Text)[] files) => new(files.ToDictionary(file => file.Path, file => new Func<string>(() => file.Text)), []);

    /// <summary>The same tree with <paramref name="path"/> marked executable.</summary>
    public Tree WithExecutable(string path) => new(_files, [.. _executable, path]);

    public string Text(string path) => _files[path]();

    public bool IsExecutable(string path) => _executable.Contains(path);

    public bool HasFile(string path) => _files.ContainsKey(path);

    public bool HasFolder(string path) => path.Length == 0 || _folders.Contains(path);

    /// <summary>Paths with this file name ending, under any of the top folders given, or anywhere.</summary>
    public IEnumerable<string> Ending(string ending, params string[] under) =>
        Paths.Where(path => path.EndsWith(ending, StringComparison.Ordinal))
            .Where(path => under.Length == 0 || under.Contains(path.Split('/')[0]))
            .Order(StringComparer.Ordinal);

    /// <summary>The folder of a path; "" for the top.</summary>
    public static string FolderOf(string path) => path[..Math.Max(0, path.LastIndexOf('/'))];

    private static IEnumerable<string> FoldersAbove(string path)
    {
        for (string folder = FolderOf(path); folder.Length > 0; folder = FolderOf(folder))
        {
            yield return folder;
        }
    }

    private static Tree ReadRepository()
    {
        string root = FindRoot();
        Dictionary<string, Func<string>> files = [];
        HashSet<string> executable = [];
        foreach (string entry in Git(root, "ls-files", "--stage", "-z").Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            // "100755 <blob> <stage>\t<path>"
            string path = entry[(entry.IndexOf('\t', StringComparison.Ordinal) + 1)..];
            string full = Path.Combine(root, path);
            if (!File.Exists(full))
            {
                continue;
            }

            files[path] = () => File.ReadAllText(full);
            if (entry.StartsWith("100755", StringComparison.Ordinal))
            {
                executable.Add(path);
            }
        }

        return new Tree(files, executable);
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Enviro.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Enviro.sln.");
    }

    private static string Git(string root, params string[] arguments)
    {
        ProcessStartInfo start = new("git", arguments) { WorkingDirectory = root, RedirectStandardOutput = true };
        using Process git = Process.Start(start) ?? throw new InvalidOperationException("git did not start.");
        string output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0 ? output : throw new InvalidOperationException($"git {string.Join(' ', arguments)} ended with {git.ExitCode}.");
    }
}
