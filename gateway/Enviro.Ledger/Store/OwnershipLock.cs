namespace Enviro.Ledger;

/// <summary>
/// Keeps a second writer off a ledger: an exclusive lock on a file of its own beside the database (flock on Linux). The operating system lets
/// go of it when the process ends, however it ends. SQLite's own locks last for one transaction; two gateways could take turns under them.
/// </summary>
internal static class OwnershipLock
{
    internal const string FileName = "ledger.lock";

    internal static FileStream Take(string directory)
    {
        string path = Path.Combine(Path.GetFullPath(directory), FileName);
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new LedgerException(
                LedgerFault.AccessDenied,
                $"{path} cannot be written by this user. Give the user write access to the folder and everything in it.",
                false,
                exception);
        }
        catch (IOException exception) when (File.Exists(path))
        {
            throw new LedgerException(
                LedgerFault.Locked,
                $"{path} is locked: another gateway writes to this ledger. End it, or give this one a folder of its own ({exception.Message})",
                false,
                exception);
        }
        catch (IOException exception)
        {
            throw new LedgerException(
                LedgerFault.InputOutput,
                $"{path} cannot be created. Check the folder and the room on its disk ({exception.Message})",
                false,
                exception);
        }
    }
}
