using Enviro.Node;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>What the program sees of the board.</summary>
public sealed partial class SimulatedBoard : IBoard
{
    private bool _wasOpened;
    private bool _isChipSet;
    private long _chipOffsetMs;

    /// <summary>Whether it has a battery-backed clock chip.</summary>
    public bool HasClockChip { get; set; } = true;

    /// <summary>Whether a time server answers, where the network is there.</summary>
    public bool HasTimeServer { get; set; }

    /// <summary>Whether its Wi-Fi is there.</summary>
    public bool HasNetwork { get; set; } = true;

    /// <summary>Whether its enclosure is open now.</summary>
    public bool IsEnclosureOpen { get; set; }

    /// <summary>Supply voltage in mV; null where it cannot tell.</summary>
    public int? SupplyMillivolts { get; set; } = 5_000;

    /// <summary>Whether the status LED is lit.</summary>
    public bool IsLedOn { get; private set; }

    /// <summary>Called with every change of the status LED.</summary>
    public Action<bool>? LedChanged { get; set; }

    /// <inheritdoc />
    public long UptimeMs => _clock.UnixMs - _startMs;

    /// <summary>Opens the enclosure for a moment. A board without power does not notice.</summary>
    public void OpenEnclosureBriefly() => _wasOpened = HasPower;

    /// <summary>Sets the clock chip so far off true time, as one that was set and has drifted.</summary>
    public void SetChip(long offsetMs)
    {
        _isChipSet = true;
        _chipOffsetMs = offsetMs;
    }

    /// <summary>Called with every wait of the program's, in ms, after the world's time has passed it; null in virtual time.</summary>
    public Action<int>? Waited { get; set; }

    /// <inheritdoc />
    public void Wait(int milliseconds)
    {
        _clock.UnixMs += milliseconds;
        if (_clock.UnixMs - _fedMs >= WatchdogMs)
        {
            // A real one would have ended the step here.
            WatchdogResets++;
            _fedMs = _clock.UnixMs;
        }

        Waited?.Invoke(milliseconds);
    }

    /// <inheritdoc />
    public bool TakeEnclosureOpened()
    {
        bool opened = _wasOpened || IsEnclosureOpen;
        _wasOpened = false;
        return opened;
    }

    /// <inheritdoc />
    public bool TryReadSupply(out int millivolts)
    {
        millivolts = SupplyMillivolts ?? 0;
        return SupplyMillivolts.HasValue;
    }

    /// <inheritdoc />
    public bool TryReadClock(out long unixMs)
    {
        bool hasChip = HasClockChip && _isChipSet;
        unixMs = _clock.UnixMs + (hasChip ? _chipOffsetMs : 0);
        return hasChip || (HasTimeServer && HasNetwork);
    }

    /// <inheritdoc />
    public bool TryWriteClock(long unixMs)
    {
        if (HasClockChip)
        {
            SetChip(unixMs - _clock.UnixMs);
        }

        return HasClockChip;
    }

    /// <inheritdoc />
    public void SetLed(bool on)
    {
        if (on != IsLedOn)
        {
            LedChanged?.Invoke(on);
        }

        IsLedOn = on;
    }

    /// <inheritdoc />
    public void FeedWatchdog() => _fedMs = _clock.UnixMs;

    /// <inheritdoc />
    public void Restart()
    {
        Restarts++;
        _hasEnded = true;
        Schedule(_clock.UnixMs + BootMs, StartKind.Cold, RestartReason.Unknown);
    }

    /// <inheritdoc />
    public void DeepSleep(long durationMs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(durationMs);
        _hasEnded = true;
        Schedule(_clock.UnixMs + durationMs + BootMs, StartKind.Wake, RestartReason.Unknown);
    }

    /// <inheritdoc />
    public ILink Connect(NetworkSettings network, string urn) => new OutageLink(_connect(network, urn), this);
}
