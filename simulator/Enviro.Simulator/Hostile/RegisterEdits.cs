using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>Transactions altered, repeated, forged; or made anew by the very keys that may, so that they contradict what is there.</summary>
internal static class RegisterEdits
{
    internal static IReadOnlyList<LedgerEdit> All { get; } =
    [
        new("transactionAltered", EditEvidence.Ledger, Alter),
        new("transactionRepeated", EditEvidence.Ledger, Repeat),
        new("enrolmentDeleted", EditEvidence.Ledger, DeleteEnrolment),
        new("suspensionInFront", EditEvidence.Ledger, ledger => PutStatus(ledger, NodeStatus.Suspended)),
        new("revocationInFront", EditEvidence.Ledger, ledger => PutStatus(ledger, NodeStatus.Revoked)),
        new("statusByTheService", EditEvidence.Ledger, ledger => Append(ledger, EntryKind.NodeStatus, Status(ledger, 0, NodeStatus.Revoked, ledger.Means.ServiceKey)), LedgerRule.RegisterEntry),
        new("statusByAStranger", EditEvidence.Ledger, ledger => Append(ledger, EntryKind.NodeStatus, Status(ledger, 0, NodeStatus.Revoked, new SimulatedSigningKey(ledger.Random))), LedgerRule.RegisterEntry),
        new("enrolmentByAStranger", EditEvidence.Ledger, EnrolByStranger, LedgerRule.RegisterEntry),
        new("enrolmentLevelChanged", EditEvidence.Ledger, ledger => Redo(ledger, EntryKind.NodeEnrolled, message => ReEnrol(ledger, message, record => record, changeLevel: true))),
        new("attestationLevelChanged", EditEvidence.Ledger, ledger => Redo(ledger, EntryKind.NodeAttested, message => ReAttest(ledger, message, record => record, changeLevel: true))),
        new("attestationNonceChanged", EditEvidence.Ledger, ledger => Redo(ledger, EntryKind.NodeAttested, message => ReAttest(ledger, message, OtherNonce)), LedgerRule.Attestation),
        new("attestationRepeatedLater", EditEvidence.Ledger, RepeatAttestation),
        new("attestationOfAnotherNode", EditEvidence.Ledger, ledger => Redo(ledger, EntryKind.NodeAttested, message =>
            OtherNode(ledger, message) is { } node ? ReAttest(ledger, message, record => record, node: node) : null)),
        new("policyRewritten", EditEvidence.Ledger, ledger => ReplacePolicy(ledger, firmware: [], keepHashes: true)),
        new("policyWithoutTheFirmware", EditEvidence.Ledger, ledger => ReplacePolicy(ledger, firmware: [], keepHashes: false), LedgerRule.Attestation),
        new("policyOfManualApproval", EditEvidence.Ledger, ledger => ReplacePolicy(ledger, firmware: null, keepHashes: false), LedgerRule.Attestation),
    ];

    private static bool IsTransaction(EntryRow entry) => !entry.Kind.IsReading();

    private static string? Alter(EditedLedger ledger)
    {
        int index = ledger.PickSealed(IsTransaction);
        if (index < 0)
        {
            return null;
        }

        EntryRow entry = ledger.Entries[index];
        byte[] message = [.. entry.Message!];
        int bit = ledger.Random.Below(8 * message.Length);
        message[bit / 8] ^= (byte)(1 << (bit % 8));
        entry.Message = message;
        return Finish(ledger, index, $"bit {bit} of {entry.Kind}");
    }

    private static string? Repeat(EditedLedger ledger)
    {
        int index = ledger.PickSealed(IsTransaction);
        if (index < 0 || index == ledger.SealedEntries - 1)
        {
            return null;
        }

        EntryRow old = ledger.Entries[index];
        int at = (int)ledger.Random.Between(index + 1, ledger.SealedEntries - 1);
        ledger.Insert(at, EntryRow.Of(old.Kind, old.Message!, old.Context!, ledger.Random));
        return Finish(ledger, at, $"{old.Kind} of entry {index}");
    }

    private static string? DeleteEnrolment(EditedLedger ledger)
    {
        int reading = ledger.PickSealed(entry => entry.Kind == EntryKind.Reading);
        if (reading < 0)
        {
            return null;
        }

        byte[] node = ledger.Entries[reading].Header!.KeyId;
        int index = ledger.Entries.FindIndex(entry => entry.Kind == EntryKind.NodeEnrolled && ThumbprintOf(entry).AsSpan().SequenceEqual(node));
        int height = ledger.BlockOf(index);
        ledger.Remove(index);
        ledger.Reseal(height);
        ledger.Save();
        return $"entry {index}, sealed anew";
    }

    /// <summary>An earlier suspension: what the node sent since then had no right to be kept.</summary>
    private static string? PutStatus(EditedLedger ledger, NodeStatus status)
    {
        int index = ledger.PickSealed(entry => entry.Kind == EntryKind.Reading);
        if (index < 0)
        {
            return null;
        }

        ledger.Insert(index, Transaction(ledger, EntryKind.NodeStatus, Status(ledger, index, status, ledger.Means.OperatorKey)!));
        return Finish(ledger, index, status.ToString());
    }

    /// <summary>A status change of the node of a reading, later than those before it; null where there is no reading.</summary>
    private static byte[]? Status(EditedLedger ledger, int index, NodeStatus status, ISigningKey signer)
    {
        int reading = index < ledger.Entries.Count && ledger.Entries[index].Kind == EntryKind.Reading ? index : ledger.PickSealed(entry => entry.Kind == EntryKind.Reading);
        if (reading < 0)
        {
            return null;
        }

        byte[] node = ledger.Entries[reading].Header!.KeyId;
        long lastMs = ledger.Entries.Take(reading).Where(entry => entry.Kind == EntryKind.NodeStatus)
            .Select(entry => NodeStatusChange.Parse(entry.Message!)).LastOrDefault(change => change.Node.AsSpan().SequenceEqual(node))?.AtMs ?? 0;
        return new NodeStatusChange { Node = node, Status = status, Reason = "it was so all along", AtMs = lastMs + 1, ChainId = ledger.ChainId }.Sign(signer);
    }

    private static string? EnrolByStranger(EditedLedger ledger)
    {
        SimulatedSigningKey stranger = new(ledger.Random);
        NodeEnrolment enrolment = new()
        {
            Urn = "urn:dev:ops:32473-forged",
            PublicKey = stranger.PublicKey,
            Site = "nowhere",
            AssuranceLevel = 0,
            EnrolledAtMs = 1,
            ChainId = ledger.ChainId,
        };
        return Append(ledger, EntryKind.NodeEnrolled, enrolment.Sign(stranger));
    }

    private static string? RepeatAttestation(EditedLedger ledger)
    {
        int index = ledger.PickSealed(entry => entry.Kind == EntryKind.NodeAttested);
        if (index < 0)
        {
            return null;
        }

        byte[] message = ReAttest(ledger, ledger.Entries[index].Message!, record => record, laterMs: 3_600_000)!;
        return Append(ledger, EntryKind.NodeAttested, message);
    }

    /// <summary>The evidence under another node's name; null where there is no other.</summary>
    private static byte[]? OtherNode(EditedLedger ledger, byte[] message)
    {
        byte[] node = NodeAttestation.Parse(message).Node;
        return ledger.Entries.Where(entry => entry.Kind == EntryKind.NodeEnrolled).Select(ThumbprintOf).FirstOrDefault(other => !other.AsSpan().SequenceEqual(node));
    }

    private static byte[] ThumbprintOf(EntryRow enrolment)
    {
        NodeEnrolment node = NodeEnrolment.Parse(enrolment.Message!);
        return node.PublicKey is { } key ? CoseKey.Thumbprint(key) : node.SharedKeyThumbprint!;
    }

    /// <summary>Another policy in the place of the first, and, unless their hashes are kept, everything that names it signed anew.</summary>
    private static string? ReplacePolicy(EditedLedger ledger, FirmwareReference[]? firmware, bool keepHashes)
    {
        int index = ledger.PickSealed(entry => entry.Kind == EntryKind.Policy);
        if (index < 0 || !ledger.Entries.Exists(entry => entry.Kind == EntryKind.NodeEnrolled && NodeEnrolment.Parse(entry.Message!) is { Evidence: not null, Basis: EnrolmentBasis.Automatic }))
        {
            return null;
        }

        AttestationPolicy old = AttestationPolicy.Parse(ledger.Entries[index].Message!);
        AttestationPolicy policy = new()
        {
            Authorities = old.Authorities,
            Firmware = firmware ?? old.Firmware,
            Configurations = old.Configurations,
            Approval = firmware is null ? ApprovalMode.Manual : old.Approval,
            AtMs = old.AtMs,
            ChainId = old.ChainId,
        };
        ledger.Entries[index].Message = policy.Sign(ledger.Means.OperatorKey);
        ledger.Entries[index].Recommit();
        EvidenceRecord Renamed(EvidenceRecord record) => !record.PolicyHash.AsSpan().SequenceEqual(old.Hash) ? record
            : new EvidenceRecord { Evidence = record.Evidence, Nonce = record.Nonce, PolicyHash = policy.Hash };
        foreach (EntryRow entry in keepHashes ? [] : ledger.Entries)
        {
            entry.Message = entry.Kind == EntryKind.NodeEnrolled ? ReEnrol(ledger, entry.Message!, Renamed) ?? entry.Message
                : entry.Kind == EntryKind.NodeAttested ? ReAttest(ledger, entry.Message!, Renamed)
                : entry.Message;
            entry.Recommit();
        }

        return Finish(ledger, index, "another policy");
    }

    /// <summary>Makes a transaction of a kind anew; null where there is none or none comes of it.</summary>
    private static string? Redo(EditedLedger ledger, EntryKind kind, Func<byte[], byte[]?> redo)
    {
        int index = ledger.PickSealed(entry => entry.Kind == kind && (kind != EntryKind.NodeEnrolled || NodeEnrolment.Parse(entry.Message!).Evidence is not null));
        if (index < 0 || redo(ledger.Entries[index].Message!) is not { } message)
        {
            return null;
        }

        ledger.Entries[index].Message = message;
        return Finish(ledger, index, kind.ToString());
    }

    /// <summary>An enrolment signed anew; null where it has no evidence.</summary>
    private static byte[]? ReEnrol(EditedLedger ledger, byte[] message, Func<EvidenceRecord, EvidenceRecord> alter, bool changeLevel = false)
    {
        NodeEnrolment old = NodeEnrolment.Parse(message);
        return old.Evidence is null ? null : new NodeEnrolment
        {
            Urn = old.Urn,
            PublicKey = old.PublicKey,
            SharedKeyThumbprint = old.SharedKeyThumbprint,
            Site = old.Site,
            AssuranceLevel = changeLevel ? OtherLevel(ledger, old.AssuranceLevel) : old.AssuranceLevel,
            EnrolledAtMs = old.EnrolledAtMs,
            ChainId = old.ChainId,
            Evidence = alter(old.Evidence),
            Basis = old.Basis,
            Reason = old.Reason,
        }.Sign(ledger.Means.OperatorKey);
    }

    private static byte[] ReAttest(
        EditedLedger ledger, byte[] message, Func<EvidenceRecord, EvidenceRecord> alter, bool changeLevel = false, long laterMs = 0, byte[]? node = null)
    {
        NodeAttestation old = NodeAttestation.Parse(message);
        return new NodeAttestation
        {
            Node = node ?? old.Node,
            Evidence = alter(old.Evidence),
            AssuranceLevel = changeLevel ? OtherLevel(ledger, old.AssuranceLevel) : old.AssuranceLevel,
            AtMs = old.AtMs + laterMs,
            ChainId = old.ChainId,
        }.Sign(ledger.Means.ServiceKey);
    }

    private static uint OtherLevel(EditedLedger ledger, uint level) => (level + 1 + (uint)ledger.Random.Below((int)EntryContext.MaxAssuranceLevel)) % (EntryContext.MaxAssuranceLevel + 1);

    private static EvidenceRecord OtherNonce(EvidenceRecord record)
    {
        byte[] nonce = [.. record.Nonce];
        nonce[^1] ^= 1;
        return new EvidenceRecord { Evidence = record.Evidence, Nonce = nonce, PolicyHash = record.PolicyHash };
    }

    /// <summary>An entry with the context that transactions have.</summary>
    internal static EntryRow Transaction(EditedLedger ledger, EntryKind kind, byte[] message)
    {
        EntryContext context = new() { ReceivedAtMs = ledger.Blocks.Count == 0 ? 0 : ledger.Blocks[^1].SealedAtMs, Source = "operator" };
        return EntryRow.Of(kind, message, context.Encode(), ledger.Random);
    }

    private static string? Append(EditedLedger ledger, EntryKind kind, byte[]? message)
    {
        if (message is null)
        {
            return null;
        }

        ledger.Entries.Add(Transaction(ledger, kind, message));
        ledger.Save();
        return $"{kind} behind the end";
    }

    private static string Finish(EditedLedger ledger, int index, string what)
    {
        ledger.Entries[index].Recommit();
        int height = ledger.BlockOf(index);
        ledger.Reseal(height);
        ledger.Save();
        return $"entry {index}: {what}, sealed anew from block {height} on";
    }
}
