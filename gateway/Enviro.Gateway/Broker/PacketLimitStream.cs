namespace Enviro.Gateway;

/// <summary>
/// Lets an MQTT byte stream through as long as every packet is at most a given size. The broker library allocates what a packet's header
/// announces, up to 256 MB: here the connection ends before it does. Follows the fixed header (MQTT 5.0 §2.1.4, 3.1.1 §2.2.3).
/// Reads ahead: the library asks for a header's two bytes, then for one byte after another of the length, then for the rest, each of which would be a call of the system.
/// </summary>
internal sealed class PacketLimitStream(Stream inner, int maxPacketBytes, Action<int> onTooLarge) : Stream
{
    private const int MaxLengthBytes = 4;

    // A node's reading message and the acknowledgement before it; what is longer takes a second call.
    private const int ReadAheadLength = 1024;

    private readonly byte[] _ahead = new byte[ReadAheadLength];
    private int _aheadAt;
    private int _aheadEnd;

    private int _bodyLeft;
    private int _length;
    private int _lengthBytes = -1;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_aheadAt == _aheadEnd)
        {
            _aheadAt = 0;
            _aheadEnd = 0;
            _aheadEnd = await inner.ReadAsync(_ahead, cancellationToken).ConfigureAwait(false);
        }

        return TakeAhead(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_aheadAt == _aheadEnd)
        {
            _aheadAt = 0;
            _aheadEnd = inner.Read(_ahead, 0, _ahead.Length);
        }

        return TakeAhead(buffer.AsSpan(offset, count));
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Hands on what was read ahead, and judges it only now: what came before a packet that is too large still arrives.</summary>
    private int TakeAhead(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _aheadEnd - _aheadAt);
        ReadOnlySpan<byte> taken = _ahead.AsSpan(_aheadAt, count);
        _aheadAt += count;
        Follow(taken);
        taken.CopyTo(buffer);
        return count;
    }

    private void Follow(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        while (at < bytes.Length)
        {
            if (_bodyLeft > 0)
            {
                int skipped = Math.Min(_bodyLeft, bytes.Length - at);
                _bodyLeft -= skipped;
                at += skipped;
                continue;
            }

            FollowHeader(bytes[at++]);
        }
    }

    private void FollowHeader(byte value)
    {
        // -1: the packet type comes next; then up to four bytes of seven bits each.
        if (_lengthBytes < 0)
        {
            _lengthBytes = 0;
            _length = 0;
            return;
        }

        _length |= (value & 0x7F) << (7 * _lengthBytes++);
        bool more = (value & 0x80) != 0;
        if (_length > maxPacketBytes || (more && _lengthBytes == MaxLengthBytes))
        {
            onTooLarge(_length);
            throw new IOException($"An MQTT packet announces {_length} bytes or more; at most {maxPacketBytes} are taken.");
        }

        if (!more)
        {
            _bodyLeft = _length;
            _lengthBytes = -1;
        }
    }
}
