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
        LedgerStore store, LedgerState state, ISealKey sealKey, SigningKey operatorKey, GatewayOptions options, long nowMs, ILogger logger)
    {
        List<Entry> entries = [];
        if (state.Charter is null)
        {
            Add(state, entries, EntryKind.Charter, Charter.Sign(operatorKey, options.Deployment, nowMs), nowMs);
            logger.LogInformation("New chain {ChainId} under operator key {Operator}", Convert.ToHexStringLower(state.ChainId), Convert.ToHexStringLower(operatorKey.Thumbprint));
        }
        else if (!state.Charter.OperatorKey.PublicKey.AsSpan().SequenceEqual(operatorKey.PublicKey))
        {
            throw new GatewayConfigurationException(
                "The operator key in keys/operator.pem is not the one this chain's charter names. Put that key back, or start a new chain in an empty folder.");
        }

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
            }.Sign(operatorKey), nowMs);
            logger.LogInformation("Enrolled gateway {Name}, seal key {Thumbprint}", options.Name, Convert.ToHexStringLower(gateway));
        }

        foreach (NodeOptions node in options.Nodes)
        {
            byte[] publicKey = Convert.FromHexString(node.PublicKey);
            if (state.Nodes.GetValueOrDefault(Wire.CoseKey.Thumbprint(publicKey)) is NodeRecord known && known.Urn == node.Urn)
            {
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
            }.Sign(operatorKey), nowMs);
            logger.LogInformation("Enrolled node {Urn} at {Site}, AL{Level}", node.Urn, node.Site, node.AssuranceLevel);
        }

        if (entries.Count > 0)
        {
            store.Append(entries, []);
        }
    }

    private static void Add(LedgerState state, List<Entry> entries, EntryKind kind, byte[] message, long nowMs)
    {
        RegisterResult result = state.Apply(kind, message);
        if (result != RegisterResult.Accepted)
        {
            throw new GatewayConfigurationException($"The configuration asks for a {kind} that the ledger refuses: {result}. Compare gateway.json with `enviro node list`.");
        }

        EntryContext context = new() { ReceivedAtMs = nowMs, Source = "configuration" };
        entries.Add(Entry.Create(kind, message, context.Encode()));
    }
}
