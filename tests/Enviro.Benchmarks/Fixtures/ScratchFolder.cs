namespace Enviro.Benchmarks;

/// <summary>
/// A folder of its own, gone afterwards. It is made beside the program and not among the temporary files: those are in memory on many
/// systems, where a commit costs nothing.
/// </summary>
public sealed class ScratchFolder : IDisposable
{
    /// <summary>Full path of the folder.</summary>
    public string FolderPath { get; } = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, $"scratch-{Guid.NewGuid():N}")).FullName;

    /// <summary>The file system it is on, such as "ext4".</summary>
    public string FileSystem => new DriveInfo(FolderPath).DriveFormat;

    /// <summary>Path of something in the folder.</summary>
    public string PathOf(string name) => Path.Combine(FolderPath, name);

    /// <summary>Deletes the folder with all that is in it.</summary>
    public void Dispose() => Directory.Delete(FolderPath, recursive: true);
}
