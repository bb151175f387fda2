using System;

namespace Enviro.Wire;

/// <summary>
/// A node announces itself: who it says it is, its key, and a nonce of its own that the answer must name. Signed by that very key, or, for a
/// node that shares a secret with its gateway, authenticated under it. It proves possession of the key and nothing else.
/// </summary>
/// <remarks><code>
/// typed message "application/vnd.enviro.hello+cbor", payload { 1 => tstr, ? 2 => bstr .size 64, 3 => bstr .size 32, 4 => uint }
/// ; URN; public key X‖Y, absent in a COSE_Mac0; nonce; boot
/// </code></remarks>
public sealed class Hello
{
    /// <summary>Content type in the protected header.</summary>
    public const string ContentType = "application/vnd.enviro.hello+cbor";

    /// <summary>Largest message in bytes.</summary>
    public const int MaxLength = 448;

    /// <summary>Length of a nonce in bytes.</summary>
    public const int NonceLength = 32;

    private Hello(TypedMessage envelope, string urn, byte[] publicKey, byte[] nonce, uint boot)
    {
        Envelope = envelope;
        Urn = urn;
        PublicKey = publicKey;
        Nonce = nonce;
        Boot = boot;
    }

    /// <summary>The message around it; its KeyId is the node's thumbprint.</summary>
    public TypedMessage Envelope { get; }

    /// <summary>The URN the node goes by (RFC 9039).</summary>
    public string Urn { get; }

    /// <summary>Public key X‖Y, 64 bytes; empty where the node shares a secret.</summary>
    public byte[] PublicKey { get; }

    /// <summary>The node's nonce, 32 bytes.</summary>
    public byte[] Nonce { get; }

    /// <summary>The boot it is in.</summary>
    public uint Boot { get; }

    /// <summary>Encodes the payload; <paramref name="publicKey"/> is empty for a node that shares a secret.</summary>
    public static byte[] EncodePayload(string urn, byte[] publicKey, byte[] nonce, uint boot)
    {
        if (nonce.Length != NonceLength || (publicKey.Length != 0 && publicKey.Length != CoseKey.PublicKeyLength) || boot > ReadingHeader.MaxBoot
            || urn.Length >= SenmlPack.MaxBaseNameLength || !SenmlPack.IsValidName(urn))
        {
            throw new ArgumentException("A hello has a URN, a key of 64 bytes or none, a nonce of 32 bytes and a boot.");
        }

        CborWriter writer = new CborWriter(MaxLength);
        writer.WriteMapStart(publicKey.Length > 0 ? 4 : 3);
        writer.WriteInteger(1);
        writer.WriteText(urn);
        if (publicKey.Length > 0)
        {
            writer.WriteInteger(2);
            writer.WriteByteString(publicKey);
        }

        writer.WriteInteger(3);
        writer.WriteByteString(nonce);
        writer.WriteInteger(4);
        writer.WriteUnsigned(boot);
        return writer.ToArray();
    }

    /// <summary>
    /// Parses a message; raises <see cref="WireFormatException"/>. A signed hello whose key identifier is not the thumbprint of the key in it is
    /// malformed. Whether signature or tag verify is for the caller.
    /// </summary>
    public static Hello Parse(byte[] message)
    {
        TypedMessage envelope = TypedMessage.Parse(message, ContentType, MaxLength);
        CborReader reader = new CborReader(envelope.Payload);
        reader.ReadMapStart(envelope.IsMac ? 3 : 4);
        reader.ReadLabel(1);
        string urn = reader.ReadText(SenmlPack.MaxBaseNameLength - 1);
        if (!SenmlPack.IsValidName(urn))
        {
            throw new WireFormatException("hello: the URN has other characters than a base name may have");
        }

        byte[] publicKey = [];
        if (!envelope.IsMac)
        {
            reader.ReadLabel(2);
            publicKey = reader.ReadByteString(CoseKey.PublicKeyLength);
            if (!HmacSha256.FixedTimeEquals(CoseKey.Thumbprint(publicKey), envelope.KeyId))
            {
                throw new WireFormatException("hello: the key identifier is not the thumbprint of its key");
            }
        }

        reader.ReadLabel(3);
        byte[] nonce = reader.ReadByteString(NonceLength);
        reader.ReadLabel(4);
        uint boot = (uint)reader.ReadUnsigned(ReadingHeader.MaxBoot);
        return new Hello(envelope, urn, publicKey, nonce, boot);
    }
}
