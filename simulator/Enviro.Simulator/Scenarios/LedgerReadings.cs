using Enviro.Ledger;
using Enviro.Verification;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>All that a finished ledger says of a scenario's stations, in the order of its entries.</summary>
internal sealed class LedgerReadings
{
    private readonly long _startMs;
    private readonly long _endMs;
    private readonly Dictionary<(string Station, string Quantity), IReadOnlyList<LedgerReading>> _series = [];

    private LedgerReadings(IReadOnlyList<LedgerMessage> messages, long startMs, long endMs)
    {
        Messages = messages;
        _startMs = startMs;
        _endMs = endMs;
    }

    /// <summary>The messages.</summary>
    internal IReadOnlyList<LedgerMessage> Messages { get; }

    /// <summary>Reads a ledger.</summary>
    /// <param name="store">The ledger.</param>
    /// <param name="stations">Whose key (thumbprint, upper-case hexadecimal) is whose.</param>
    /// <param name="startMs">What was measured before is no part of a series.</param>
    /// <param name="endMs">What was measured from here on is not either: the nodes go on until everything has arrived.</param>
    internal static LedgerReadings Read(LedgerStore store, IReadOnlyDictionary<string, Station> stations, long startMs, long endMs)
    {
        List<LedgerMessage> messages = [];
        foreach (StoredEntry entry in store.ReadEntries(0, long.MaxValue).Where(entry => entry.Kind == EntryKind.Reading))
        {
            ReadingMessage message = ReadingMessage.Parse(entry.Message!);
            EntryContext context = EntryContext.Parse(entry.Context!);
            messages.Add(new LedgerMessage
            {
                Station = stations[Convert.ToHexString(message.Header.KeyId)],
                Header = message.Header,
                MeasuredMs = message.Pack.HasTime ? message.Pack.Time * 1000 : context.ReceivedAtMs,
                ReceivedMs = context.ReceivedAtMs,
                Continuity = (Continuity)context.Continuity,
                Missing = context.Missing,
                Readings = message.Pack.Readings,
            });
        }

        return new LedgerReadings(messages, startMs, endMs);
    }

    /// <summary>The messages of a station that were measured within the scenario, in order of their time.</summary>
    internal IReadOnlyList<LedgerMessage> Of(Station station) =>
        [.. Messages.Where(message => message.Station == station && message.MeasuredMs >= _startMs && message.MeasuredMs < _endMs).OrderBy(message => message.MeasuredMs)];

    /// <summary>One quantity of a station within the scenario, in order of its time.</summary>
    internal IReadOnlyList<LedgerReading> Of(Station station, string quantity)
    {
        if (!_series.TryGetValue((station.Name, quantity), out IReadOnlyList<LedgerReading>? series))
        {
            series = [.. Of(station).SelectMany(message => ReadingsOf(message, quantity))];
            _series.Add((station.Name, quantity), series);
        }

        return series;
    }

    private static IEnumerable<LedgerReading> ReadingsOf(LedgerMessage message, string quantity)
    {
        for (int i = 0; i < message.Readings.Count; i++)
        {
            Reading reading = message.Readings[i];
            if (reading.Name == quantity)
            {
                yield return new LedgerReading(message.MeasuredMs, reading.Mantissa * Math.Pow(10, reading.Exponent), message.Header.Quality?.FlagsOf(i) ?? 0);
            }
        }
    }
}
