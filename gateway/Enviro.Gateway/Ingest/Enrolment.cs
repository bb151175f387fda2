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
        LedgerStore store, LedgerState state, GatewayKeys keys, GatewayOptions options, PolicyFile? policy, long nowMs, IRandomSource random, ILogger logger)
    {
        List<Entry> entries = [];
        ApplyCharter(state, keys.Operator, options, entries, random, nowMs, logger);
        ApplyGateway(state, keys, options, entries, random, nowMs, logger);
        ApplyPolicy(state, keys.Operator, policy, entries, random, nowMs, logger);
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
            }.Sign(keys.Operator), $"gateway.json asks to enrol the node {node.Urn}", random, nowMs);
            logger.LogInformation("Enrolling node {Urn} at {Site}, AL{Level}", node.Urn, node.Site, node.AssuranceLevel);
        }

        if (entries.Count > 0)
        {
            store.Append(entries, []);
            logger.LogInformation("{Count} register entries written", entries.Count);
        }
    }

    private static void ApplyGateway(LedgerState state, GatewayKeys keys, GatewayOptions options, List<Entry> entries, IRandomSource random, long nowMs, ILogger logger)
    {
        byte[] gateway = Wire.CoseKey.Thumbprint(keys.Seal.PublicKey);
        GatewayRecord? known = state.Gateways.GetValueOrDefault(gateway);

        // A service key that moved on with a new seal key is enrolled already: the nodes know it, and it goes on vouching.
        bool knowsService = state.ServiceKeys.ContainsKey(keys.Service.Thumbprint);
        if (known is not null && knowsService)
        {
            return;
        }

        Add(state, entries, EntryKind.GatewayEnrolled, new GatewayEnrolment
        {
            Name = options.Name,
            PublicKey = keys.Seal.PublicKey,
            KeyKind = keys.Seal.IsAttestationKey ? SealKeyKind.TpmAttestationKey : SealKeyKind.Software,

            // A clock set back must not make it older than what it replaces.
            EnrolledAtMs = Math.Max(nowMs, (known?.ServiceKeyAtMs ?? -1) + 1),
            ChainId = state.ChainId,
            ServiceKey = knowsService ? null : keys.Service.PublicKey,
        }.Sign(keys.Operator), $"gateway.json asks to enrol the gateway {options.Name}", random, nowMs);
        logger.LogInformation("Enrolling gateway {Name}, seal key {Thumbprint}, service key {Service}", options.Name, Convert.ToHexStringLower(gateway), Convert.ToHexStringLower(keys.Service.Thumbprint));
        if (known?.ServiceKey is not null)
        {
            logger.LogWarning("The service key is another than before: nodes provisioned with the old one do not believe this gateway until they get {File}", GatewayOptions.ServiceKeyFileName);
        }
    }

    private static void ApplyPolicy(LedgerState state, ISigningKey operatorKey, PolicyFile? file, List<Entry> entries, IRandomSource random, long nowMs, ILogger logger)
    {
        if (file is null)
        {
            if (state.Policy is not null)
            {
                logger.LogWarning("There is no {File}: the policy in force stays", PolicyFile.FileName);
            }

            return;
        }

        AttestationPolicy policy = file.For(state.ChainId, Math.Max(nowMs, (state.Policy?.AtMs ?? -1) + 1));
        if (state.Policy?.SaysTheSameAs(policy) == true)
        {
            return;
        }

        Add(state, entries, EntryKind.Policy, policy.Sign(operatorKey), $"{PolicyFile.FileName} makes a policy", random, nowMs);
        logger.LogInformation(
            "Adopting the policy: {Authorities} authorities, {Firmware} firmware, {Configurations} configurations, approval {Approval}",
            policy.Authorities.Count, policy.Firmware.Count, policy.Configurations.Count, policy.Approval);
    }

    private static void ApplyCharter(
        LedgerState state, ISigningKey operatorKey, GatewayOptions options, List<Entry> entries, IRandomSource random, long nowMs, ILogger logger)
    {
        if (state.Charter is null)
        {
            Add(state, entries, EntryKind.Charter, Charter.Sign(operatorKey, options.Deployment, nowMs), $"gateway.json asks to found the deployment {options.Deployment}", random, nowMs);
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
        if (known.Urn != node.Urn || known.Site != node.Site || known.Enrolment.AssuranceLevel != node.AssuranceLevel)
        {
            throw new GatewayConfigurationException(
                $"gateway.json lists the node {node.Urn} at \"{node.Site}\", AL{node.AssuranceLevel}; the ledger enrolled its key as {known.Urn} at \"{known.Site}\", " +
                $"AL{known.Enrolment.AssuranceLevel}. Correct gateway.json: what is enrolled does not change.");
        }
    }

    private static void Add(LedgerState state, List<Entry> entries, EntryKind kind, byte[] message, string what, IRandomSource random, long nowMs)
    {
        RegisterResult result = state.Apply(kind, message);
        if (result != RegisterResult.Accepted)
        {
            throw new GatewayConfigurationException($"{what}, which the ledger refuses: {result}. Compare the data folder's files with `enviro node list`.");
        }

        EntryContext context = new() { ReceivedAtMs = nowMs, Source = "configuration" };
        entries.Add(Entry.Create(kind, message, context.Encode(), random));
    }
}
