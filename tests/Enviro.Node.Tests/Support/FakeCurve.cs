using Enviro.Wire;

namespace Enviro.Node.Tests;

/// <summary>Signatures and agreements that anyone can compute: what is tested with them is what the node does with the outcome.</summary>
internal static class FakeCurve
{
    /// <summary>A public key that begins with this byte.</summary>
    internal static byte[] PublicKey(int first) => [.. Enumerable.Range(first, CoseKey.PublicKeyLength).Select(i => (byte)i)];

    /// <summary>The one signature of a digest by the holder of a key.</summary>
    internal static byte[] Sign(byte[] publicKey, byte[] digest) => [.. Sha256.HashData([.. publicKey, .. digest]), .. digest];

    internal static bool Verifies(byte[] publicKey, byte[] digest, byte[] signature) => Sign(publicKey, digest).AsSpan().SequenceEqual(signature);

    /// <summary>What the holders of two keys agree on; the same either way round.</summary>
    internal static byte[] Agree(byte[] first, byte[] second) =>
        first.AsSpan().SequenceCompareTo(second) < 0 ? Sha256.HashData([.. first, .. second]) : Sha256.HashData([.. second, .. first]);
}
