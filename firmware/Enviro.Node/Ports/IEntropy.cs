namespace Enviro.Node;

/// <summary>
/// Random numbers that nobody can predict, from the board's generator. A pseudo-random one with a seed is none: keys and nonces come from here.
/// </summary>
public interface IEntropy
{
    /// <summary>Fills the whole buffer; false when the generator is not ready.</summary>
    bool TryFill(byte[] buffer);
}
