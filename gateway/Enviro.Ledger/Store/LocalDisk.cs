namespace Enviro.Ledger;

/// <summary>The file system of this machine.</summary>
public sealed class LocalDisk : ILedgerDisk
{
    private LocalDisk()
    {
    }

    /// <summary>The one there is.</summary>
    public static LocalDisk Instance { get; } = new();

    /// <inheritdoc/>
    public string? Vfs => null;

    /// <inheritdoc/>
    public bool FolderExists(string path) => Directory.Exists(path);

    /// <inheritdoc/>
    public bool FileExists(string path) => File.Exists(path);

    /// <inheritdoc/>
    public void CreateFolder(string path) => Directory.CreateDirectory(path);

    /// <inheritdoc/>
    public IDisposable TakeOwnership(string directory) => OwnershipLock.Take(directory);
}
