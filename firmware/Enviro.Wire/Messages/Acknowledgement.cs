using System;

namespace Enviro.Wire;

/// <summary>
/// What the gateway answers to one reading message, in a COSE_Mac0 under the node's downlink key: kept, or refused for good with its reason.
/// It names the message by its hash, so it can serve for no other; its time lets a node without a clock set one.
/// </summary>
/// <remarks><code>{ 1 => bstr .size 32, 2 => uint, 3 => uint }   ; SHA-256 of the message, result (0 kept), gateway's Unix ms</code></remarks>
public sealed class Acknowledgement
{
    /// <summary>Largest acknowledgement in bytes, its COSE_Mac0 included.</summary>
    public const int MaxLength = 64 + CoseMac0.MaxOverhead;

    /// <summary>Result of a message that is kept durably.</summary>
    public const uint Kept = 0;

    /// <summary>
    /// Creates an acknowledgement; a hash that does not have 32 bytes, or a time before 1970, raises <see cref="ArgumentException"/>.
    /// </summary>
    public Acknowledgement(byte[] messageHash, uint result, long timeMs)
    {
        if (messageHash.Length != Sha256.DigestLength || timeMs < 0)
        {
            throw new ArgumentException("An acknowledgement has a hash of 32 bytes and a time from 1970 on.");
        }

        MessageHash = messageHash;
        Result = result;
        TimeMs = timeMs;
    }

    /// <summary>SHA-256 of the message it answers, 32 bytes.</summary>
    public byte[] MessageHash { get; }

    /// <summary><see cref="Kept"/>, or the number of the verdict that refused it.</summary>
    public uint Result { get; }

    /// <summary>The gateway's clock, Unix ms.</summary>
    public long TimeMs { get; }

    /// <summary>Builds the authenticated message for the node with the given thumbprint.</summary>
    public byte[] Encode(byte[] downlinkKey, byte[] nodeThumbprint)
    {
        CborWriter writer = new CborWriter(64);
        writer.WriteMapStart(3);
        writer.WriteInteger(1);
        writer.WriteByteString(MessageHash);
        writer.WriteInteger(2);
        writer.WriteUnsigned(Result);
        writer.WriteInteger(3);
        writer.WriteUnsigned((ulong)TimeMs);
        return CoseMac0.Encode(downlinkKey, nodeThumbprint, writer.ToArray());
    }

    /// <summary>
    /// Opens a message that claims to be an acknowledgement: null when it is not authentic; malformed bytes raise
    /// <see cref="WireFormatException"/>.
    /// </summary>
    public static Acknowledgement? Open(byte[] message, byte[] downlinkKey, byte[] nodeThumbprint)
    {
        if (message.Length > MaxLength)
        {
            throw new WireFormatException("acknowledgement: longer than its limit");
        }

        if (!CoseMac0.TryOpen(message, downlinkKey, nodeThumbprint, out byte[] payload))
        {
            return null;
        }

        CborReader reader = new CborReader(payload);
        reader.ReadMapStart(3);
        reader.ReadLabel(1);
        byte[] hash = reader.ReadByteString(Sha256.DigestLength);
        reader.ReadLabel(2);
        uint result = (uint)reader.ReadUnsigned(uint.MaxValue);
        reader.ReadLabel(3);
        return new Acknowledgement(hash, result, (long)reader.ReadUnsigned(long.MaxValue));
    }
}
