using Enviro.Gateway;
using Enviro.Ledger;
using Enviro.Ledger.Registers;

namespace Enviro.Simulator;

/// <content>What happens to the gateway, and what its operator does.</content>
internal sealed partial class FaultScript
{
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
