namespace Enviro.Simulator;

/// <summary>The one next time at which something is to happen. An earlier time replaces it, a later one is left to whoever is called then.</summary>
internal sealed class Alarm(EventQueue queue, Action happen)
{
    private long _atMs = long.MaxValue;
    private int _set;

    /// <summary>Lets it happen at a time in Unix ms, unless it happens before that anyhow.</summary>
    internal void Set(long unixMs)
    {
        if (unixMs >= _atMs)
        {
            return;
        }

        _atMs = unixMs;
        int set = ++_set;
        queue.At(unixMs, () =>
        {
            if (set == _set)
            {
                Cancel();
                happen();
            }
        });
    }

    /// <summary>Lets it not happen.</summary>
    internal void Cancel()
    {
        _atMs = long.MaxValue;
        _set++;
    }
}
