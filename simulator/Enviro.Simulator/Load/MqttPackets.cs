using System.Buffers.Binary;
using System.Text;

namespace Enviro.Simulator;

/// <summary>The packets of MQTT 3.1.1 (OASIS, 29 October 2014) that a node needs, written into a buffer of the caller's; each method returns the length.</summary>
internal static class MqttPackets
{
    internal const int Connack = 0x20;
    internal const int Publish = 0x30;
    internal const int Puback = 0x40;
    internal const int Suback = 0x90;

    private const byte ProtocolLevel = 4;
    private const byte CleanSession = 0x02;
    private const byte AtLeastOnce = 1;

    // Packet type, up to four bytes of length.
    private const int MaxHeadLength = 5;
    private const int ContinuationBit = 0x80;

    /// <summary>CONNECT (§3.1) with a clean session, without will, user name or password.</summary>
    internal static int WriteConnect(Span<byte> buffer, string clientId, ushort keepAliveS)
    {
        int at = WriteHead(buffer, 0x10, 12 + clientId.Length);
        at += WriteText(buffer[at..], "MQTT");
        buffer[at++] = ProtocolLevel;
        buffer[at++] = CleanSession;
        BinaryPrimitives.WriteUInt16BigEndian(buffer[at..], keepAliveS);
        return at + 2 + WriteText(buffer[(at + 2)..], clientId);
    }

    /// <summary>SUBSCRIBE (§3.8) to topics with QoS 1.</summary>
    internal static int WriteSubscribe(Span<byte> buffer, ushort id, params ReadOnlySpan<string> topics)
    {
        int length = 2;
        foreach (string topic in topics)
        {
            length += topic.Length + 3;
        }

        int at = WriteHead(buffer, 0x82, length);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[at..], id);
        at += 2;
        foreach (string topic in topics)
        {
            at += WriteText(buffer[at..], topic);
            buffer[at++] = AtLeastOnce;
        }

        return at;
    }

    /// <summary>PUBLISH (§3.3) with QoS 1.</summary>
    internal static int WritePublish(Span<byte> buffer, ushort id, string topic, ReadOnlySpan<byte> payload)
    {
        int at = WriteHead(buffer, Publish | (AtLeastOnce << 1), 4 + topic.Length + payload.Length);
        at += WriteText(buffer[at..], topic);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[at..], id);
        payload.CopyTo(buffer[(at + 2)..]);
        return at + 2 + payload.Length;
    }

    /// <summary>PUBACK (§3.4).</summary>
    internal static int WritePuback(Span<byte> buffer, ushort id)
    {
        int at = WriteHead(buffer, Puback, 2);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[at..], id);
        return at + 2;
    }

    /// <summary>PINGREQ (§3.12).</summary>
    internal static int WritePing(Span<byte> buffer) => WriteHead(buffer, 0xC0, 0);

    /// <summary>
    /// Takes the fixed header (§2.2) at the start of what was received: length of header and of what follows it; a header of 0 where more bytes are needed.
    /// </summary>
    internal static (int Header, int Body) ReadHead(ReadOnlySpan<byte> received)
    {
        int body = 0;
        for (int at = 1; at < Math.Min(received.Length, MaxHeadLength); at++)
        {
            body |= (received[at] & ~ContinuationBit & 0xFF) << (7 * (at - 1));
            if ((received[at] & ContinuationBit) == 0)
            {
                return (at + 1, body);
            }
        }

        return received.Length >= MaxHeadLength ? throw new InvalidDataException("An MQTT packet whose length has more than four bytes.") : (0, 0);
    }

    /// <summary>Takes a PUBLISH apart, of which <paramref name="first"/> is the first byte: where its topic ends, its packet identifier (0 for QoS 0), where its payload starts.</summary>
    internal static (int TopicEnd, ushort Id, int PayloadStart) ReadPublish(int first, ReadOnlySpan<byte> body)
    {
        int topicEnd = 2 + BinaryPrimitives.ReadUInt16BigEndian(body);
        bool isAcknowledged = (first & 0x06) != 0;
        return (topicEnd, isAcknowledged ? BinaryPrimitives.ReadUInt16BigEndian(body[topicEnd..]) : (ushort)0, topicEnd + (isAcknowledged ? 2 : 0));
    }

    private static int WriteHead(Span<byte> buffer, byte first, int length)
    {
        buffer[0] = first;
        int at = 1;
        do
        {
            int rest = length >> 7;
            buffer[at++] = (byte)((length & 0x7F) | (rest > 0 ? ContinuationBit : 0));
            length = rest;
        }
        while (length > 0);
        return at;
    }

    private static int WriteText(Span<byte> buffer, string text)
    {
        BinaryPrimitives.WriteUInt16BigEndian(buffer, (ushort)text.Length);
        return 2 + Encoding.ASCII.GetBytes(text, buffer[2..]);
    }
}
