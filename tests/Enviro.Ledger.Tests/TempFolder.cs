namespace Enviro.Ledger.Tests;

/// <summary>A folder of its own for one test; gone at its end.</summary>
internal sealed class TempFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("enviro-ledger-").FullName;

    internal string Database => File("ledger.db");

    internal string Log => File("ledger.db-wal");

    internal string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>What a power cut would leave: the database and its log as they are now, while the store that writes them is still open.</summary>
    internal TempFolder CopyAfterCrash()
    {
        TempFolder copy = new();
        System.IO.File.Copy(Database, copy.Database);
        if (System.IO.File.Exists(Log))
        {
            System.IO.File.Copy(Log, copy.Log);
        }

        return copy;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
