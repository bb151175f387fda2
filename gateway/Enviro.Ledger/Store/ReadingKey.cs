using System.Security.Cryptography;
using Enviro.Wire;

namespace Enviro.Ledger;

/// <summary>
/// What makes a reading message one of a kind: its node, boot and sequence number; and its hash, which tells a repetition from a contradiction.
/// </summary>
/// <param name="Node">Thumbprint of the node's key, 32 bytes.</param>
/// <param name="Boot">Value of the node's boot counter.</param>
/// <param name="Sequence">Number of the message within its boot.</param>
/// <param name="MessageHash">SHA-256 of the message as received, 32 bytes.</param>
public sealed record ReadingKey(byte[] Node, uint Boot, uint Sequence, byte[] MessageHash)
{
    /// <summary>The key of a reading message, signed or authenticated by a shared key; anything else raises <see cref="WireFormatException"/>.</summary>
    public static ReadingKey Of(byte[] message)
    {
        ReadingHeader header;
        if (CoseMac0.IsTagged(message))
        {
            header = MacReadingMessage.Parse(message).Header;
        }
        else
        {
            CoseSign1 envelope = CoseSign1.Parse(message);
            header = ReadingHeader.Parse(message, envelope.ProtectedOffset, envelope.ProtectedLength);
        }

        return new ReadingKey(header.KeyId, header.Boot, header.Sequence, SHA256.HashData(message));
    }

    /// <summary>Node (first eight hexadecimal digits), boot and sequence number.</summary>
    public override string ToString() => $"node {Convert.ToHexStringLower(Node.AsSpan(0, Math.Min(4, Node.Length)))} boot {Boot} seq {Sequence}";
}

/// <summary>Where a reading is in the ledger.</summary>
/// <param name="Index">Index of its entry.</param>
/// <param name="MessageHash">SHA-256 of its message, 32 bytes.</param>
/// <param name="Boot">Value of the node's boot counter.</param>
/// <param name="Sequence">Number of the message within its boot.</param>
public readonly record struct ReadingLocation(long Index, byte[] MessageHash, uint Boot, uint Sequence);
