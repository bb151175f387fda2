using Enviro.Ledger;

namespace Enviro.Benchmarks;

/// <summary>
/// A ledger that messages are journaled to, batch after batch. The messages repeat, their sequence numbers do not: signing new ones would
/// take longer than what is measured.
/// </summary>
public sealed class SampleJournal : IDisposable
{
    private readonly LedgerStore _store;
    private readonly SampleMessage[] _messages;
    private uint _sequence;

    /// <summary>Makes a new ledger in <paramref name="directory"/>.</summary>
    public SampleJournal(string directory, SampleFleet fleet)
    {
        _store = LedgerStore.Create(directory);
        _store.Append(fleet.Enrolments, []);
        _messages = fleet.Messages(SampleLedger.BatchSize);
    }

    /// <summary>Makes entries of <paramref name="count"/> messages, salts and commitments too, and commits them at once.</summary>
    public void Append(int count)
    {
        Entry[] entries = new Entry[count];
        ReadingKey[] keys = new ReadingKey[count];
        for (int i = 0; i < count; i++)
        {
            entries[i] = SampleLedger.EntryOf(_messages[i]);
            keys[i] = _messages[i].Key with { Sequence = _sequence++ };
        }

        _store.Append(entries, keys);
    }

    /// <summary>Closes the ledger.</summary>
    public void Dispose() => _store.Dispose();
}
