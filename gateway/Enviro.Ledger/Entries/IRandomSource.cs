using System.Security.Cryptography;

namespace Enviro.Ledger;

/// <summary>Where salts, nonces and ephemeral keys come from: the operating system; in a simulation a seeded source, so that a run can be repeated.</summary>
public interface IRandomSource
{
    /// <summary>Fills a buffer with random bytes.</summary>
    void Fill(Span<byte> buffer);
}

/// <summary>The operating system's random numbers.</summary>
public sealed class SystemRandomSource : IRandomSource
{
    /// <summary>The one there is.</summary>
    public static readonly SystemRandomSource Instance = new();

    private SystemRandomSource()
    {
    }

    /// <inheritdoc/>
    public void Fill(Span<byte> buffer) => RandomNumberGenerator.Fill(buffer);
}
