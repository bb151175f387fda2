using Enviro.Ledger;
using Enviro.Verification;
using Microsoft.Extensions.Logging;

namespace Enviro.Gateway;

/// <summary>
/// Counts everything refused by its reason and keeps the last ones, so that nothing is dropped silently. A flood costs memory and disk a fixed
/// amount: between two writes to the store only the last <see cref="MaxPending"/> are kept, the counts always. Thread-safe: the broker adds from its own.
/// </summary>
public sealed class RefusalLog(ILogger logger)
{
    /// <summary>Refusals that wait to be written, and as many security events; older ones of a flood are counted but not listed.</summary>
    public const int MaxPending = 256;

    private const int LoggedInFull = 20;

    private readonly Lock _lock = new();
    private readonly Queue<RefusedArrival> _pending = new();
    private readonly Queue<RefusedArrival> _pendingEvents = new();
    private readonly Dictionary<AppraisalResult, RefusedArrival> _lastOfEach = [];
    private readonly Dictionary<uint, long> _unwritten = [];
    private readonly Dictionary<AppraisalResult, long> _counts = [];

    /// <summary>Whether something waits to be written.</summary>
    public bool HasPending
    {
        get
        {
            lock (_lock)
            {
                return _unwritten.Count > 0;
            }
        }
    }

    /// <summary>Everything refused since the start, by reason.</summary>
    public IReadOnlyDictionary<AppraisalResult, long> Counts
    {
        get
        {
            lock (_lock)
            {
                return new Dictionary<AppraisalResult, long>(_counts);
            }
        }
    }

    /// <summary>Counts one refusal and keeps it to be listed.</summary>
    public void Add(RefusedArrival refused)
    {
        ArgumentNullException.ThrowIfNull(refused);
        refused = refused with
        {
            Source = PrintableText.Of(refused.Source, Refusal.MaxTextLength),
            Topic = PrintableText.Of(refused.Topic, Refusal.MaxTextLength),
            Detail = PrintableText.Of(refused.Detail, Refusal.MaxDetailLength),
        };
        long count;
        lock (_lock)
        {
            count = _counts.GetValueOrDefault(refused.Result) + 1;
            _counts[refused.Result] = count;
            _unwritten[(uint)refused.Result] = _unwritten.GetValueOrDefault((uint)refused.Result) + 1;
            Queue<RefusedArrival> pending = refused.Result.IsSecurityEvent() ? _pendingEvents : _pending;
            if (pending.Count == MaxPending)
            {
                pending.Dequeue();
            }

            pending.Enqueue(refused);
            _lastOfEach[refused.Result] = refused;
        }

        // A flood must not fill the log: the first of each reason in full, then every thousandth.
        if (count <= LoggedInFull || count % 1000 == 0)
        {
            logger.LogWarning("Refused {Result} (no. {Count}) from {Source} on {Topic}: {Detail}", refused.Result, count, refused.Source, refused.Topic, refused.Detail);
        }
    }

    /// <summary>Writes what waits to the store; on failure it goes on waiting.</summary>
    public void Flush(LedgerStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        lock (_lock)
        {
            // A flood of one reason must not push the others out of the list.
            RefusedArrival[] waiting = [.. _pending.Concat(_pendingEvents).OrderBy(refused => refused.AtMs)];
            store.RecordRefusals([.. _lastOfEach.Values.Except(waiting).Concat(waiting).Select(RefusalOf)], _unwritten);
            _pending.Clear();
            _pendingEvents.Clear();
            _lastOfEach.Clear();
            _unwritten.Clear();
        }
    }

    private static Refusal RefusalOf(RefusedArrival refused) => new()
    {
        AtMs = refused.AtMs,
        Result = (uint)refused.Result,
        ResultName = refused.Result.ToString(),
        Source = refused.Source,
        Topic = refused.Topic,
        Detail = refused.Detail,
        IsSecurityEvent = refused.Result.IsSecurityEvent(),
    };
}
