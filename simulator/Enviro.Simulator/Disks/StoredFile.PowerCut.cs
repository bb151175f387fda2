namespace Enviro.Simulator;

/// <content>What a power cut, and a sync that failed, leave of the changes.</content>
internal sealed partial class StoredFile
{
    /// <summary>What a disk writes as a whole or not at all, bytes.</summary>
    private const int SectorBytes = 512;

    // Chunks that a failed sync left: clean to the kernel, and not on the disk.
    private readonly HashSet<int> _forsaken = [];

    private enum Outcome
    {
        Nothing,
        Everything,
        UpToOne,
        SomeChanges,
        SomeSectors,
    }

    /// <summary>
    /// What was written since the last sync will not be on the disk after a later one, unless it is written again: the kernel reports a failed
    /// write-back once and takes its pages for clean. Sizes are not data; they are tried again.
    /// </summary>
    internal void FailSync()
    {
        foreach (UnsyncedChange change in _changes.Where(change => !change.IsResize))
        {
            for (int index = (int)(change.Offset / ChunkBytes); index < Math.Min(CountChunks(change.Offset + change.Count), _chunks.Count); index++)
            {
                if (_forsaken.Add(index) && !_syncedChunks.ContainsKey(index))
                {
                    // It was behind the end.
                    _syncedChunks.Add(index, new byte[ChunkBytes]);
                }
            }
        }
    }

    /// <summary>
    /// The power goes and comes back: what was synced stays; of each change since, everything, nothing, or some of its sectors, and of the sizes since
    /// any. Nobody has the file open afterwards.
    /// </summary>
    internal void LosePower(SimulationRandom random)
    {
        Abandon();
        if (_changes.Count == 0)
        {
            return;
        }

        long syncedLength = _syncedLength;
        GoBackToSync();
        switch ((Outcome)random.Below((int)Outcome.SomeSectors + 1))
        {
            case Outcome.Everything:
                _changes.ForEach(Redo);
                break;
            case Outcome.UpToOne:
                int last = random.Below(_changes.Count);
                _changes.GetRange(0, last).ForEach(Redo);
                Tear(_changes[last], random);
                break;
            case Outcome.SomeChanges:
                _changes.ForEach(change => RedoPerhaps(change, random));
                break;
            case Outcome.SomeSectors:
                _changes.ForEach(change => RedoSectors(change, int.MaxValue, _ => random.Below(2) == 0));
                break;
        }

        // A size is kept apart from the content: a longer one with sectors that were never written, a shorter one without some that were.
        if (random.Below(4) == 0)
        {
            long length = _changes[random.Below(_changes.Count)].LengthAfter;
            long from = Math.Max(Length, syncedLength);
            SetLength(length, isNew: false);
            FillWithRemains(from, random);
        }

        _forsaken.Clear();
        Sync();
    }

    private void GoBackToSync()
    {
        SetLength(CountChunks(_syncedLength) * (long)ChunkBytes, isNew: false);
        foreach ((int index, byte[] chunk) in _syncedChunks)
        {
            if (index < _chunks.Count)
            {
                chunk.CopyTo(_chunks[index], 0);
            }
        }

        SetLength(_syncedLength, isNew: false);
    }

    private void Redo(UnsyncedChange change)
    {
        if (change.IsResize)
        {
            SetLength(change.Offset, isNew: false);
        }
        else
        {
            Put(change.Offset, _written.AsSpan(change.Start, change.Count), isNew: false);
        }
    }

    private void RedoPerhaps(UnsyncedChange change, SimulationRandom random)
    {
        switch (random.Below(3))
        {
            case 0:
                Redo(change);
                break;
            case 1:
                Tear(change, random);
                break;
        }
    }

    /// <summary>A first part of the sectors, or any of them.</summary>
    private void Tear(UnsyncedChange change, SimulationRandom random)
    {
        int sectors = 1 + (Math.Max(change.Count, 0) / SectorBytes);
        if (random.Below(2) == 0)
        {
            RedoSectors(change, random.Below(sectors + 1), _ => true);
        }
        else
        {
            RedoSectors(change, int.MaxValue, _ => random.Below(2) == 0);
        }
    }

    private void RedoSectors(UnsyncedChange change, int end, Func<int, bool> isKept)
    {
        if (change.IsResize)
        {
            if (end > 0 && isKept(0))
            {
                Redo(change);
            }

            return;
        }

        int sector = 0;
        for (int done = 0; done < change.Count && sector < end; sector++)
        {
            long offset = change.Offset + done;
            int piece = Math.Min(change.Count - done, SectorBytes - (int)(offset % SectorBytes));
            if (isKept(sector))
            {
                Put(offset, _written.AsSpan(change.Start + done, piece), isNew: false);
            }

            done += piece;
        }
    }

    /// <summary>Sectors that a file got but never wrote hold zeros, or what was there before.</summary>
    private void FillWithRemains(long from, SimulationRandom random)
    {
        if (random.Below(2) == 0)
        {
            return;
        }

        Span<byte> remains = stackalloc byte[SectorBytes];
        while (from < Length)
        {
            Span<byte> piece = remains[..(int)Math.Min(SectorBytes - (from % SectorBytes), Length - from)];
            random.Fill(piece);
            Put(from, piece, isNew: false);
            from += piece.Length;
        }
    }

    private void SyncAllButForsaken()
    {
        List<UnsyncedChange> left = [];
        foreach (UnsyncedChange change in _changes.Where(change => !change.IsResize))
        {
            for (int done = 0; done < change.Count;)
            {
                long offset = change.Offset + done;
                int piece = Math.Min(change.Count - done, ChunkBytes - (int)(offset % ChunkBytes));
                if (_forsaken.Contains((int)(offset / ChunkBytes)))
                {
                    left.Add(new UnsyncedChange(offset, change.Start + done, piece, Length));
                }

                done += piece;
            }
        }

        foreach (int index in _syncedChunks.Keys.Where(index => !_forsaken.Contains(index)).ToArray())
        {
            _syncedChunks.Remove(index);
        }

        _changes.Clear();
        _changes.AddRange(left);
        _syncedLength = Length;
    }
}
