using Enviro.Wire;

namespace Enviro.Fuzz;

/// <summary>
/// Bytes as a tree of CBOR items, those inside byte strings too: COSE nests them, and whoever changes an inner item blindly breaks the lengths of all
/// around it. Heads are kept as they were read and lengths written anew, so a changed tree is well-formed, though perhaps not deterministic.
/// </summary>
internal sealed class CborTree
{
    private const int MaxDepth = 16;

    internal required CborType Type { get; init; }

    /// <summary>The value of a number, simple value or tag.</summary>
    internal ulong Value { get; set; }

    /// <summary>Content of a string that holds no item.</summary>
    internal byte[] Content { get; set; } = [];

    /// <summary>Items of an array; keys and values of a map in turn; the item in a tag or byte string.</summary>
    internal List<CborTree> Items { get; init; } = [];

    private bool IsString => Type is CborType.ByteString or CborType.Text;

    /// <summary>Reads bytes as one item; null where they are none.</summary>
    internal static CborTree? TryRead(ReadOnlySpan<byte> bytes)
    {
        int offset = 0;
        CborTree? tree = Read(bytes, ref offset, 0);
        return offset == bytes.Length ? tree : null;
    }

    /// <summary>This item and all below it.</summary>
    internal IEnumerable<CborTree> All() => [this, .. Items.SelectMany(item => item.All())];

    internal CborTree Copy() => new() { Type = Type, Value = Value, Content = Content, Items = [.. Items.Select(item => item.Copy())] };

    internal byte[] Encode()
    {
        MemoryStream stream = new();
        Write(stream);
        return stream.ToArray();
    }

    private static CborTree? Read(ReadOnlySpan<byte> bytes, ref int offset, int depth)
    {
        if (offset >= bytes.Length || depth > MaxDepth)
        {
            return null;
        }

        int initial = bytes[offset++];
        CborType type = (CborType)(initial >> 5);
        int following = (initial & 0x1F) switch { < 24 => 0, 24 => 1, 25 => 2, 26 => 4, 27 => 8, _ => -1 };
        if (following < 0 || following > bytes.Length - offset)
        {
            return null;
        }

        ulong value = following == 0 ? (ulong)(initial & 0x1F) : 0;
        for (int i = 0; i < following; i++)
        {
            value = (value << 8) | bytes[offset++];
        }

        CborTree tree = new() { Type = type, Value = value };
        if (tree.IsString)
        {
            return tree.ReadString(bytes, ref offset, depth) ? tree : null;
        }

        ulong count = type switch { CborType.Array => value, CborType.Map => value * 2, CborType.Tag => 1, _ => 0 };
        for (ulong i = 0; i < count; i++)
        {
            if (Read(bytes, ref offset, depth + 1) is not { } item)
            {
                return null;
            }

            tree.Items.Add(item);
        }

        return tree;
    }

    private bool ReadString(ReadOnlySpan<byte> bytes, ref int offset, int depth)
    {
        if (Value > (ulong)(bytes.Length - offset))
        {
            return false;
        }

        Content = bytes.Slice(offset, (int)Value).ToArray();
        offset += Content.Length;
        int inner = 0;

        // One item inside, and no mere number: a key or a hash is not taken apart.
        if (Type == CborType.ByteString && Content.Length > 1 && Read(Content, ref inner, depth + 1) is { Items.Count: > 0 } item && inner == Content.Length)
        {
            Items.Add(item);
        }

        return true;
    }

    private void Write(MemoryStream stream)
    {
        if (IsString)
        {
            byte[] content = Items.Count > 0 ? Items[0].Encode() : Content;
            WriteHead(stream, (ulong)content.Length);
            stream.Write(content);
            return;
        }

        WriteHead(stream, Type switch { CborType.Array => (ulong)Items.Count, CborType.Map => (ulong)Items.Count / 2, _ => Value });
        foreach (CborTree item in Items)
        {
            item.Write(stream);
        }
    }

    private void WriteHead(MemoryStream stream, ulong value)
    {
        int following = value < 24 ? 0 : value <= byte.MaxValue ? 1 : value <= ushort.MaxValue ? 2 : value <= uint.MaxValue ? 4 : 8;
        int additional = following switch { 0 => (int)value, 1 => 24, 2 => 25, 4 => 26, _ => 27 };
        stream.WriteByte((byte)(((int)Type << 5) | additional));
        for (int i = following - 1; i >= 0; i--)
        {
            stream.WriteByte((byte)(value >> (8 * i)));
        }
    }
}
