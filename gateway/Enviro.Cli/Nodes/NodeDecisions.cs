using System.Security.Cryptography;
using Enviro.Gateway;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Cli;

/// <summary><c>enviro node suspend</c>, <c>resume</c>, <c>revoke</c> and <c>add-shared</c>.</summary>
internal static class NodeDecisions
{
    private const int MaxUrnLength = 90;

    internal static int Change(DirectoryInfo directory, string name, NodeStatus status, string reason)
    {
        if (!OperatorCommand.Fits(reason, NodeStatusChange.MaxReasonLength))
        {
            return CommandRunner.Fail($"--reason must have 1 to {NodeStatusChange.MaxReasonLength} bytes and no control characters.");
        }

        return OperatorCommand.Run(directory, desk =>
        {
            if (NodeName.Find(name, desk.State) is not NodeRecord node)
            {
                return OperatorCommand.Decision.Refuse(NodeName.Unknown(name));
            }

            byte[] message = new NodeStatusChange
            {
                Node = node.Thumbprint,
                Status = status,
                Reason = reason,

                // A clock set back must not make it older than what it replaces.
                AtMs = Math.Max(desk.NowMs, (node.LastStatusChange?.AtMs ?? -1) + 1),
                ChainId = desk.State.ChainId,
            }.Sign(desk.Key);
            string done = status switch { NodeStatus.Active => "Resumed", NodeStatus.Suspended => "Suspended", _ => "Revoked" };
            return new OperatorCommand.Decision(EntryKind.NodeStatus, message, $"{done} {node.Urn}");
        });
    }

    internal static int AddShared(DirectoryInfo directory, string urn, string site)
    {
        bool isUrn = NodeEnrolment.IsNodeUrn(urn) && urn.Length <= MaxUrnLength && urn.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or ':' or '.');
        if (!isUrn || !OperatorCommand.Fits(site, NodeEnrolment.MaxSiteLength))
        {
            return CommandRunner.Fail($"URN must be a device URN (RFC 9039) of at most {MaxUrnLength} letters, digits, hyphens, colons and dots; --site must have 1 to {NodeEnrolment.MaxSiteLength} bytes.");
        }

        byte[] key = RandomNumberGenerator.GetBytes(SharedKeyStore.KeyLength);
        int exit = OperatorCommand.Run(directory, desk =>
        {
            if (desk.State.NodesByUrn.GetValueOrDefault(urn) is { Status: not NodeStatus.Revoked })
            {
                return OperatorCommand.Decision.Refuse($"{urn} is enrolled already. Revoke it first, if it is to get another key.");
            }

            // Kept before it is enrolled: a node whose key is nowhere would be refused for ever.
            using SharedKeyStore keys = new(GatewayOptions.Load(directory.FullName).Key, directory.FullName);
            keys.Store(urn, key);
            byte[] message = new NodeEnrolment
            {
                Urn = urn,
                SharedKeyThumbprint = CoseKey.SymmetricThumbprint(key),
                Site = site,
                AssuranceLevel = 0,
                EnrolledAtMs = desk.NowMs,
                ChainId = desk.State.ChainId,
                Basis = EnrolmentBasis.Approved,
            }.Sign(desk.Key);
            return new OperatorCommand.Decision(EntryKind.NodeEnrolled, message, $"Enrolled {urn} at {site}, AL0");
        });
        if (exit == ExitCode.Done)
        {
            Console.WriteLine($"Its readings are {Text.SharedKey}.");
            Console.WriteLine($"Key for the node, shown once: {Convert.ToHexStringLower(key)}");
        }

        return exit;
    }
}
