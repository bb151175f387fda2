namespace Enviro.Simulator;

/// <summary>
/// The data folder of a demo or a load. One that an earlier one made is replaced; anything else that is not empty is left alone, for it may be somebody's ledger.
/// </summary>
internal static class DemoFolder
{
    /// <summary>Makes the folder ready, empty but for a mark of who made it.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="maker">Who: <c>demo</c> or <c>load</c>; each replaces its own only.</param>
    internal static string Prepare(string path, string maker = "demo")
    {
        string marker = $"made-by-{maker}";
        string full = Path.GetFullPath(path);
        try
        {
            if (File.Exists(Path.Combine(full, marker)))
            {
                Directory.Delete(full, recursive: true);
            }
            else if (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any())
            {
                throw new DemoException($"{full} is not empty and was not made by a {maker}; it is left as it is. Give another folder with --data.");
            }

            Directory.CreateDirectory(full);
            File.WriteAllText(Path.Combine(full, marker), $"A {maker} made this folder, and the next {maker} that is given it replaces it.\n");
            return full;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DemoException($"The folder {full} cannot be used: {failure.Message} Give another with --data.", failure);
        }
    }
}
