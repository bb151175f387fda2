using System.Diagnostics;
using Enviro.Ledger;
using Microsoft.Data.Sqlite;

namespace Enviro.Benchmarks;

/// <summary>How long appending took.</summary>
/// <param name="PerSecond">Messages a second: entries made, commits, blocks.</param>
/// <param name="MedianMs">Half of the commits took no longer, in ms.</param>
/// <param name="SlowMs">99 of 100 took no longer, in ms.</param>
internal sealed record AppendTimes(double PerSecond, double MedianMs, double SlowMs);

/// <summary>
/// A ledger of a hundred nodes that grows by group commit, a block every 1024 entries. Its first readings are signed, in their nodes' chains; those after
/// them repeat messages of the same size under new sequence numbers, which the store takes and a verifier would not: signing ten million would take longer
/// than keeping them.
/// </summary>
internal sealed class GrowingLedger : IDisposable
{
    private const int NodeCount = 100;
    private const int BatchesPerBlock = 4;

    private readonly SampleFleet _fleet;
    private readonly SampleMessage[] _pool;
    private readonly List<double> _commitsMs = [];
    private readonly Stopwatch _clock = new();
    private readonly long _signedCount;
    private LedgerStore? _store;
    private long _readings;
    private long _firstOfBlockMs = long.MaxValue;
    private long _lastOfBlockMs;
    private int _batches;

    internal GrowingLedger(string directory, string keys, long signedCount)
    {
        _signedCount = signedCount;
        _fleet = new SampleFleet(keys, NodeCount);
        _store = LedgerStore.Create(directory);
        _store.Append(_fleet.Enrolments, []);
        Directory = _store.Directory;
        using SampleFleet other = new(keys + "-pool", NodeCount);
        _pool = other.Messages(NodeCount);
    }

    internal string Directory { get; }

    internal void Open() => _store ??= LedgerStore.Open(Directory);

    internal void Close()
    {
        _store?.Dispose();
        _store = null;
    }

    /// <summary>Appends readings until the ledger has so many entries, those of the enrolments too, and seals what is left.</summary>
    internal AppendTimes GrowTo(long entries)
    {
        _commitsMs.Clear();
        _clock.Reset();
        long first = _store!.EntryCount;
        while (_store.EntryCount < entries)
        {
            SampleMessage[] messages = Take((int)Math.Min(SampleLedger.BatchSize, entries - _store.EntryCount));
            _clock.Start();
            Append(messages);
            if (++_batches % BatchesPerBlock == 0 || _store.EntryCount == entries)
            {
                SampleLedger.Seal(_store, _fleet, _firstOfBlockMs, _lastOfBlockMs);
                _firstOfBlockMs = long.MaxValue;
                _lastOfBlockMs = 0;
            }

            _clock.Stop();
        }

        if (_commitsMs.Count == 0)
        {
            return new AppendTimes(0, 0, 0);
        }

        _commitsMs.Sort();
        return new AppendTimes((_store.EntryCount - first) / _clock.Elapsed.TotalSeconds, _commitsMs[_commitsMs.Count / 2], _commitsMs[(_commitsMs.Count * 99) / 100]);
    }

    /// <summary>The key of any reading that is here.</summary>
    internal ReadingKey AnyKey(Random random)
    {
        long number = random.NextInt64(_readings);
        return new ReadingKey(_fleet.ThumbprintOf((int)(number % NodeCount)), 1, (uint)(number / NodeCount), []);
    }

    /// <summary>Takes the stored subtrees out, as a rebuild of the caches does.</summary>
    internal void DropSubtrees()
    {
        using SqliteConnection connection = new($"Data Source={Path.Combine(Directory, "ledger.db")};Pooling=False");
        connection.Open();
        using SqliteCommand drop = connection.CreateCommand();
        drop.CommandText = "DELETE FROM subtrees";
        drop.ExecuteNonQuery();
    }

    public void Dispose()
    {
        Close();
        _fleet.Dispose();
    }

    private void Append(SampleMessage[] messages)
    {
        Entry[] entries = new Entry[messages.Length];
        ReadingKey[] keys = new ReadingKey[messages.Length];
        for (int i = 0; i < messages.Length; i++)
        {
            entries[i] = SampleLedger.EntryOf(messages[i]);
            keys[i] = messages[i].Key;
            _firstOfBlockMs = Math.Min(_firstOfBlockMs, messages[i].TimeMs);
            _lastOfBlockMs = Math.Max(_lastOfBlockMs, messages[i].TimeMs);
        }

        long start = Stopwatch.GetTimestamp();
        _store!.Append(entries, keys);
        _commitsMs.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    private SampleMessage[] Take(int count)
    {
        SampleMessage[] messages = _readings < _signedCount ? _fleet.Messages(count) : [.. Enumerable.Range(0, count).Select(Filler)];
        _readings += count;
        return messages;
    }

    /// <summary>A message of the pool in the place of reading number _readings + offset: its node and sequence number are those that a signed one would have.</summary>
    private SampleMessage Filler(int offset)
    {
        long number = _readings + offset;
        int node = (int)(number % NodeCount);
        SampleMessage message = _pool[node];
        return message with { Key = message.Key with { Node = _fleet.ThumbprintOf(node), Sequence = (uint)(number / NodeCount) } };
    }
}
