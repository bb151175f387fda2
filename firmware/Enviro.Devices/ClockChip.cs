namespace Enviro.Devices;

/// <summary>
/// A battery-backed clock chip that keeps UTC in whole seconds, 2000-01-01 to 2099-12-31. What all of them share: there is no checksum on the bus, so a time
/// counts when two readings agree, and setting is tried a few times.
/// </summary>
public abstract class ClockChip
{
    private const int Attempts = 3;

    /// <summary>The time in Unix ms, a whole second; false when the chip did not answer, or says itself that its time is not to be believed.</summary>
    public bool TryRead(out long unixMs)
    {
        unixMs = 0;
        return IsBelieved() && TryReadTwice(out unixMs);
    }

    /// <summary>Sets the time, rounded to the nearest second; true once the chip gave it back.</summary>
    public bool TryWrite(long unixMs)
    {
        if (!ClockTime.TryRound(unixMs, out long seconds))
        {
            return false;
        }

        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (TrySet(seconds))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the chip answers and says that its time is good.</summary>
    protected abstract bool IsBelieved();

    /// <summary>Sets the time in Unix seconds and reads it back. Whatever interrupts it leaves a chip whose time is not believed.</summary>
    protected abstract bool TrySet(long seconds);

    /// <summary>Reads the time registers once; false for what is no time.</summary>
    protected abstract bool TryReadOnce(out long seconds);

    /// <summary>Reads until two readings agree to a second: a flipped bit of a date is hours or years.</summary>
    protected bool TryReadTwice(out long unixMs)
    {
        unixMs = 0;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (TryReadOnce(out long first) && TryReadOnce(out long second) && second >= first && second <= first + 1)
            {
                unixMs = second * 1000;
                return true;
            }
        }

        return false;
    }
}
