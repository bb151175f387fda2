namespace Enviro.Simulator;

/// <summary>
/// The file in which a served chip outlives its process. It is replaced as a whole, so a crash leaves the old state or the new one,
/// and one process at a time has it.
/// </summary>
internal sealed class ChipSnapshotFile : IDisposable
{
    private readonly string _path;
    private readonly string _option;
    private readonly FileStream _claim;
    private byte[]? _saved;

    private ChipSnapshotFile(string path, string option, FileStream claim)
    {
        _path = path;
        _option = option;
        _claim = claim;
    }

    /// <summary>Claims the file for this process; it need not exist yet.</summary>
    /// <exception cref="ServeException">Another process serves it, or its folder does not allow it.</exception>
    /// <param name="path">The file.</param>
    /// <param name="option">The option that named it, for messages.</param>
    internal static ChipSnapshotFile Claim(string path, string option = "--snapshot")
    {
        string full = Path.GetFullPath(path);
        try
        {
            // Whoever has it open holds it; it goes with the process, however that ends.
            FileStream claim = new($"{full}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            return new ChipSnapshotFile(full, option, claim);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ServeException($"{option} {full}: {e.Message} Does another enviro-sim serve this chip, or does the folder not exist?", e);
        }
    }

    /// <summary>The chip in the file; null when there is no file yet.</summary>
    /// <exception cref="ServeException">The file holds something else, or cannot be read.</exception>
    internal SimulatedAtecc608? Load()
    {
        try
        {
            if (!File.Exists(_path))
            {
                return null;
            }

            byte[] bytes = File.ReadAllBytes(_path);
            SimulatedAtecc608 chip = SimulatedAtecc608.Restore(bytes);
            _saved = bytes;
            return chip;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new ServeException($"{_option} {_path}: {e.Message} It is left as it is; name another file for a new chip.", e);
        }
    }

    /// <summary>Makes the state durable unless it is the one saved last.</summary>
    /// <exception cref="ServeException">It cannot be written; what is in the file is the state saved last.</exception>
    internal void Save(byte[] snapshot)
    {
        if (_saved is not null && snapshot.AsSpan().SequenceEqual(_saved))
        {
            return;
        }

        string beside = $"{_path}.new";
        try
        {
            FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                // The chip's private keys are in it.
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (FileStream file = new(beside, options))
            {
                file.Write(snapshot);
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, _path, overwrite: true);
            Libc.SyncFolder(Path.GetDirectoryName(_path)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ServeException($"{_option} {_path} cannot be saved: {e.Message} The chip stops, for it could not keep what it was told.", e);
        }

        _saved = snapshot;
    }

    /// <summary>Gives the file back.</summary>
    public void Dispose() => _claim.Dispose();
}
