namespace Enviro.NanoSubset;

/// <summary>Where the sources are: the folder with Enviro.sln, above the running test.</summary>
internal static class Repository
{
    /// <summary>Full path of the repository's top folder.</summary>
    public static string Root { get; } = FindRoot();

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
}
