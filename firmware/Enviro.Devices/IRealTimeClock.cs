namespace Enviro.Devices;

/// <summary>A battery-backed clock chip that keeps UTC in whole seconds, 2000-01-01 to 2099-12-31.</summary>
public interface IRealTimeClock
{
    /// <summary>The time in Unix ms, a whole second; false when the chip did not answer, or says itself that its time is not to be believed.</summary>
    bool TryRead(out long unixMs);

    /// <summary>Sets the time, rounded to the nearest second; true once the chip gave it back.</summary>
    bool TryWrite(long unixMs);
}
