using System;

namespace Enviro.Wire;

/// <summary>
/// What gateway and node agreed on at a hello: a key and its name, from an ECDH of the node's key with an ephemeral one of the gateway's (or from the
/// secret they share), through HKDF-SHA-256 (RFC 5869) over the whole of the exchange. Everything the gateway tells the node is a COSE_Mac0 under
/// this key with a counter that only rises: altered, replayed, held back behind a later one, or made by somebody else, it is refused.
/// </summary>
/// <remarks><code>
/// downlink = #6.17([ bstr .cbor { 1 => 5, 4 => bstr .size 8 }, {}, bstr .cbor [ kind: uint, counter: uint, time: uint, body: bstr ], bstr .size 32 ])
/// salt = node's nonce, secret = ECDH, info = "enviro/v1 downlink" ‖ SHA-256(challenge message) → key (32) ‖ session id (8)
/// </code></remarks>
public sealed class DownlinkSession
{
    /// <summary>Length of a session's name in bytes.</summary>
    public const int IdLength = 8;

    /// <summary>Largest downlink message in bytes.</summary>
    public const int MaxLength = MaxBodyLength + 128;

    /// <summary>Largest body in bytes: a settings document. Every other one has at most 64.</summary>
    public const int MaxBodyLength = SettingsDocument.MaxLength;

    private const string Label = "enviro/v1 downlink";

    private readonly byte[] _key;
    private readonly byte[] _id;
    private ulong _counter;

    private DownlinkSession(byte[] key, byte[] id)
    {
        _key = key;
        _id = id;
    }

    /// <summary>Counter of the last message sealed or accepted; 0 before the first.</summary>
    public ulong Counter => _counter;

    /// <summary>Derives the session; both ends come to the same from the same exchange.</summary>
    /// <param name="secret">X coordinate of the ECDH, or the shared secret, 32 bytes.</param>
    /// <param name="helloNonce">The node's nonce.</param>
    /// <param name="challengeMessage">The challenge, byte for byte as sent.</param>
    public static DownlinkSession Derive(byte[] secret, byte[] helloNonce, byte[] challengeMessage)
    {
        byte[] info = new byte[Label.Length + Sha256.DigestLength];
        for (int i = 0; i < Label.Length; i++)
        {
            info[i] = (byte)Label[i];
        }

        Array.Copy(Sha256.HashData(challengeMessage), 0, info, Label.Length, Sha256.DigestLength);
        byte[] output = HkdfSha256.DeriveKey(helloNonce, secret, info, HmacSha256.TagLength + IdLength);
        byte[] key = new byte[HmacSha256.TagLength];
        byte[] id = new byte[IdLength];
        Array.Copy(output, 0, key, 0, key.Length);
        Array.Copy(output, key.Length, id, 0, id.Length);
        Array.Clear(output, 0, output.Length);
        return new DownlinkSession(key, id);
    }

    /// <summary>Makes the next message to the node. The gateway's side only: one that also opens would see its own counters as replays.</summary>
    public byte[] Seal(DownlinkKind kind, long timeMs, byte[] body)
    {
        if (timeMs < 0 || body.Length > MaxBodyLength)
        {
            throw new ArgumentException("A downlink message has a time from 1970 on and a body of at most 2,048 bytes.");
        }

        _counter++;
        CborWriter writer = new CborWriter(body.Length + 32);
        writer.WriteArrayStart(4);
        writer.WriteUnsigned((ulong)kind);
        writer.WriteUnsigned(_counter);
        writer.WriteInteger(timeMs);
        writer.WriteByteString(body);
        return CoseMac0.Encode(_key, _id, writer.ToArray());
    }

    /// <summary>
    /// Opens a message: null when it is not authentic in this session. Malformed bytes raise <see cref="WireFormatException"/>. Of an authentic one
    /// <see cref="DownlinkMessage.IsReplay"/> says whether its counter does not rise; only one that rises advances the session.
    /// </summary>
    public DownlinkMessage? Open(byte[] message)
    {
        if (message.Length > MaxLength)
        {
            throw new WireFormatException("downlink: longer than its limit");
        }

        if (!CoseMac0.TryOpen(message, _key, _id, out byte[] payload))
        {
            return null;
        }

        CborReader reader = new CborReader(payload);
        reader.ReadArrayStart(4);
        DownlinkKind kind = (DownlinkKind)(int)reader.ReadUnsigned(int.MaxValue);
        ulong counter = reader.ReadUnsigned();
        long timeMs = (long)reader.ReadUnsigned(long.MaxValue);
        byte[] body = reader.ReadByteString();
        bool isReplay = counter <= _counter;
        _counter = isReplay ? _counter : counter;
        return new DownlinkMessage(kind, counter, timeMs, body, isReplay);
    }
}

/// <summary>An authentic downlink message.</summary>
public sealed class DownlinkMessage
{
    internal DownlinkMessage(DownlinkKind kind, ulong counter, long timeMs, byte[] body, bool isReplay)
    {
        Kind = kind;
        Counter = counter;
        TimeMs = timeMs;
        Body = body;
        IsReplay = isReplay;
    }

    /// <summary>What it is; may be a number that this version does not know.</summary>
    public DownlinkKind Kind { get; }

    /// <summary>Its number in the session, from 1.</summary>
    public ulong Counter { get; }

    /// <summary>The gateway's clock when it was made, Unix ms.</summary>
    public long TimeMs { get; }

    /// <summary>What it says, by kind.</summary>
    public byte[] Body { get; }

    /// <summary>Whether its counter was used before: nothing in it may be obeyed.</summary>
    public bool IsReplay { get; }
}
