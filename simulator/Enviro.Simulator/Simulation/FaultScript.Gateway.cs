using Enviro.Gateway;
using Enviro.Ledger;
using Enviro.Ledger.Registers;

namespace Enviro.Simulator;

/// <content>What happens to the gateway, and what its operator does.</content>
internal sealed partial class FaultScript
{
    private const int RottenCopies = 2;

    private readonly List<FleetNode> _suspended = [];

    private void BeginGateway()
    {
        Every(_random.Between(1, 12) * HourMs, () =>
        {
            if (_gateway.Core is null)
            {
                return;
            }

            _log.Count("gatewayCrash");
            if (_random.Below(4) == 0)
            {
                _gateway.Kill();
            }
            else
            {
                // At any write: some hundred touches of the disk are a few minutes of a small fleet.
                _gateway.Disk.CrashAfter(_random.Between(0, 200));
            }
        });
    }

    /// <summary>
    /// Bits of the finished ledger rot while nobody looks: on a copy, what is read then is what was written, or whoever reads or verifies it is told.
    /// Nobody is, where the rot is in what nobody reads.
    /// </summary>
    internal void RotAtRest()
    {
        if (!_families.HasFlag(FaultKinds.Disk) || _oracle.Violations.Count > 0)
        {
            return;
        }

        byte[] written = DiskRot.Fingerprint(_gateway.Disk, out byte[]? pinned);
        for (int i = 0; i < RottenCopies; i++)
        {
            using SimulatedDisk copy = _gateway.Disk.Clone(_random);
            int bits = (int)_random.Between(1, 64);
            copy.Rot(SimulatedGateway.LedgerFile, bits);
            _log.Count("diskRot");
            if (DiskRot.FaultOf(copy, written, pinned) is { } fault)
            {
                _oracle.Report(Invariant.EditsAreFound, $"{bits} rotten bits of the ledger: {fault}");
            }
        }
    }

    private void BreakDisk()
    {
        SimulatedDisk disk = _gateway.Disk;
        if (_random.Below(3) == 0)
        {
            _log.Count("diskSlow");
            For(_random.Between(MinuteMs, HourMs), () => disk.SyncMs = _random.Between(1, 3_000), () => disk.SyncMs = 0);
            return;
        }

        DiskFault fault = (DiskFault)_random.Between((int)DiskFault.Full, (int)DiskFault.SyncError);
        _log.Count("disk" + fault);
        For(_random.Between(SecondMs, HourMs), () => disk.Fault = fault, () => disk.Fault = DiskFault.None);
    }

    private void BeginTpm()
    {
        if (_random.Below(8) == 0)
        {
            _queue.At(_random.Between(_queue.NowMs, _endMs), ClearTpm);
        }

        Every(4 * HourMs, () =>
        {
            TpmFault fault = (TpmFault)_random.Between((int)TpmFault.Busy, (int)TpmFault.Garbled);
            _log.Count("tpm" + fault);
            For(_random.Between(SecondMs, HourMs), () => _gateway.Tpm.Fault = fault, () => _gateway.Tpm.Fault = TpmFault.None);
        });
        Every(10 * HourMs, () =>
        {
            // The machine's power went, and the TPM's with it; or a service let go of the TPM while the gateway ran.
            _log.Count("tpmReset");
            if (_random.Below(2) == 0)
            {
                _gateway.Kill();
            }

            _gateway.Tpm.Reset();
        });
    }

    /// <summary>Somebody clears the TPM: the gateway has another seal key from then on, which its operator's key enrols, and its chain must go on.</summary>
    private void ClearTpm()
    {
        _log.Count("tpmCleared");
        _gateway.Kill();
        _gateway.Tpm.Clear();
    }

    /// <summary>An operator suspends nodes and resumes them; now and then he revokes one.</summary>
    private void BeginOperator()
    {
        Every(20 * HourMs, () =>
        {
            FleetNode node = AnyNode();
            if (!_suspended.Contains(node) && Change(node, NodeStatus.Suspended))
            {
                _suspended.Add(node);
                _queue.After(_random.Between(MinuteMs, 10 * HourMs), () => Resume(node));
            }
        });
        if (_nodes.Count > 2 && _random.Below(4) == 0)
        {
            FleetNode node = AnyNode();
            _queue.After(_random.Between(HourMs, Math.Max(2 * HourMs, _endMs - _queue.NowMs)), () =>
            {
                if (_queue.NowMs < _endMs && Change(node, NodeStatus.Revoked))
                {
                    Revoked.Add(node);
                }
            });
        }
    }

    /// <summary>Nodes whose readings are taken never again.</summary>
    internal HashSet<FleetNode> Revoked { get; } = [];

    private void Resume(FleetNode node)
    {
        if (!_suspended.Contains(node) || Revoked.Contains(node))
        {
            return;
        }

        if (Change(node, NodeStatus.Active))
        {
            _suspended.Remove(node);
        }
        else
        {
            // The gateway is down or cannot write: the operator tries again.
            _queue.After(MinuteMs, () => Resume(node));
        }
    }

    private bool Change(FleetNode node, NodeStatus status)
    {
        OperatorOutcome? outcome = _gateway.Submit(EntryKind.NodeStatus, chainId => new NodeStatusChange
        {
            Node = node.Chip.Thumbprint,
            Status = status,
            Reason = "in the simulation",
            AtMs = _queue.NowMs,
            ChainId = chainId,
        }.Sign(_gateway.OperatorKey));
        bool isDone = outcome is { IsAccepted: true };
        _oracle.Note("operator", $"{status} {node.Urn}: {(isDone ? "entered" : outcome?.ToString() ?? "gateway is down")}");
        return isDone;
    }
}
