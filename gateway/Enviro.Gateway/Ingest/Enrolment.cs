using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Microsoft.Extensions.Logging;

namespace Enviro.Gateway;

/// <summary>
/// Brings the ledger's registers up to what the configuration says: the charter of a new chain, this gateway, the nodes of the pre-shared list.
/// Each is an entry signed by the operator's key; what is enrolled already is left alone, what contradicts it stops the gateway.
/// </summary>
internal static class Enrolment
{
    internal static void Apply(
        LedgerStore store, LedgerState state, ISealKey sealKey, ISigningKey operatorKey, GatewayOptions options, long nowMs, ILogger logger)
    {
        List<Entry> entries = [];
        ApplyCharter(state, operatorKey, options, entries, nowMs, logger);
        byte[] gateway = Wire.CoseKey.Thumbprint(sealKey.PublicKey);
        if (state.Gateways.GetValueOrDefault(gateway) is null)
        {
            Add(state, entries, EntryKind.GatewayEnrolled, new GatewayEnrolment
            {
                Name = options.Name,
                PublicKey = sealKey.PublicKey,
                KeyKind = sealKey.IsAttestationKey ? SealKeyKind.TpmAttestationKey : SealKeyKind.Software,
                EnrolledAtMs = nowMs,
                ChainId = state.ChainId,
            }.Sign(operatorKey), $"the gateway {options.Name}", nowMs);
            logger.LogInformation("Enrolling gateway {Name}, seal key {Thumbprint}", options.Name, Convert.ToHexStringLower(gateway));
        }

        foreach (NodeOptions node in options.Nodes)
        {
            byte[] publicKey = Convert.FromHexString(node.PublicKey);
            if (state.Nodes.GetValueOrDefault(Wire.CoseKey.Thumbprint(publicKey)) is NodeRecord known)
            {
                RequireSame(known, node);
                continue;
            }

            Add(state, entries, EntryKind.NodeEnrolled, new NodeEnrolment
            {
                Urn = node.Urn,
                PublicKey = publicKey,
                Site = node.Site,
                AssuranceLevel = (uint)node.AssuranceLevel,
                EnrolledAtMs = nowMs,
                ChainId = state.ChainId,
            }.Sign(operatorKey), $"the node {node.Urn}", nowMs);
            logger.LogInformation("Enrolling node {Urn} at {Site}, AL{Level}", node.Urn, node.Site, node.AssuranceLevel);
        }

        if (entries.Count > 0)
        {
            store.Append(entries, []);
            logger.LogInformation("{Count} register entries written", entries.Count);
        }
    }

    private static void ApplyCharter(
        LedgerState state, ISigningKey operatorKey, GatewayOptions options, List<Entry> entries, long nowMs, ILogger logger)
    {
        if (state.Charter is null)
        {
            Add(state, entries, EntryKind.Charter, Charter.Sign(operatorKey, options.Deployment, nowMs), $"the deployment {options.Deployment}", nowMs);
            logger.LogInformation("New chain {ChainId} under operator key {Operator}", Convert.ToHexStringLower(state.ChainId), Convert.ToHexStringLower(operatorKey.Thumbprint));
        }
        else if (!state.Charter.OperatorKey.PublicKey.AsSpan().SequenceEqual(operatorKey.PublicKey))
        {
            throw new GatewayConfigurationException(
                "The operator key in keys/operator.pem is not the one this chain's charter names. Put that key back, or start a new chain in an empty folder.");
        }
        else if (state.Charter.Name != options.Deployment)
        {
            throw new GatewayConfigurationException(
                $"gateway.json names the deployment \"{options.Deployment}\", the ledger's charter \"{state.Charter.Name}\". Correct gateway.json, or start a new chain in an empty folder.");
        }
    }

    private static void RequireSame(NodeRecord known, NodeOptions node)
    {
        if (known.Urn != node.Urn || known.Site != node.Site || known.AssuranceLevel != node.AssuranceLevel)
        {
            throw new GatewayConfigurationException(
                $"gateway.json lists the node {node.Urn} at \"{node.Site}\", AL{node.AssuranceLevel}; the ledger enrolled its key as {known.Urn} at \"{known.Site}\", " +
                $"AL{known.AssuranceLevel}. Correct gateway.json: what is enrolled does not change.");
        }
    }

    private static void Add(LedgerState state, List<Entry> entries, EntryKind kind, byte[] message, string what, long nowMs)
    {
        RegisterResult result = state.Apply(kind, message);
        if (result != RegisterResult.Accepted)
        {
            throw new GatewayConfigurationException($"gateway.json asks to enrol {what}, which the ledger refuses: {result}. Compare gateway.json with `enviro node list`.");
        }

        EntryContext context = new() { ReceivedAtMs = nowMs, Source = "configuration" };
        entries.Add(Entry.Create(kind, message, context.Encode()));
    }
}
