namespace Enviro.Ledger;

/// <summary>The file system of this machine.</summary>
public sealed class LocalDisk : ILedgerDisk
{
    private const int RewriteBytes = 1 << 20;

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
    public void Rewrite(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                return;
            }

            using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            byte[] buffer = new byte[RewriteBytes];
            for (int count = file.Read(buffer); count > 0; count = file.Read(buffer))
            {
                file.Position -= count;
                file.Write(buffer, 0, count);
            }

            file.Flush(flushToDisk: true);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new LedgerException(
                LedgerFault.AccessDenied, $"{path} cannot be written by this user. Give the user write access to it.", false, exception);
        }
        catch (IOException exception)
        {
            throw new LedgerException(
                LedgerFault.InputOutput, $"{path} cannot be read and written again. Check the disk and the system log ({exception.Message})", true, exception);
        }
    }

    /// <inheritdoc/>
    public IDisposable TakeOwnership(string directory) => OwnershipLock.Take(directory);
}
