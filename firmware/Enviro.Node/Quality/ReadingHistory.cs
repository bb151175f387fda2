using Enviro.Wire;

namespace Enviro.Node;

/// <summary>
/// What the checks remember of each reading, by the sensor's name and its own: the value before, how often in a row, and the last one within range with
/// its time. In memory only and of a fixed size; when it is full, the reading that has not come for longest gives way.
/// </summary>
internal sealed class ReadingHistory
{
    private const int Capacity = SenmlPack.MaxReadings;

    private readonly string[] _sensors = new string[Capacity];
    private readonly Reading[] _last = new Reading[Capacity];
    private readonly int[] _equal = new int[Capacity];
    private readonly long[] _base = new long[Capacity];
    private readonly long[] _baseMs = new long[Capacity];
    private readonly uint[] _keptRound = new uint[Capacity];
    private readonly uint[] _seenRound = new uint[Capacity];
    private uint _round;
    private int _count;

    /// <summary>Begins with the readings of one moment.</summary>
    internal void BeginRound() => _round++;

    /// <summary>Place of a reading, −1 while there is none.</summary>
    internal int Find(string sensor, string name)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_last[i].Name == name && _sensors[i] == sensor)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Whether a reading came already in this round; from now on it has.</summary>
    internal bool IsRepeated(int place)
    {
        bool repeated = _seenRound[place] == _round;
        _seenRound[place] = _round;
        return repeated;
    }

    /// <summary>Whether a value can be compared with the one before: the same digits of the same unit.</summary>
    internal bool IsComparable(int place, Reading reading) => _last[place].Exponent == reading.Exponent && _last[place].Unit == reading.Unit;

    /// <summary>How often in a row a value has come, this time included.</summary>
    internal int EqualInRow(int place, Reading reading)
    {
        if (_last[place].Mantissa != reading.Mantissa)
        {
            return 1;
        }

        return _equal[place] == int.MaxValue ? int.MaxValue : _equal[place] + 1;
    }

    /// <summary>The last value within range and its uptime; false while there was none.</summary>
    internal bool TryGetBase(int place, out long mantissa, out long atMs)
    {
        mantissa = _base[place];
        atMs = _baseMs[place];
        return atMs >= 0;
    }

    /// <summary>Keeps a value that follows one it can be compared with.</summary>
    internal void Follow(int place, Reading reading, int equalInRow, bool isWithin, long nowMs)
    {
        _last[place] = reading;
        _equal[place] = equalInRow;
        _keptRound[place] = _round;
        if (isWithin)
        {
            _base[place] = reading.Mantissa;
            _baseMs[place] = nowMs;
        }
    }

    /// <summary>Keeps a value that nothing before it can be compared with, at its place or, for −1, at a new one.</summary>
    internal void Start(int place, string sensor, Reading reading, bool isWithin, long nowMs)
    {
        int at = place >= 0 ? place : MakeRoom();
        _sensors[at] = sensor;
        _baseMs[at] = -1;
        _seenRound[at] = _round;
        Follow(at, reading, 1, isWithin, nowMs);
    }

    private int MakeRoom()
    {
        if (_count < Capacity)
        {
            return _count++;
        }

        int oldest = 0;
        for (int i = 1; i < Capacity; i++)
        {
            oldest = _keptRound[i] < _keptRound[oldest] ? i : oldest;
        }

        return oldest;
    }
}
