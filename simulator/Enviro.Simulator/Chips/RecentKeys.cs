namespace Enviro.Simulator;

/// <summary>
/// Keys that were imported lately, ready for use: to import one costs OpenSSL more than to use it. For one thread, as the keys are.
/// </summary>
internal sealed class RecentKeys<TKey>(Func<byte[], TKey> import)
    where TKey : IDisposable
{
    // The fleet of a plan has a few dozen in use at one time.
    private const int MaxCount = 64;

    private readonly Dictionary<string, TKey> _keys = [];

    /// <summary>The key of these bytes; throws what the import throws.</summary>
    internal TKey Get(ReadOnlySpan<byte> bytes)
    {
        string name = Convert.ToHexString(bytes);
        if (_keys.TryGetValue(name, out TKey? known))
        {
            return known;
        }

        TKey key = import(bytes.ToArray());
        if (_keys.Count == MaxCount)
        {
            foreach (TKey old in _keys.Values)
            {
                old.Dispose();
            }

            _keys.Clear();
        }

        _keys.Add(name, key);
        return key;
    }
}
