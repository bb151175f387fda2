using Enviro.Ledger;
using Enviro.Ledger.Tests;

namespace Enviro.Simulator.Tests;

/// <summary>What a gateway does with its ledger, in small and always the same: enrols, appends, seals, ends and starts again.</summary>
internal sealed class LedgerScript : IDisposable
{
    internal const string Folder = "/var/lib/enviro";
    internal const string Database = Folder + "/ledger.db";
    internal const string Log = Database + "-wal";
    internal const string AsTheProduct = "PRAGMA wal_autocheckpoint = 20";
    internal const string WithoutSync = "PRAGMA wal_autocheckpoint = 20; PRAGMA synchronous = OFF";

    private const int Founding = 3;
    private const int Block = 0;
    private const int Restart = -1;

    // How many entries to append; a block; an end and a start.
    private static readonly int[] s_steps = [Founding, Block, 1, 5, Block, 2, Restart, 4, Block, 9, 1, Block, Restart, 3, Block, 6];

    private readonly TestChain _chain = new();
    private readonly List<Entry> _entries = [];
    private readonly List<ReadingKey> _keys = [];
    private readonly Dictionary<long, (BlockHeader Header, Seal Seal)> _blocks = [];

    internal LedgerScript()
    {
        _entries.Add(TestChain.EntryOf(EntryKind.Charter, _chain.CharterMessage));
        _entries.Add(TestChain.EntryOf(EntryKind.GatewayEnrolled, _chain.GatewayMessage()));
        _entries.Add(TestChain.EntryOf(EntryKind.NodeEnrolled, _chain.NodeMessage()));
        for (uint sequence = 0; sequence < s_steps.Where(step => step > 0).Sum(); sequence++)
        {
            byte[] message = _chain.ReadingMessage(1, sequence);
            _entries.Add(TestChain.EntryOf(EntryKind.Reading, message));
            _keys.Add(ReadingKey.Of(message));
        }
    }

    internal TestChain Chain => _chain;

    /// <summary>Runs it from the start until it ends or the disk dies.</summary>
    internal Progress Run(SimulatedDisk disk, string settings)
    {
        Progress progress = new();
        LedgerStore? store = null;
        try
        {
            store = Start(disk, settings);
            foreach (int step in s_steps)
            {
                progress.InFlight = step;
                if (step == Restart)
                {
                    store.Dispose();
                    store = Start(disk, settings);
                }
                else
                {
                    Do(store, step);
                }

                progress.Acknowledge();
            }

            progress.IsComplete = true;
        }
        catch (LedgerException) when (disk.IsDead)
        {
        }
        finally
        {
            store?.Dispose();
        }

        return progress;
    }

    /// <summary>Starts on what is there, and says what is wrong with it; null where nothing is.</summary>
    internal string? FindLoss(SimulatedDisk disk, Progress progress)
    {
        try
        {
            using (LedgerStore store = LedgerStore.Create(Folder, disk))
            {
                if (FindLoss(store, progress) is { } loss)
                {
                    return loss;
                }

                // It goes on, and a power cut with nothing in flight takes nothing.
                progress.Entries = store.EntryCount;
                progress.Blocks = store.Head is null ? 0 : store.Head.Height + 1;
                progress.InFlight = 2;
                Do(store, 2);
                progress.Acknowledge();
                disk.Restart();
            }

            using (LedgerStore store = LedgerStore.Open(Folder, disk))
            {
                return FindLoss(store, progress) ?? (Fsck.Check(Folder, disk) is [FsckFinding first, ..] ? first.Text : null);
            }
        }
        catch (LedgerException exception)
        {
            return exception.Message;
        }
    }

    public void Dispose() => _chain.Dispose();

    private static LedgerStore Start(SimulatedDisk disk, string settings)
    {
        LedgerStore store = LedgerStore.Create(Folder, disk);
        store.Database.Execute(settings);
        return store;
    }

    private void Do(LedgerStore store, int step)
    {
        if (step == Block)
        {
            long height = store.Head is null ? 0 : store.Head.Height + 1;
            if (!_blocks.TryGetValue(height, out (BlockHeader Header, Seal Seal) block))
            {
                BlockHeader header = _chain.NextHeader(store);
                block = (header, Seal.Sign(_chain.Gateway, header.Encode()));
                _blocks.Add(height, block);
            }

            store.AppendBlock(block.Header, block.Seal);
            return;
        }

        int first = (int)store.EntryCount;
        Entry[] entries = [.. _entries.Skip(first).Take(step)];
        int readings = entries.Count(entry => entry.Kind.IsReading());
        store.Append(entries, readings == 0 ? null : [.. _keys.Skip(Math.Max(0, first - Founding)).Take(readings)]);
    }

    private string? FindLoss(LedgerStore store, Progress progress)
    {
        long inFlight = Math.Max(0, progress.InFlight ?? 0);
        if (store.EntryCount != progress.Entries && store.EntryCount != progress.Entries + inFlight)
        {
            return $"{store.EntryCount} entries where {progress.Entries} were acknowledged and {inFlight} in flight";
        }

        long blocks = store.Head is null ? 0 : store.Head.Height + 1;
        if (blocks != progress.Blocks && (blocks != progress.Blocks + 1 || progress.InFlight != Block))
        {
            return $"{blocks} blocks where {progress.Blocks} were acknowledged";
        }

        foreach (StoredEntry entry in store.ReadEntries(0, long.MaxValue))
        {
            if (!entry.Leaf.AsSpan().SequenceEqual(_entries[(int)entry.Index].Leaf) || !entry.MatchesLeaf())
            {
                return $"entry {entry.Index} is another";
            }
        }

        foreach (ReadingKey key in _keys.Take((int)Math.Max(0, store.EntryCount - Founding)))
        {
            if (!store.TryFindReading(key.Node, key.Boot, key.Sequence, out _))
            {
                return $"{key} is not in the cache";
            }
        }

        return null;
    }

    /// <summary>How far a run came.</summary>
    internal sealed class Progress
    {
        /// <summary>Entries whose append returned.</summary>
        internal long Entries { get; set; }

        /// <summary>Blocks whose append returned.</summary>
        internal long Blocks { get; set; }

        /// <summary>The step that had begun and had not returned.</summary>
        internal int? InFlight { get; set; }

        internal bool IsComplete { get; set; }

        internal void Acknowledge()
        {
            Entries += Math.Max(0, InFlight ?? 0);
            Blocks += InFlight == Block ? 1 : 0;
            InFlight = null;
        }
    }
}
