namespace Enviro.Node;

/// <summary>What the status LED says: so many short flashes, then a pause. README.md has the same table.</summary>
public enum LedPattern
{
    /// <summary>Measuring, and in a session with the gateway.</summary>
    Running = 1,

    /// <summary>No connection for 20 s or more: Wi-Fi, host, port or TLS.</summary>
    NoNetwork = 2,

    /// <summary>Connected for 20 s or more, and the gateway answered no hello.</summary>
    NoSession = 3,

    /// <summary>New settings, and the gateway not reached yet.</summary>
    Trial = 4,

    /// <summary>The time is not known.</summary>
    ClockUnset = 5,

    /// <summary>A sensor did not answer.</summary>
    SensorFault = 6,

    /// <summary>An identity, but no settings.</summary>
    Unconfigured = 7,

    /// <summary>No identity: to be provisioned.</summary>
    Blank = 8,

    /// <summary>The secure element did not answer.</summary>
    ChipFault = 9,

    /// <summary>The flash failed.</summary>
    FlashFault = 10,
}

/// <summary>Flashes the status LED in time, without ever waiting.</summary>
internal sealed class StatusLed
{
    internal const int OnMs = 100;
    internal const int OffMs = 300;
    internal const int PauseMs = 2_000;

    private readonly IBoard _board;
    private LedPattern _pattern = LedPattern.Running;
    private int _flashes;
    private bool _isOn;
    private long _dueMs;

    internal StatusLed(IBoard board)
    {
        _board = board;
    }

    /// <summary>Does what is due and returns the ms until the next change. A new pattern begins after the pause of the one before.</summary>
    internal long Step(long nowMs, LedPattern pattern)
    {
        if (nowMs < _dueMs)
        {
            return _dueMs - nowMs;
        }

        if (!_isOn && _flashes == 0)
        {
            _pattern = pattern;
        }

        _isOn = !_isOn;
        _board.SetLed(_isOn);
        long waitMs = OnMs;
        if (!_isOn)
        {
            _flashes++;
            waitMs = OffMs;
            if (_flashes >= (int)_pattern)
            {
                _flashes = 0;
                waitMs = PauseMs;
            }
        }

        _dueMs = nowMs + waitMs;
        return waitMs;
    }
}
