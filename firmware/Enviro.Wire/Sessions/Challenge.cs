using System;

namespace Enviro.Wire;

/// <summary>
/// The gateway's answer to a hello: an ephemeral key for the session, the time, and, where it wants evidence, a nonce to put into it. Signed by the
/// gateway's service key, which the node was told at provisioning; for a node that shares a secret, authenticated under that. It names
/// the node and the node's nonce, so it serves for one hello of one node.
/// </summary>
/// <remarks><code>
/// typed message "application/vnd.enviro.challenge+cbor", payload
/// { 1 => bstr .size 32, 2 => bstr .size 32, ? 3 => bstr .size 64, 4 => uint, ? 5 => bstr .size 32 }
/// ; node's thumbprint; node's nonce; ephemeral key X‖Y, absent in a COSE_Mac0; gateway's Unix ms; nonce for evidence
/// </code></remarks>
public sealed class Challenge
{
    /// <summary>Content type in the protected header.</summary>
    public const string ContentType = "application/vnd.enviro.challenge+cbor";

    /// <summary>Largest message in bytes.</summary>
    public const int MaxLength = 448;

    private Challenge(TypedMessage envelope, byte[] node, byte[] helloNonce, byte[] ephemeralKey, long timeMs, byte[] evidenceNonce)
    {
        Envelope = envelope;
        Node = node;
        HelloNonce = helloNonce;
        EphemeralKey = ephemeralKey;
        TimeMs = timeMs;
        EvidenceNonce = evidenceNonce;
    }

    /// <summary>The message around it; its KeyId is the thumbprint of the gateway's service key, or of the shared key.</summary>
    public TypedMessage Envelope { get; }

    /// <summary>Thumbprint of the node it is for, 32 bytes.</summary>
    public byte[] Node { get; }

    /// <summary>The nonce of the hello it answers, 32 bytes.</summary>
    public byte[] HelloNonce { get; }

    /// <summary>The gateway's ephemeral public key X‖Y, 64 bytes; empty where the node shares a secret.</summary>
    public byte[] EphemeralKey { get; }

    /// <summary>The gateway's clock, Unix ms.</summary>
    public long TimeMs { get; }

    /// <summary>The nonce the evidence must carry, 32 bytes; empty where none is asked for.</summary>
    public byte[] EvidenceNonce { get; }

    /// <summary>Encodes the payload; <paramref name="ephemeralKey"/> and <paramref name="evidenceNonce"/> may be empty.</summary>
    public static byte[] EncodePayload(byte[] node, byte[] helloNonce, byte[] ephemeralKey, long timeMs, byte[] evidenceNonce)
    {
        if (node.Length != Sha256.DigestLength || helloNonce.Length != Hello.NonceLength || timeMs < 0
            || (ephemeralKey.Length != 0 && ephemeralKey.Length != CoseKey.PublicKeyLength)
            || (evidenceNonce.Length != 0 && evidenceNonce.Length != Hello.NonceLength))
        {
            throw new ArgumentException("A challenge names a node and its nonce, an ephemeral key of 64 bytes or none, a time, a nonce of 32 bytes or none.");
        }

        CborWriter writer = new CborWriter(MaxLength);
        writer.WriteMapStart(3 + (ephemeralKey.Length > 0 ? 1 : 0) + (evidenceNonce.Length > 0 ? 1 : 0));
        writer.WriteInteger(1);
        writer.WriteByteString(node);
        writer.WriteInteger(2);
        writer.WriteByteString(helloNonce);
        if (ephemeralKey.Length > 0)
        {
            writer.WriteInteger(3);
            writer.WriteByteString(ephemeralKey);
        }

        writer.WriteInteger(4);
        writer.WriteInteger(timeMs);
        if (evidenceNonce.Length > 0)
        {
            writer.WriteInteger(5);
            writer.WriteByteString(evidenceNonce);
        }

        return writer.ToArray();
    }

    /// <summary>Parses a message; raises <see cref="WireFormatException"/>. Whether signature or tag verify is for the caller.</summary>
    public static Challenge Parse(byte[] message)
    {
        TypedMessage envelope = TypedMessage.Parse(message, ContentType, MaxLength);
        CborReader reader = new CborReader(envelope.Payload);
        int required = envelope.IsMac ? 3 : 4;
        int members = reader.ReadMapStart();
        if (members != required && members != required + 1)
        {
            throw new WireFormatException("challenge: its members are node, nonce, ephemeral key, time, nonce for evidence or not");
        }

        reader.ReadLabel(1);
        byte[] node = reader.ReadByteString(Sha256.DigestLength);
        reader.ReadLabel(2);
        byte[] helloNonce = reader.ReadByteString(Hello.NonceLength);
        byte[] ephemeralKey = [];
        if (!envelope.IsMac)
        {
            reader.ReadLabel(3);
            ephemeralKey = reader.ReadByteString(CoseKey.PublicKeyLength);
        }

        reader.ReadLabel(4);
        long timeMs = (long)reader.ReadUnsigned(long.MaxValue);
        byte[] evidenceNonce = [];
        if (members > required)
        {
            reader.ReadLabel(5);
            evidenceNonce = reader.ReadByteString(Hello.NonceLength);
        }

        return new Challenge(envelope, node, helloNonce, ephemeralKey, timeMs, evidenceNonce);
    }
}
