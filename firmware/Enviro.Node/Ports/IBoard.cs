using Enviro.Wire;

namespace Enviro.Node;

/// <summary>
/// The board under the node's program: time, supply, enclosure, status LED, sleep and restart, and the network. A board of parts implements it, and the
/// simulator; nothing here blocks for longer than a few milliseconds but <see cref="Wait"/>, and <see cref="DeepSleep"/> and <see cref="Restart"/>, which a
/// board does not return from.
/// </summary>
public interface IBoard
{
    /// <summary>Milliseconds since the program started, by a clock that nobody sets.</summary>
    long UptimeMs { get; }

    /// <summary>Lets at least that many ms pass, with the program standing still; for the console, while it asks. Virtual time in the simulator.</summary>
    void Wait(int milliseconds);

    /// <summary>Whether the enclosure is open, or was opened since the last call.</summary>
    bool TakeEnclosureOpened();

    /// <summary>Supply voltage in mV; false when the board cannot tell.</summary>
    bool TryReadSupply(out int millivolts);

    /// <summary>Wall clock of the board in Unix ms: its battery-backed clock chip, or SNTP; false while neither knows the time.</summary>
    bool TryReadClock(out long unixMs);

    /// <summary>Sets the battery-backed clock chip; false when there is none or it did not answer.</summary>
    bool TryWriteClock(long unixMs);

    /// <summary>Lights the status LED or puts it out.</summary>
    void SetLed(bool on);

    /// <summary>Tells the watchdog that the program is alive; if it is not told for the time the board states, it restarts the board.</summary>
    void FeedWatchdog();

    /// <summary>Restarts the board. Returns in a test only.</summary>
    void Restart();

    /// <summary>Sleeps with everything but the wake-up timer off, then starts the program anew. Returns in a test only.</summary>
    void DeepSleep(long durationMs);

    /// <summary>Starts connecting to the gateway and goes on trying in the background; the link is polled.</summary>
    ILink Connect(NetworkSettings network, string urn);
}
