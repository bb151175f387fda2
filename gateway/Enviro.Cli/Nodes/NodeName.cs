using Enviro.Ledger;
using Enviro.Ledger.Registers;

namespace Enviro.Cli;

/// <summary>What people call a node by: its URN, its key's short address, or its key's thumbprint.</summary>
internal static class NodeName
{
    internal static System.CommandLine.Argument<string> Argument() => new("NODE") { Description = "The node: URN, short address or thumbprint" };

    /// <summary>The enrolled node of this name; of several keys that had one URN, the last. Null where there is none.</summary>
    internal static NodeRecord? Find(string name, LedgerState state) =>
        state.NodesByUrn.GetValueOrDefault(name) ?? state.Nodes.Values.FirstOrDefault(node => IsKey(name, node.Thumbprint, node.PublicKey));

    /// <summary>Whether a name is this key's thumbprint or short address.</summary>
    internal static bool IsKey(string name, byte[] thumbprint, byte[]? publicKey) =>
        name.Equals(Convert.ToHexStringLower(thumbprint), StringComparison.OrdinalIgnoreCase) || (publicKey is not null && name == ShortAddress.Of(publicKey));

    /// <summary>Fewest digits of a thumbprint that name a key: no two of the few nodes that claim one URN share so many by chance.</summary>
    internal const int MinPrefixLength = 8;

    /// <summary>Whether a name can be that of a key at all: a short address, a thumbprint, or enough of its beginning.</summary>
    internal static bool MayBeKey(string name) => ShortAddress.IsWellFormed(name) || IsPrefix(name);

    /// <summary>Whether a name is this key's short address, its thumbprint, or enough of its beginning.</summary>
    internal static bool IsKeyOrPrefix(string name, byte[] thumbprint, byte[] publicKey) =>
        name == ShortAddress.Of(publicKey) || (IsPrefix(name) && Convert.ToHexStringLower(thumbprint).StartsWith(name, StringComparison.OrdinalIgnoreCase));

    private static bool IsPrefix(string name) => name.Length is >= MinPrefixLength and <= 64 && name.All(char.IsAsciiHexDigit);

    internal static string Unknown(string name) => $"No node {name} is enrolled. `enviro node list` shows those that are, `enviro node pending` those that wait.";
}
