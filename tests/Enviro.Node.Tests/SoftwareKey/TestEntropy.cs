using System.Security.Cryptography;

namespace Enviro.Node.Tests;

/// <summary>Entropy that repeats: SHA-256 of a seed and a count, or what a test puts in front.</summary>
internal sealed class TestEntropy(byte seed = 0) : IEntropy
{
    private int _draws;

    /// <summary>Given out first.</summary>
    internal Queue<byte[]> Prepared { get; } = [];

    internal bool Fails { get; set; }

    public bool TryFill(byte[] buffer)
    {
        byte[] drawn = Prepared.Count > 0 ? Prepared.Dequeue() : SHA256.HashData([seed, (byte)++_draws, (byte)(_draws >> 8)]);
        drawn.CopyTo(buffer, 0);
        return !Fails;
    }
}
