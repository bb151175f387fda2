namespace Enviro.Gateway.Tests;

public sealed class PacketLimitStreamTests
{
    private const int Max = 300;

    // An empty packet, bodies of 1, 127, 128 and 300 bytes; what is in a body looks like headers of huge packets.
    private static readonly byte[] s_allowed = [.. Packet(0), .. Packet(1), .. Packet(127), .. Packet(128), .. Packet(Max), .. Packet(0)];

    public static TheoryData<byte[]> TooLarge => new()
    {
        new byte[] { 0x30, 0xAD, 0x02 },
        new byte[] { 0x30, 0xFF, 0x7F },
        new byte[] { 0x30, 0xFF, 0xFF, 0xFF, 0x7F },
        new byte[] { 0x30, 0x80, 0x80, 0x80, 0x80, 0x01 },
        new byte[] { 0x30, 0x80, 0x80, 0x80, 0x01 },
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Packets_within_the_limit_pass_however_they_are_split()
    {
        for (int split = 1; split < s_allowed.Length; split++)
        {
            Assert.Equal(s_allowed, await ReadAllAsync(s_allowed, split, _ => Assert.Fail("nothing is too large here")));
        }
    }

    [Fact]
    public async Task Packets_within_the_limit_pass_byte_by_byte()
    {
        using PacketLimitStream stream = new(new SplitStream(s_allowed, 1, always: true), Max, _ => Assert.Fail("nothing is too large here"));
        using MemoryStream copy = new();

        await stream.CopyToAsync(copy, 7, Stop);

        Assert.Equal(s_allowed, copy.ToArray());
    }

    [Theory]
    [MemberData(nameof(TooLarge))]
    public async Task A_packet_beyond_the_limit_ends_the_stream_however_it_is_split(byte[] header)
    {
        byte[] bytes = [.. s_allowed, .. header];
        for (int split = 1; split <= bytes.Length; split++)
        {
            int announced = 0;
            await Assert.ThrowsAsync<IOException>(() => ReadAllAsync(bytes, split, size => announced = size));
            Assert.True(announced > Max || header.Length > 5, $"split at {split}: {announced}");
        }
    }

    [Fact]
    public async Task A_packet_beyond_the_limit_is_told_once()
    {
        int told = 0;

        await Assert.ThrowsAsync<IOException>(() => ReadAllAsync([0x30, 0xFF, 0xFF, 0xFF, 0x7F, 0x30, 0xFF, 0xFF, 0xFF, 0x7F], 3, _ => told++));

        Assert.Equal(1, told);
    }

    [Fact]
    public void Reading_without_waiting_is_limited_too()
    {
        using PacketLimitStream stream = new(new MemoryStream([0x30, 0xAD, 0x02]), Max, _ => { });

        Assert.Throws<IOException>(() => stream.Read(new byte[16], 0, 16));
    }

    [Fact]
    public void Writing_goes_through()
    {
        using MemoryStream inner = new();
        using PacketLimitStream stream = new(inner, Max, _ => Assert.Fail("only what is read is limited"));

        stream.Write([0x30, 0xFF, 0xFF, 0xFF, 0x7F], 0, 5);
        stream.Flush();

        Assert.Equal([0x30, 0xFF, 0xFF, 0xFF, 0x7F], inner.ToArray());
    }

    private static byte[] Packet(int length)
    {
        byte[] header = length < 128 ? [0x30, (byte)length] : [0x30, (byte)((length & 0x7F) | 0x80), (byte)(length >> 7)];
        return [.. header, .. Enumerable.Repeat((byte)0xFF, length)];
    }

    private static async Task<byte[]> ReadAllAsync(byte[] bytes, int split, Action<int> onTooLarge)
    {
        using PacketLimitStream stream = new(new SplitStream(bytes, split), Max, onTooLarge);
        using MemoryStream copy = new();
        await stream.CopyToAsync(copy, Stop);
        return copy.ToArray();
    }

    /// <summary>Gives its bytes in two reads, or in many of the same size.</summary>
    private sealed class SplitStream(byte[] bytes, int split, bool always = false) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int most = always ? split : Position < split ? split - (int)Position : buffer.Length;
            return ValueTask.FromResult(Read(buffer.Span[..Math.Min(most, buffer.Length)]));
        }
    }
}
