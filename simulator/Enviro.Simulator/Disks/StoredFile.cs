using System.Buffers;

namespace Enviro.Simulator;

/// <summary>
/// A file of the simulated disk: its content as programs see it, and what they would find of it after a power cut. Each change since the last sync is
/// kept, and of the content at that sync the chunks that changed since.
/// </summary>
internal sealed partial class StoredFile
{
    // SQLite's page, and the kernel's: what is dirty or clean as a whole.
    private const int ChunkBytes = 4096;
    private const int MaxSpareChunks = 64;

    // Above these, what a big checkpoint needed is given back instead of being cleared at each sync.
    private const int MaxKeptTable = 1024;
    private const int MaxKeptBuffer = 1 << 20;

    private readonly List<byte[]> _chunks = [];
    private readonly List<UnsyncedChange> _changes = [];
    private readonly Stack<byte[]> _spare = new();
    private Dictionary<int, byte[]> _syncedChunks = [];
    private byte[] _written = [];
    private int _writtenCount;
    private long _syncedLength;

    /// <summary>Length in bytes.</summary>
    internal long Length { get; private set; }

    /// <summary>Who has locked it.</summary>
    internal FileLocks Locks { get; private set; } = new();

    /// <summary>The shared memory of its -shm file; null while nobody has it open.</summary>
    internal SharedMemory? SharedMemory { get; set; }

    /// <summary>Reads from an offset and returns how many bytes there were.</summary>
    internal int Read(long offset, Span<byte> buffer)
    {
        int count = (int)Math.Clamp(Length - offset, 0, buffer.Length);
        Span<byte> rest = buffer[..count];
        while (rest.Length > 0)
        {
            int at = (int)(offset % ChunkBytes);
            int piece = Math.Min(rest.Length, ChunkBytes - at);
            _chunks[(int)(offset / ChunkBytes)].AsSpan(at, piece).CopyTo(rest);
            rest = rest[piece..];
            offset += piece;
        }

        return count;
    }

    /// <summary>Writes; unsynced.</summary>
    internal void Write(long offset, ReadOnlySpan<byte> content)
    {
        if (_writtenCount + content.Length > _written.Length)
        {
            GrowWritten(_writtenCount + content.Length);
        }

        content.CopyTo(_written.AsSpan(_writtenCount));
        int start = _writtenCount;
        _writtenCount += content.Length;
        Put(offset, content, isNew: true);
        _changes.Add(new UnsyncedChange(offset, start, content.Length, Length));
    }

    /// <summary>Changes the size; unsynced. What is added is zero.</summary>
    internal void Resize(long length)
    {
        SetLength(length, isNew: true);
        _changes.Add(new UnsyncedChange(length, 0, UnsyncedChange.Resized, length));
    }

    /// <summary>What was changed is on the disk, but for what an earlier sync failed to bring there.</summary>
    internal void Sync()
    {
        if (_forsaken.Count > 0)
        {
            SyncAllButForsaken();
            return;
        }

        _changes.Clear();
        _writtenCount = 0;
        _syncedLength = Length;
        if (_written.Length > MaxKeptBuffer)
        {
            ArrayPool<byte>.Shared.Return(_written);
            _written = [];
        }

        if (_syncedChunks.Count > MaxKeptTable)
        {
            _syncedChunks = [];
            return;
        }

        foreach (byte[] chunk in _syncedChunks.Values)
        {
            GiveBack(chunk);
        }

        _syncedChunks.Clear();
    }

    /// <summary>Nobody has it open any more.</summary>
    internal void Abandon()
    {
        Locks = new FileLocks();
        SharedMemory = null;
    }

    /// <summary>A copy of the content, as if all of it were synced.</summary>
    internal StoredFile Clone()
    {
        StoredFile copy = new() { Length = Length, _syncedLength = Length };
        copy._chunks.AddRange(_chunks.Select(chunk => chunk.ToArray()));
        return copy;
    }

    /// <summary>Turns one bit of the content over, on the disk as well.</summary>
    internal void Flip(long offset, int bit)
    {
        int index = (int)(offset / ChunkBytes);
        int at = (int)(offset % ChunkBytes);
        _chunks[index][at] ^= (byte)(1 << bit);
        if (_syncedChunks.TryGetValue(index, out byte[]? synced))
        {
            synced[at] ^= (byte)(1 << bit);
        }
    }

    private void Put(long offset, ReadOnlySpan<byte> content, bool isNew)
    {
        while (content.Length > 0)
        {
            int index = (int)(offset / ChunkBytes);
            int at = (int)(offset % ChunkBytes);
            int piece = Math.Min(content.Length, ChunkBytes - at);
            if (isNew)
            {
                KeepSynced(index);
                _forsaken.Remove(index);
            }

            GrowTo(index + 1);
            content[..piece].CopyTo(_chunks[index].AsSpan(at));
            content = content[piece..];
            offset += piece;
        }

        Length = Math.Max(Length, offset);
    }

    /// <summary>Bytes behind the end are always zero, so that a file that grows again shows none of what it was.</summary>
    private void SetLength(long length, bool isNew)
    {
        int count = CountChunks(length);
        for (int index = (int)(length / ChunkBytes); isNew && index < _chunks.Count; index++)
        {
            KeepSynced(index);
        }

        if (count < _chunks.Count)
        {
            _chunks.RemoveRange(count, _chunks.Count - count);
            _forsaken.RemoveWhere(index => index >= count);
        }

        GrowTo(count);
        if (length < Length && length % ChunkBytes != 0)
        {
            _chunks[count - 1].AsSpan((int)(length % ChunkBytes)).Clear();
        }

        Length = length;
    }

    // From the pool: the log of a crashed gateway is written again as a whole at each start, and fresh memory for it costs more than the copy.
    private void GrowWritten(int count)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(count, Math.Max(2 * _written.Length, 4 * ChunkBytes)));
        _written.AsSpan(0, _writtenCount).CopyTo(larger);
        if (_written.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_written);
        }

        _written = larger;
    }

    private static int CountChunks(long length) => (int)((length + ChunkBytes - 1) / ChunkBytes);

    private void GrowTo(int count)
    {
        while (_chunks.Count < count)
        {
            _chunks.Add(new byte[ChunkBytes]);
        }
    }

    /// <summary>Keeps a chunk as it was at the last sync, before its first change. Behind the end of that time there was nothing.</summary>
    private void KeepSynced(int index)
    {
        if ((long)index * ChunkBytes >= _syncedLength || _syncedChunks.ContainsKey(index))
        {
            return;
        }

        byte[] copy = _spare.TryPop(out byte[]? spare) ? spare : new byte[ChunkBytes];
        _chunks[index].CopyTo(copy, 0);
        _syncedChunks.Add(index, copy);
    }

    private void GiveBack(byte[] chunk)
    {
        if (_spare.Count < MaxSpareChunks)
        {
            _spare.Push(chunk);
        }
    }
}
