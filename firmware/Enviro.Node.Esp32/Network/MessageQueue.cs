namespace Enviro.Node.Esp32;

/// <summary>A few messages with their topics on the way between two threads. Full is full: what does not fit is refused, and whoever sent it sends it again.</summary>
internal sealed class MessageQueue
{
    private readonly object _lock = new object();
    private readonly string[] _topics;
    private readonly byte[][] _messages;
    private int _first;
    private int _count;

    internal MessageQueue(int capacity)
    {
        _topics = new string[capacity];
        _messages = new byte[capacity][];
    }

    /// <summary>Messages in the queue.</summary>
    internal int Count
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    /// <summary>Puts a message at the end; false when there is no room.</summary>
    internal bool TryPut(string topic, byte[] message)
    {
        lock (_lock)
        {
            if (_count == _topics.Length)
            {
                return false;
            }

            int at = (_first + _count) % _topics.Length;
            _topics[at] = topic;
            _messages[at] = message;
            _count++;
            return true;
        }
    }

    /// <summary>Takes the first message; false when there is none.</summary>
    internal bool TryTake(out string topic, out byte[] message)
    {
        lock (_lock)
        {
            topic = "";
            message = [];
            if (_count == 0)
            {
                return false;
            }

            topic = _topics[_first];
            message = _messages[_first];
            _topics[_first] = "";
            _messages[_first] = [];
            _first = (_first + 1) % _topics.Length;
            _count--;
            return true;
        }
    }

    /// <summary>Forgets everything.</summary>
    internal void Clear()
    {
        while (TryTake(out _, out _))
        {
        }
    }
}
