namespace Enviro.Simulator;

/// <summary>The folders and the names of files in them: as programs see them, and as they were when their folder was last synced.</summary>
internal sealed class FileNames
{
    private readonly SortedSet<string> _folders = new(StringComparer.Ordinal) { "/" };
    private readonly SortedDictionary<string, StoredFile> _files = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, StoredFile> _synced = new(StringComparer.Ordinal);

    internal bool HasFolder(string path) => _folders.Contains(path);

    /// <summary>Makes a folder and those above it. Folders are on the disk at once.</summary>
    internal void CreateFolder(string path)
    {
        for (string? folder = path; folder is not null && _folders.Add(folder); folder = Path.GetDirectoryName(folder))
        {
        }
    }

    internal StoredFile? Find(string path) => _files.GetValueOrDefault(path);

    /// <summary>Whether the name of a file is on the disk.</summary>
    internal bool IsSynced(string path) => _synced.GetValueOrDefault(path) == _files.GetValueOrDefault(path);

    internal StoredFile Create(string path) => _files[path] = new StoredFile();

    internal bool Delete(string path) => _files.Remove(path);

    /// <summary>Puts a file in place, name and content synced.</summary>
    internal void Place(string path, StoredFile file)
    {
        _files[path] = file;
        _synced[path] = file;
    }

    /// <summary>What was created and deleted in the folder of a file is so on the disk.</summary>
    internal void SyncFolderOf(string path)
    {
        string? folder = Path.GetDirectoryName(path);
        foreach (string name in _files.Keys.Union(_synced.Keys).Where(name => Path.GetDirectoryName(name) == folder).ToArray())
        {
            SyncName(name);
        }
    }

    /// <summary>The power goes and comes back: of names that were not synced, either outcome; then the same for the content of what is left.</summary>
    internal void LosePower(SimulationRandom random)
    {
        foreach (string name in _files.Keys.Union(_synced.Keys).ToArray())
        {
            StoredFile? now = _files.GetValueOrDefault(name);
            StoredFile? before = _synced.GetValueOrDefault(name);
            if (now == before)
            {
                continue;
            }

            // Deleted and created again: also the deletion alone.
            StoredFile? kept = random.Below(now is not null && before is not null ? 3 : 2) switch { 0 => now, 1 => before, _ => null };
            if (kept is null)
            {
                _files.Remove(name);
            }
            else
            {
                _files[name] = kept;
            }

            SyncName(name);
        }

        foreach (StoredFile file in _files.Values)
        {
            file.LosePower(random);
        }
    }

    /// <summary>Whoever had the files open has died.</summary>
    internal void Abandon()
    {
        foreach (StoredFile file in _files.Values)
        {
            file.Abandon();
        }
    }

    internal void CopyTo(FileNames other)
    {
        foreach (string folder in _folders)
        {
            other._folders.Add(folder);
        }

        foreach ((string path, StoredFile file) in _files)
        {
            other.Place(path, file.Clone());
        }
    }

    private void SyncName(string name)
    {
        if (_files.TryGetValue(name, out StoredFile? file))
        {
            _synced[name] = file;
        }
        else
        {
            _synced.Remove(name);
        }
    }
}
