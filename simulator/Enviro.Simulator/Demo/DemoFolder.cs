namespace Enviro.Simulator;

/// <summary>
/// The demo's data folder. One that an earlier demo made is replaced; anything else that is not empty is left alone, for it may be somebody's ledger.
/// </summary>
internal static class DemoFolder
{
    private const string Marker = "made-by-demo";

    internal static string Prepare(string path)
    {
        string full = Path.GetFullPath(path);
        try
        {
            if (File.Exists(Path.Combine(full, Marker)))
            {
                Directory.Delete(full, recursive: true);
            }
            else if (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any())
            {
                throw new DemoException($"{full} is not empty and was not made by a demo; it is left as it is. Give another folder with --data.");
            }

            Directory.CreateDirectory(full);
            File.WriteAllText(Path.Combine(full, Marker), "A demo made this folder, and the next demo that is given it replaces it.\n");
            return full;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DemoException($"The folder {full} cannot be used: {failure.Message} Give another with --data.", failure);
        }
    }
}
