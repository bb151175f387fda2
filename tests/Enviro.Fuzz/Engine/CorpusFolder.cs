using System.Security.Cryptography;

namespace Enviro.Fuzz;

/// <summary>Inputs worth keeping: a folder a target, a file an input, named by the first 16 digits of its SHA-256.</summary>
internal sealed class CorpusFolder(string path)
{
    /// <summary>The corpus of the source tree, tests/vectors/fuzz.</summary>
    internal static string Default => Path.Combine(Root, "tests", "vectors", "fuzz");

    /// <summary>The source tree: the first folder above the program's own that holds the solution, or above the current one.</summary>
    internal static string Root
    {
        get
        {
            foreach (string start in new[] { AppContext.BaseDirectory, Environment.CurrentDirectory })
            {
                for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
                {
                    if (File.Exists(Path.Combine(folder.FullName, "Enviro.sln")))
                    {
                        return folder.FullName;
                    }
                }
            }

            return Environment.CurrentDirectory;
        }
    }

    internal static string NameOf(byte[] input) => Convert.ToHexStringLower(SHA256.HashData(input))[..16];

    /// <summary>Inputs of a target, in the order of their names.</summary>
    internal byte[][] Read(FuzzTarget target)
    {
        string folder = Path.Combine(path, target.Name);
        return Directory.Exists(folder) ? [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)] : [];
    }

    /// <summary>Adds an input; returns where it is.</summary>
    internal string Add(FuzzTarget target, byte[] input)
    {
        string folder = Path.Combine(path, target.Name);
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, NameOf(input));
        File.WriteAllBytes(file, input);
        return file;
    }

    /// <summary>Removes all inputs of a target.</summary>
    internal void Clear(FuzzTarget target)
    {
        string folder = Path.Combine(path, target.Name);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
