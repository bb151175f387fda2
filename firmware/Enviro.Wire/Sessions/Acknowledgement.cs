using System;

namespace Enviro.Wire;

/// <summary>
/// The body of a downlink message that answers one reading message: kept, or refused for good with its reason. It names the message by its
/// hash, so it can serve for no other.
/// </summary>
/// <remarks><code>[ bstr .size 32, uint ]   ; SHA-256 of the message, result (0 kept)</code></remarks>
public sealed class Acknowledgement
{
    /// <summary>Result of a message that is kept durably.</summary>
    public const uint Kept = 0;

    /// <summary>Largest encoded body in bytes.</summary>
    public const int MaxLength = 40;

    /// <summary>Creates an acknowledgement; a hash that does not have 32 bytes raises <see cref="ArgumentException"/>.</summary>
    public Acknowledgement(byte[] messageHash, uint result)
    {
        if (messageHash.Length != Sha256.DigestLength)
        {
            throw new ArgumentException("An acknowledgement has a hash of 32 bytes.");
        }

        MessageHash = messageHash;
        Result = result;
    }

    /// <summary>SHA-256 of the message it answers, 32 bytes.</summary>
    public byte[] MessageHash { get; }

    /// <summary><see cref="Kept"/>, or the number of the verdict that refused it.</summary>
    public uint Result { get; }

    /// <summary>Encodes the body.</summary>
    public byte[] Encode()
    {
        CborWriter writer = new CborWriter(MaxLength);
        writer.WriteArrayStart(2);
        writer.WriteByteString(MessageHash);
        writer.WriteUnsigned(Result);
        return writer.ToArray();
    }

    /// <summary>Parses a body; raises <see cref="WireFormatException"/>.</summary>
    public static Acknowledgement Parse(byte[] body)
    {
        CborReader reader = new CborReader(body);
        reader.ReadArrayStart(2);
        byte[] messageHash = reader.ReadByteString(Sha256.DigestLength);
        return new Acknowledgement(messageHash, (uint)reader.ReadUnsigned(uint.MaxValue));
    }
}
