using System.Diagnostics;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification;
using Enviro.Wire;

namespace Enviro.Cli;

/// <summary>Watches a gateway's ledger, read beside whoever writes it, until a reading of one node is kept there.</summary>
/// <param name="directory">Data folder of the gateway.</param>
/// <param name="urn">The node's URN.</param>
/// <param name="publicKey">Its key X‖Y.</param>
/// <param name="note">Told what there is to tell while waiting.</param>
internal sealed class LiveCheck(string directory, string urn, byte[] publicKey, Action<string> note)
{
    private const int RefusalsLookedAt = 50;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly byte[] _thumbprint = CoseKey.Thumbprint(publicKey);
    private bool _saidPending;

    /// <summary>Waits for a reading of the board's present boot or a later one, verifies its signature, and returns its entry's index.</summary>
    /// <exception cref="FlashException">None came in time; the message says why, as far as the ledger knows.</exception>
    internal long Await(uint boot, TimeSpan limit, CancellationToken stop)
    {
        long startedMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        using LedgerStore store = LedgerStore.OpenReadOnly(directory);
        for (Stopwatch waited = Stopwatch.StartNew(); ;)
        {
            if (store.LastReadingOf(_thumbprint) is { } last && last.Boot >= boot && store.ReadEntry(last.Index)?.Message is { } message)
            {
                return IsSigned(message)
                    ? last.Index
                    : throw FlashException.Refused($"Entry {last.Index} of the ledger is not signed by this node's key. Verify the ledger: enviro ledger verify {directory}");
            }

            SayIfPending(store);
            if (waited.Elapsed >= limit)
            {
                throw InVain(store, limit, startedMs);
            }

            stop.WaitHandle.WaitOne(Interval);
            stop.ThrowIfCancellationRequested();
        }
    }

    private bool IsSigned(byte[] message)
    {
        try
        {
            ReadingMessage reading = ReadingMessage.Parse(message);
            byte[] signature = message[reading.Envelope.SignatureOffset..(reading.Envelope.SignatureOffset + CoseSign1.SignatureLength)];
            return reading.Header.KeyId.AsSpan().SequenceEqual(_thumbprint) && Es256.Verify(publicKey, Es256.DigestOf(reading.Envelope), signature);
        }
        catch (WireFormatException)
        {
            return false;
        }
    }

    private void SayIfPending(LedgerStore store)
    {
        if (!_saidPending && IsPending(store))
        {
            _saidPending = true;
            note(IsAccepted(store.FindPending(_thumbprint)!) ? $"it waits for approval: {Approve}" : "its evidence is not accepted, see enviro node pending");
        }
    }

    private string Approve => NanoffCommand.Quote("enviro", ["node", "approve", directory, urn]);

    private bool IsPending(LedgerStore store) =>
        store.FindPending(_thumbprint) is not null && !LedgerState.Fold(store).Nodes.ContainsKey(_thumbprint);

    private static bool IsAccepted(PendingNode node) => node.ResultName == nameof(AppraisalResult.NotApproved);

    private FlashException InVain(LedgerStore store, TimeSpan limit, long startedMs)
    {
        string waited = $"within {limit.TotalSeconds:0} s";
        if (IsPending(store))
        {
            PendingNode pending = store.FindPending(_thumbprint)!;
            return FlashException.Refused(
                IsAccepted(pending)
                    ? $"The node waits for approval. Look at it with enviro node pending, then: {Approve}. Then run the same command again."
                    : $"The gateway does not accept this node's evidence: {pending.ResultName}, {Text.Printable(pending.Detail)}. Mend that, or the policy; or enrol it on your word "
                        + $"alone, as AL0: {Approve} --without-evidence. Then run the same command again.");
        }

        if (LedgerState.Fold(store).Nodes.GetValueOrDefault(_thumbprint) is { Status: not NodeStatus.Active } node)
        {
            return FlashException.Refused($"The node is {node.Status.ToString().ToLowerInvariant()}: the gateway keeps no reading of it. See enviro node show {directory} {urn}");
        }

        Refusal? refused = store.LastRefusals(RefusalsLookedAt).FirstOrDefault(one => one.AtMs >= startedMs && one.Topic.Contains(urn, StringComparison.Ordinal));
        return refused is not null
            ? FlashException.Refused($"The gateway kept no reading of this node {waited}: {refused.ResultName}, {Text.Printable(refused.Detail)}. See enviro gateway refusals {directory}")
            : FlashException.Failed(
                $"The gateway kept no reading of this node {waited}. Does it run (enviro-gateway run), are Wi-Fi name, passphrase, host and port in the settings right, and is the board in reach? "
                + "`status` on the board's console says how far it comes. Then run the same command again; a longer --gateway-wait waits for a longer sample interval.");
    }
}
