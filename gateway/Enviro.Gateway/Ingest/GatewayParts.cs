using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification;
using Microsoft.Extensions.Logging;

namespace Enviro.Gateway;

/// <summary>What the parts of the pipeline share. For its one thread, but for what says otherwise itself.</summary>
internal sealed class GatewayParts(
    LedgerStore store, LedgerState state, GatewayKeys keys, GatewayOptions options, BlockSealer sealer, IRandomSource random, ILogger logger)
{
    private static readonly byte[] NoHash = new byte[32];
    private SettingsDelivery? _settings;

    internal LedgerStore Store { get; } = store;

    internal LedgerState State { get; } = state;

    internal GatewayKeys Keys { get; } = keys;

    internal GatewayOptions Options { get; } = options;

    internal BlockSealer Sealer { get; } = sealer;

    internal IRandomSource Random { get; } = random;

    internal ILogger Logger { get; } = logger;

    internal RefusalLog Refusals { get; } = new(logger);

    internal SessionTable Sessions { get; } = new();

    internal SharedKeys SharedKeys { get; } = new(keys.SharedKeyOf, state, logger);

    internal SettingsDelivery Settings => _settings ??= new SettingsDelivery(this);

    /// <summary>Where the settings issued for a node put it; null where nobody can say.</summary>
    internal Func<string, byte[], string?>? SiteOf { get; init; }

    /// <summary>Whether everything happens on the caller's thread.</summary>
    internal bool IsSingleThreaded { get; init; }

    /// <summary>Refusals since the start of the batch.</summary>
    internal int RefusedInBatch { get; set; }

    /// <summary>How long accepted evidence is good before it is asked for again, in ms.</summary>
    internal long AttestationIntervalMs => Options.AttestationIntervalS * 1000L;

    /// <summary>The policy in force; before the first, one that trusts nobody.</summary>
    internal AttestationPolicy Policy => State.Policy
        ?? new AttestationPolicy { Authorities = [], Firmware = [], Configurations = [], Approval = ApprovalMode.Manual, AtMs = 0, ChainId = NoHash };

    internal static string Name(byte[] thumbprint) => Convert.ToHexStringLower(thumbprint);

    internal void Refuse(Arrival arrival, AppraisalResult result, string detail)
    {
        RefusedInBatch++;
        Refusals.Add(new RefusedArrival(result, arrival.Source, arrival.Topic, detail, arrival.ReceivedAtMs));
    }

    internal byte[] NewNonce()
    {
        byte[] nonce = new byte[Wire.Hello.NonceLength];
        Random.Fill(nonce);
        return nonce;
    }

    /// <summary>The node that holds a URN: enrolled and not revoked.</summary>
    internal NodeRecord? HolderOf(string urn) =>
        State.NodesByUrn.GetValueOrDefault(urn) is { Status: not NodeStatus.Revoked } holder ? holder : null;

    /// <summary>Judges a transaction of the gateway's own, appends it, and folds it into the state once it is on the disk.</summary>
    internal RegisterResult Append(EntryKind kind, byte[] message, string source, long nowMs)
    {
        RegisterResult verdict = State.Check(kind, message);
        if (verdict == RegisterResult.Accepted)
        {
            EntryContext context = new() { ReceivedAtMs = nowMs, Source = PrintableText.Of(source, EntryContext.MaxSourceLength) };

            // COMMIT POINT: the state follows the disk, never the other way round, and nobody is told before.
            Store.Append([Entry.Create(kind, message, context.Encode(), Random)]);
            State.Apply(kind, message);
            Sealer.NoteAppended(null, null);
        }

        return verdict;
    }
}
