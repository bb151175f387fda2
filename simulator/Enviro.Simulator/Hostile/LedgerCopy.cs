using Enviro.Ledger;
using Microsoft.Data.Sqlite;

namespace Enviro.Simulator;

/// <summary>A copy of a ledger's folder: to be written to behind the ledger's back, and then read as anybody reads a ledger.</summary>
/// <param name="directory">The folder.</param>
/// <param name="disk">The disk it is on; null for this machine's file system.</param>
/// <param name="end">Takes the copy away; null leaves it.</param>
public sealed class LedgerCopy(string directory, ILedgerDisk? disk = null, Action? end = null) : IDisposable
{
    private const string FileName = "ledger.db";

    /// <summary>Copies the file of a ledger that nobody has open to a temporary folder.</summary>
    public static LedgerCopy OfFolder(string source)
    {
        string folder = Directory.CreateTempSubdirectory("enviro-hostile-").FullName;
        File.Copy(Path.Combine(source, FileName), Path.Combine(folder, FileName));
        return new LedgerCopy(folder, null, () => Directory.Delete(folder, recursive: true));
    }

    /// <summary>Opens the database for any SQL.</summary>
    public SqliteConnection Connect()
    {
        SqliteConnectionStringBuilder settings = new() { DataSource = Path.Combine(directory, FileName), Pooling = false };
        if (disk?.Vfs is { } vfs)
        {
            settings.Vfs = vfs;
        }

        SqliteConnection connection = new(settings.ToString());
        connection.Open();
        using SqliteCommand quick = connection.CreateCommand();
        quick.CommandText = "PRAGMA synchronous = OFF";
        quick.ExecuteNonQuery();
        return connection;
    }

    /// <summary>Opens it as a ledger, for reading.</summary>
    public LedgerStore OpenReadOnly() => LedgerStore.OpenReadOnly(directory, disk);

    /// <summary>Checks how it is stored, caches and all.</summary>
    public IReadOnlyList<FsckFinding> Check() => Fsck.Check(directory, disk);

    /// <inheritdoc/>
    public void Dispose() => end?.Invoke();
}
