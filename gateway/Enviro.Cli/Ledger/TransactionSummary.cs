using System.Globalization;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Cli;

/// <summary>What a transaction says, in one line.</summary>
internal static class TransactionSummary
{
    /// <summary>The line; null for a kind that is no transaction. What is malformed raises <see cref="WireFormatException"/>.</summary>
    internal static string? Of(EntryKind kind, byte[] message, LedgerState state) => kind switch
    {
        EntryKind.Charter => Charter.TryParse(message, out Charter? charter) ? charter.Name : "the operator's key is none",
        EntryKind.GatewayEnrolled => Of(GatewayEnrolment.Parse(message)),
        EntryKind.NodeEnrolled => Of(NodeEnrolment.Parse(message)),
        EntryKind.NodeAttested => Of(NodeAttestation.Parse(message), state),
        EntryKind.NodeStatus => Of(NodeStatusChange.Parse(message), state),
        EntryKind.Policy => Of(AttestationPolicy.Parse(message)),
        EntryKind.Calibration => Of(Calibration.Parse(message)),
        _ => null,
    };

    private static string Of(GatewayEnrolment gateway) =>
        gateway.Name + (gateway.ServiceKey is { } key ? $", service key {Text.Short(CoseKey.Thumbprint(key))}" : "");

    private static string Of(NodeEnrolment node)
    {
        string key = node.SharedKeyThumbprint is null ? "" : ", shared key";
        string evidence = node.Evidence is null ? "" : ", on its evidence";
        string basis = node.Basis switch
        {
            EnrolmentBasis.Listed => "listed in the configuration",
            EnrolmentBasis.Approved => "approved by the operator",
            _ => "automatically",
        };
        return $"{node.Urn} at {node.Site}, AL{node.AssuranceLevel}{key}, {basis}{evidence}{(node.Reason is null ? "" : $": {node.Reason}")}";
    }

    private static string Of(NodeAttestation attestation, LedgerState state)
    {
        EvidenceClaims claims = Evidence.Parse(attestation.Evidence.Evidence).Claims;
        return $"{NameOf(attestation.Node, state)}, AL{attestation.AssuranceLevel}, boot {claims.BootCount}, {claims.SoftwareName} {claims.SoftwareVersion}";
    }

    private static string Of(NodeStatusChange change, LedgerState state) =>
        $"{NameOf(change.Node, state)} {change.Status.ToString().ToLowerInvariant()}: {change.Reason}";

    private static string Of(AttestationPolicy policy) => string.Create(
        CultureInfo.InvariantCulture,
        $"{policy.Authorities.Count} authorities, {policy.Firmware.Count} firmware, {policy.Configurations.Count} configurations, approval {policy.Approval.ToString().ToLowerInvariant()}");

    private static string Of(Calibration made)
    {
        string until = made.ValidToMs == 0 ? "on" : $"to {Text.Time(made.ValidToMs)}";
        return $"{made.Urn} {made.Quantity}: times {made.Gain} plus {made.Offset}, from {Text.Time(made.ValidFromMs)} {until}, by {made.Who} with {made.Instrument}, {made.Reference}";
    }

    private static string NameOf(byte[] node, LedgerState state) => state.Nodes.GetValueOrDefault(node)?.Urn ?? Text.Short(node);
}
