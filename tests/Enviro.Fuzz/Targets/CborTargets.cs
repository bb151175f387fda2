using System.Text;
using Enviro.Wire;
using CborConformanceMode = System.Formats.Cbor.CborConformanceMode;
using OtherReader = System.Formats.Cbor.CborReader;

namespace Enviro.Fuzz;

/// <summary>CBOR, COSE and keys: what everything else is made of.</summary>
internal static class CborTargets
{
    private static readonly byte[] s_sharedKeyId = SeedMessages.SharedKeyId;

    internal static IEnumerable<FuzzTarget> All =>
    [
        new FuzzTarget<CborReader>
        {
            Name = "cbor",
            Decoders = ["CborReader..ctor"],
            Holds = "read to its end and written again it has the same bytes; another implementation takes it too; it can be skipped",
            Seeds = Items,
            Decoder = static input => new CborReader(input),
            Checker = CheckItem,
        },
        new FuzzTarget<CoseSign1>
        {
            Name = "cose-sign1",
            Decoders = ["CoseSign1.Parse"],
            Holds = "its parts written again are the same bytes",
            Seeds = SeedMessages.Readings,
            Decoder = CoseSign1.Parse,
            Checker = static (input, message) => Expect.Canonical(input, Rewrite(message)),
        },
        new FuzzTarget<byte[]>
        {
            Name = "cose-mac0",
            Decoders = ["CoseMac0.TryOpen"],
            Holds = "only what has the key's tag and name is opened; under a right tag it has the same bytes and is opened if it names the key",
            Seeds = static () => [CoseMac0.Encode(SeedMessages.SharedKey, s_sharedKeyId, SeedMessages.Nonce), CoseMac0.Encode(SeedMessages.SharedKey, [], [])],
            Decoder = static input => CoseMac0.TryOpen(input, SeedMessages.SharedKey, s_sharedKeyId, out byte[] payload) ? payload : [],
            Checker = CheckMac0,
        },
        new FuzzTarget<byte[]>
        {
            Name = "cose-key",
            Decoders = ["CoseKey.Decode"],
            Holds = "64 bytes, which encoded again are the same",
            Seeds = static () => [CoseKey.Encode(SeedKey.Node.PublicKey)],
            Decoder = CoseKey.Decode,
            Checker = static (input, key) => Expect.Canonical(input, CoseKey.Encode(key)),
        },
        new FuzzTarget<TypedMessage>
        {
            Name = "typed-message",
            Decoders = ["TypedMessage.Parse"],
            Holds = "header, payload and proof written again are the same bytes; without the key it is not authentic",
            Seeds = SeedMessages.Hellos,
            Decoder = static input => TypedMessage.Parse(input, Hello.ContentType, Hello.MaxLength),
            Checker = static (input, message) => CheckEnvelope(input, message, Hello.ContentType),
        },
    ];

    /// <summary>The message's own parts, written again.</summary>
    internal static byte[] Rewrite(CoseSign1 message)
    {
        CborWriter writer = new(message.Message.Length + 16);
        byte[] signature = message.Message.AsSpan(message.SignatureOffset, CoseSign1.SignatureLength).ToArray();
        CoseSign1.Write(
            writer, message.Message, message.ProtectedOffset, message.ProtectedLength, message.Message, message.PayloadOffset, message.PayloadLength, signature);
        return writer.ToArray();
    }

    /// <summary>A typed message is the one that its header, payload and proof make.</summary>
    internal static void CheckEnvelope(byte[] input, TypedMessage message, string contentType)
    {
        byte[] header = TypedMessage.EncodeHeader(message.IsMac ? CoseLabels.Hmac256 : CoseLabels.Es256, contentType, message.KeyId);
        byte[] again = message.IsMac
            ? [.. CoseMac0.Seal(SeedMessages.Nonce, header, message.Payload)[..^HmacSha256.TagLength], .. input[^HmacSha256.TagLength..]]
            : TypedMessage.Sign1(header, message.Payload, message.Signature);
        Expect.Canonical(input, again);
        Expect.That(message.Digest().Length == Sha256.DigestLength, "a digest has 32 bytes");
        Expect.That(!message.IsAuthenticUnder(SeedMessages.Nonce), "nothing is authentic under a key that never made a tag");
    }

    private static byte[][] Items()
    {
        CborWriter writer = new(128);
        writer.WriteMapStart(4);
        writer.WriteInteger(1);
        writer.WriteArrayStart(4);
        writer.WriteBoolean(true);
        writer.WriteNull();
        writer.WriteInteger(long.MinValue);
        writer.WriteUnsigned(ulong.MaxValue);
        writer.WriteInteger(-2);
        writer.WriteTag(4);
        writer.WriteByteString([1, 2, 3]);
        writer.WriteText("屋顶");
        writer.WriteText("\U0001F321");
        writer.WriteBoolean(false);
        writer.WriteMapStart(0);
        return [writer.ToArray(), .. SeedMessages.Readings().Take(1)];
    }

    private static void CheckItem(byte[] input, CborReader reader)
    {
        CborReader skipped = new(input);
        skipped.Skip();
        Expect.That(skipped.IsAtEnd, "an item can be skipped");

        OtherReader other = new(input, CborConformanceMode.Strict);
        other.SkipValue();
        Expect.That(other.BytesRemaining == 0, "another implementation reads the same item");

        CborWriter writer = new(input.Length + 16);
        if (TryCopy(input, reader, writer))
        {
            Expect.That(reader.IsAtEnd, "the item is read to its end");
            Expect.Canonical(input, writer.ToArray());
        }
    }

    // False for what the reader takes and nobody here reads: integers beyond 64 signed bits, and texts with U+0000.
    private static bool TryCopy(byte[] input, CborReader reader, CborWriter writer)
    {
        switch (reader.PeekType())
        {
            case CborType.Unsigned:
                writer.WriteUnsigned(reader.ReadUnsigned());
                return true;
            case CborType.Negative:
                if (input[reader.Position] == 0x3B && (input[reader.Position + 1] & 0x80) != 0)
                {
                    return false;
                }

                writer.WriteInteger(reader.ReadInteger());
                return true;
            case CborType.ByteString:
                writer.WriteByteString(reader.ReadByteString());
                return true;
            case CborType.Text:
                return TryCopyText(input, reader, writer);
            case CborType.Array:
                int items = reader.ReadArrayStart();
                writer.WriteArrayStart(items);
                return TryCopyAll(input, reader, writer, items);
            case CborType.Map:
                int pairs = reader.ReadMapStart();
                writer.WriteMapStart(pairs);
                return TryCopyAll(input, reader, writer, 2 * pairs);
            case CborType.Tag:
                ulong tag = (ulong)new OtherReader(input.AsMemory(reader.Position), CborConformanceMode.Lax).PeekTag();
                reader.ReadTag(tag);
                writer.WriteTag(tag);
                return TryCopy(input, reader, writer);
            default:
                CopySimple(input, reader, writer);
                return true;
        }
    }

    private static bool TryCopyAll(byte[] input, CborReader reader, CborWriter writer, int items)
    {
        for (int i = 0; i < items; i++)
        {
            if (!TryCopy(input, reader, writer))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryCopyText(byte[] input, CborReader reader, CborWriter writer)
    {
        int start = reader.Position;
        CborReader skipping = new(input, start, LengthOfItem(input, start));
        skipping.Skip();
        if (input.AsSpan(start, skipping.Position - start).Contains((byte)0))
        {
            return false;
        }

        string text = reader.ReadText(input.Length);
        Expect.That(input.AsSpan(start, reader.Position - start).EndsWith(Encoding.UTF8.GetBytes(text)), "a text is the UTF-8 it stands in");
        writer.WriteText(text);
        return true;
    }

    private static int LengthOfItem(byte[] input, int start)
    {
        OtherReader item = new(input.AsMemory(start), CborConformanceMode.Lax, allowMultipleRootLevelValues: true);
        int before = item.BytesRemaining;
        item.SkipValue();
        return before - item.BytesRemaining;
    }

    private static void CopySimple(byte[] input, CborReader reader, CborWriter writer)
    {
        if (input[reader.Position] == 0xF6)
        {
            reader.ReadNull();
            writer.WriteNull();
        }
        else
        {
            writer.WriteBoolean(reader.ReadBoolean());
        }
    }

    private static void CheckMac0(byte[] input, byte[] payload)
    {
        CborReader reader = new(input);
        reader.ReadTag(CoseLabels.Mac0Tag);
        reader.ReadArrayStart(4);
        byte[] header = reader.ReadByteString();
        reader.ReadMapStart(0);
        byte[] content = reader.ReadByteString();
        byte[] sealedAgain = CoseMac0.Seal(SeedMessages.SharedKey, header, content);
        Expect.Canonical(input.AsSpan(0, input.Length - HmacSha256.TagLength), sealedAgain.AsSpan(0, sealedAgain.Length - HmacSha256.TagLength));
        bool namesKey = header.AsSpan().EndsWith(s_sharedKeyId) && header.Length == s_sharedKeyId.Length + 6;
        bool opened = CoseMac0.TryOpen(sealedAgain, SeedMessages.SharedKey, s_sharedKeyId, out byte[] now);
        Expect.That(opened == namesKey, "under a right tag it is opened if it names the key");
        Expect.Same(opened ? content : [], now, "what is opened");
        Expect.That(payload.Length == 0 || input.AsSpan().SequenceEqual(sealedAgain), "only what has the right tag is opened");
        Expect.That(!CoseMac0.TryOpen(sealedAgain, [], s_sharedKeyId, out _), "nothing is authentic under an empty key");
    }
}
