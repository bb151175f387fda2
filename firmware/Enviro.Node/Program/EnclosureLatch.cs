namespace Enviro.Node;

/// <summary>
/// Remembers that the enclosure was opened, over power cuts and sleep, until a message that says so was acknowledged and the enclosure is closed. The board
/// says when it is opened; a message is acknowledged after all that were stored before it, so counting them is enough.
/// </summary>
internal sealed class EnclosureLatch
{
    private readonly BoardRecords _records;
    private bool _isSet;
    private bool _isCounting;
    private uint _wanted;

    internal EnclosureLatch(BoardRecords records)
    {
        _records = records;
    }

    /// <summary>Whether messages are to say that the enclosure was opened.</summary>
    internal bool IsSet => _isSet || _records.IsLatched;

    /// <summary>Takes what the board says, and keeps the latch on flash when it changed. False when the flash would not take it: again at the next step.</summary>
    internal bool Step(bool isOpened, NodeAgent? agent)
    {
        _isSet = IsSet;
        if (isOpened)
        {
            _isSet = true;
            _isCounting = false;
        }
        else if (_isSet && agent != null && agent.IsStarted)
        {
            if (!_isCounting)
            {
                // Those that wait, and one under way, were begun before and may say nothing of it.
                _isCounting = true;
                _wanted = agent.Counters.Acknowledged + (uint)agent.WaitingCount + (agent.IsSampling ? 2u : 1u);
            }

            _isSet = agent.Counters.Acknowledged < _wanted;
        }

        return _isSet == _records.IsLatched || !_records.IsOpen || _records.TryStore(_isSet, _records.IsPending, _records.Words);
    }
}
