namespace Enviro.Ledger;

/// <summary>The disk under a ledger: what the store asks of it beside SQLite's own reads and writes. <see cref="LocalDisk"/> unless another is given.</summary>
public interface ILedgerDisk
{
    /// <summary>Name of the SQLite VFS that reads and writes the files (sqlite.org/vfs.html); null for the operating system's.</summary>
    string? Vfs { get; }

    /// <summary>Whether there is a folder.</summary>
    bool FolderExists(string path);

    /// <summary>Whether there is a file.</summary>
    bool FileExists(string path);

    /// <summary>
    /// Makes a folder and those above it, where they are not there. What keeps it from that raises <see cref="IOException"/> or
    /// <see cref="UnauthorizedAccessException"/>.
    /// </summary>
    void CreateFolder(string path);

    /// <summary>
    /// Writes the bytes of a file again, each where it is, and syncs it; where there is no file, does nothing. For a log that nobody writes to. A failure
    /// raises <see cref="LedgerException"/>.
    /// </summary>
    void Rewrite(string path);

    /// <summary>
    /// Keeps a second writer off the ledger in a folder until the result is disposed of, or the process ends. Where another has it, raises
    /// <see cref="LedgerException"/> with <see cref="LedgerFault.Locked"/>.
    /// </summary>
    IDisposable TakeOwnership(string directory);
}
