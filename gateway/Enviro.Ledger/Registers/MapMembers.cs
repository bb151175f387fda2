using Enviro.Wire;

namespace Enviro.Ledger.Registers;

/// <summary>The members of a map with fixed labels in ascending order, some of which may be absent.</summary>
internal sealed class MapMembers(CborReader reader)
{
    private int _left = reader.ReadMapStart();
    private long? _next;

    /// <summary>Whether the next member has this label; if so, its value is next to be read.</summary>
    internal bool TryRead(long label)
    {
        if (_next is null && _left > 0)
        {
            _next = reader.ReadInteger();
            _left--;
        }

        bool isNext = _next == label;
        _next = isNext ? null : _next;
        return isNext;
    }

    /// <summary>The next member must have this label.</summary>
    internal void Require(long label)
    {
        if (!TryRead(label))
        {
            throw new WireFormatException($"transaction: member {label} is not where it must be");
        }
    }

    /// <summary>No member may be left.</summary>
    internal void RequireEnd()
    {
        if (_next is not null || _left > 0)
        {
            throw new WireFormatException("transaction: a member has no meaning or is out of place");
        }
    }
}
