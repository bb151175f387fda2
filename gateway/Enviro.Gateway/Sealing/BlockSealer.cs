using Enviro.Ledger;
using Enviro.Wire;
using Microsoft.Extensions.Logging;

namespace Enviro.Gateway;

/// <summary>
/// Seals what is journaled into blocks: by count or by age, whichever comes first. A seal that fails is tried again later; meanwhile the
/// journal grows, and nothing that was acknowledged is lost.
/// </summary>
public sealed class BlockSealer
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastRetry = TimeSpan.FromMinutes(1);

    private readonly LedgerStore _store;
    private readonly ISealKey _key;
    private readonly byte[] _chainId;
    private readonly byte[] _gateway;
    private readonly GatewayOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private DateTimeOffset? _waitingSince;
    private DateTimeOffset? _retryAt;
    private TimeSpan _retryAfter = FirstRetry;
    private long? _earliestMs;
    private long? _latestMs;

    internal BlockSealer(LedgerStore store, ISealKey key, byte[] chainId, GatewayOptions options, TimeProvider time, ILogger logger)
    {
        _store = store;
        _key = key;
        _chainId = chainId;
        _gateway = CoseKey.Thumbprint(key.PublicKey);
        _options = options;
        _time = time;
        _logger = logger;
        RecoverPending();
    }

    /// <summary>Blocks sealed since the start.</summary>
    public long Blocks { get; private set; }

    /// <summary>Why the last attempt failed; null when it did not.</summary>
    public string? LastFailure { get; private set; }

    private long Pending => _store.EntryCount - _store.SealedTreeSize;

    /// <summary>When the next block is due; null while nothing waits.</summary>
    public DateTimeOffset? DueAt =>
        Pending == 0 ? null
        : _retryAt ?? (Pending >= _options.SealAfterEntries ? _time.GetUtcNow() : _waitingSince!.Value + TimeSpan.FromSeconds(_options.SealAfterS));

    /// <summary>Seals a block if one is due. Says whether it did.</summary>
    public bool SealIfDue() => DueAt is DateTimeOffset due && due <= _time.GetUtcNow() && Seal();

    /// <summary>Seals everything journaled, due or not. False when nothing waits or the key failed, which is logged and tried again later.</summary>
    public bool Seal()
    {
        if (Pending == 0)
        {
            return false;
        }

        try
        {
            SealPending();
        }
        catch (Exception failure) when (failure is SealingException or LedgerException { IsFatal: false })
        {
            // Each attempt advances the TPM's counter, whose memory wears out: a full disk must not be tried as often as readings come.
            LastFailure = failure.Message;
            _retryAt = _time.GetUtcNow() + _retryAfter;
            _logger.LogError("Block not sealed, {Pending} entries wait, next try in {RetryS} s: {Failure}", Pending, _retryAfter.TotalSeconds, failure.Message);
            _retryAfter = _retryAfter * 2 < LastRetry ? _retryAfter * 2 : LastRetry;
            return false;
        }

        return true;
    }

    internal void NoteAppended(long? earliestMs, long? latestMs)
    {
        _waitingSince ??= _time.GetUtcNow();
        if (earliestMs is not null)
        {
            _earliestMs = Math.Min(_earliestMs ?? earliestMs.Value, earliestMs.Value);
            _latestMs = Math.Max(_latestMs ?? latestMs!.Value, latestMs!.Value);
        }
    }

    private void SealPending()
    {
        BlockHeader? last = _store.Head is StoredBlock head ? BlockHeader.Parse(head.Header) : null;
        long nowMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        BlockHeader header = new()
        {
            ChainId = _chainId,
            Gateway = _gateway,
            Height = last is null ? 0 : last.Height + 1,
            Previous = last is null ? new byte[Sha256.DigestLength] : BlockHeader.HashOf(_store.Head!.Header),
            FirstIndex = _store.SealedTreeSize,
            TreeSize = _store.EntryCount,
            RootHash = _store.Tree.RootHash(),
            // A clock set back must not make the chain run backwards; the TPM's own clock is in the seal.
            SealedAtMs = Math.Max(nowMs, last?.SealedAtMs ?? 0),
            EarliestReadingMs = _earliestMs ?? 0,
            LatestReadingMs = _latestMs ?? 0,
            RollbackCounter = _key.AdvanceRollbackCounter(last?.RollbackCounter ?? 0),
        };
        Seal seal = _key.Seal(header.Encode());

        // COMMIT POINT: the block exists when this returns, header, seal and head row in one transaction.
        _store.AppendBlock(header, seal);
        Blocks++;
        LastFailure = null;
        _waitingSince = null;
        _retryAt = null;
        _retryAfter = FirstRetry;
        _earliestMs = null;
        _latestMs = null;
        _logger.LogInformation("Sealed block {Height}: entries {First} to {Last}, counter {Counter}", header.Height, header.FirstIndex, header.TreeSize - 1, header.RollbackCounter);
    }

    /// <summary>What a predecessor journaled and did not seal waits from now on.</summary>
    private void RecoverPending()
    {
        if (Pending == 0)
        {
            return;
        }

        NoteAppended(null, null);
        foreach (StoredEntry entry in _store.ReadEntries(_store.SealedTreeSize, Pending))
        {
            if (entry.Kind.IsReading() && entry.Message is not null)
            {
                SenmlPack pack = ParsePack(entry);
                NoteAppended(pack.HasTime ? pack.Time * 1000 : null, pack.HasTime ? pack.Time * 1000 : null);
            }
        }
    }

    private static SenmlPack ParsePack(StoredEntry entry)
    {
        try
        {
            return entry.Kind == EntryKind.MacReading ? MacReadingMessage.Parse(entry.Message!).Pack : ReadingMessage.Parse(entry.Message!).Pack;
        }
        catch (WireFormatException damaged)
        {
            throw new LedgerException(
                LedgerFault.Damaged,
                $"Entry {entry.Index}, not sealed yet, is no reading message ({damaged.Message}): it was altered behind the gateway. Keep a copy of the folder and verify it.",
                true,
                damaged);
        }
    }
}
