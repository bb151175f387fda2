using System.Collections.Concurrent;
using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Wire;
using Microsoft.Extensions.Logging;

namespace Enviro.Gateway;

/// <summary>
/// The keys that nodes share with the gateway, loaded once each: a TPM takes a second to open one. Asked by many threads at once.
/// </summary>
internal sealed class SharedKeys(Func<string, byte[]?> load, LedgerState state, ILogger logger)
{
    private readonly ConcurrentDictionary<string, byte[]?> _keys = new();

    /// <summary>The key with this thumbprint; null where no node is enrolled with it, or it is not here.</summary>
    internal byte[]? Find(byte[] thumbprint) =>
        state.Nodes.GetValueOrDefault(thumbprint) is { Key: null } node ? _keys.GetOrAdd(Convert.ToHexString(thumbprint), _ => Load(node)) : null;

    /// <summary>Loads the keys of all nodes, so that what is missing is told at the start and not at the first message.</summary>
    internal void LoadAll()
    {
        foreach (NodeRecord node in state.Nodes.Values.Where(node => node.Key is null && node.Status != NodeStatus.Revoked))
        {
            Find(node.Thumbprint);
        }
    }

    private byte[]? Load(NodeRecord node)
    {
        try
        {
            byte[]? key = load(node.Urn);
            if (key is not null && CryptographicOperations.FixedTimeEquals(CoseKey.SymmetricThumbprint(key), node.Thumbprint))
            {
                return key;
            }

            logger.LogError(
                "The shared key of {Node} is {State}: its messages are refused. Restore keys/shared from a backup, or revoke the node and give it a new key with `enviro node add-shared`",
                node.Urn, key is null ? "missing" : "another than the one enrolled");
        }
        catch (LedgerException unusable)
        {
            logger.LogError("Messages of {Node} are refused: {Failure}", node.Urn, unusable.Message);
        }

        return null;
    }
}
