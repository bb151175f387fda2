using Enviro.Gateway;

namespace Enviro.Fuzz;

/// <summary>The bytes of a connection, before the MQTT library sees them.</summary>
internal static class MqttTargets
{
    private const int MaxPacket = 300;

    internal static IEnumerable<FuzzTarget> All =>
    [
        new FuzzTarget<byte[]>
        {
            Name = "mqtt-stream",
            Decoders = ["PacketLimitStream.Read"],
            Holds = "in whatever pieces it is read, all of it passes up to the first header that announces too much, and there the connection ends",
            Seeds = static () =>
            [
                Packet(0x10, 20), [.. Packet(0x30, 128), .. Packet(0xC0, 0), .. Packet(0x32, MaxPacket)], [.. Packet(0x40, 2), 0x30, 0x80], Packet(0x30, 5)[..3],
            ],
            Decoder = Pass,
            Checker = static (input, passed) =>
            {
                Expect.Same(input, passed, "not all of it passed");
                Expect.That(FirstExcess(input) < 0, "no packet of it announces too much");
            },
        },
    ];

    /// <summary>Reads all of a connection in pieces of many sizes; null where it was ended.</summary>
    private static byte[]? Pass(byte[] input)
    {
        byte[]? whole = PassInPieces(input, input.Length + 1);
        for (int size = 1; size <= 4; size++)
        {
            byte[]? again = PassInPieces(input, size);
            Expect.That(whole is null == again is null, $"it is refused or not, and in pieces of {size} the same");
            Expect.Same(whole, again, $"in pieces of {size} something else passes");
        }

        int excess = FirstExcess(input);
        Expect.That(whole is null == excess >= 0, $"the first header that announces too much is at {excess}");
        return whole;
    }

    private static byte[]? PassInPieces(byte[] input, int size)
    {
        int announced = -1;
        using PacketLimitStream stream = new(new MemoryStream(input), MaxPacket, length => announced = length);
        byte[] passed = new byte[input.Length];
        byte[] piece = new byte[size];
        int count = 0;
        try
        {
            for (int read = stream.Read(piece, 0, size); read > 0; read = stream.Read(piece, 0, size))
            {
                piece.AsSpan(0, read).CopyTo(passed.AsSpan(count));
                count += read;
            }
        }
        catch (IOException)
        {
            Expect.That(announced >= 0, "who ends a connection says by what");
            return null;
        }

        Expect.That(announced < 0, "nobody is told of what passed");
        return passed[..count];
    }

    /// <summary>Where the first packet starts whose length is beyond the limit, or has no end (MQTT 3.1.1 §2.2.3); -1 if none does.</summary>
    private static int FirstExcess(byte[] input)
    {
        int start = 0;
        while (start < input.Length)
        {
            long length = 0;
            int at = start + 1;
            bool isWhole = false;
            for (int place = 0; place < 4 && at < input.Length && !isWhole; place++, at++)
            {
                length += (long)(input[at] & 127) << (7 * place);
                isWhole = input[at] < 128;
            }

            if (length > MaxPacket || (!isWhole && at == start + 5))
            {
                return start;
            }

            if (!isWhole)
            {
                return -1;
            }

            start = at + (int)length;
        }

        return -1;
    }

    private static byte[] Packet(byte type, int length) =>
        length < 128 ? [type, (byte)length, .. new byte[length]] : [type, (byte)(length | 128), (byte)(length >> 7), .. new byte[length]];
}
