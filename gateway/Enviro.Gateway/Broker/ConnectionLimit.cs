namespace Enviro.Gateway;

/// <summary>How many connections may be open at a time, over all ports together. For any number of threads.</summary>
internal sealed class ConnectionLimit(int most)
{
    private int _open;

    /// <summary>The most.</summary>
    internal int Most { get; } = most;

    /// <summary>Whether there is no room just now.</summary>
    internal bool IsFull => Volatile.Read(ref _open) >= Most;

    /// <summary>Takes a place; says whether there was one.</summary>
    internal bool TryEnter()
    {
        if (Interlocked.Increment(ref _open) <= Most)
        {
            return true;
        }

        Leave();
        return false;
    }

    /// <summary>Gives a place back.</summary>
    internal void Leave() => Interlocked.Decrement(ref _open);
}
