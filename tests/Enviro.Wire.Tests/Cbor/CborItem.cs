using System.Formats.Cbor;
using CsCheck;
using TheirWriter = System.Formats.Cbor.CborWriter;

namespace Enviro.Wire.Tests;

/// <summary>A CBOR data item as a value, so that a test can hand the same item to two encoders and find it again with a decoder.</summary>
internal abstract record CborItem
{
    /// <summary>Encodes with the code under test; the pairs of maps are put into bytewise order of their keys first.</summary>
    internal byte[] EncodeWithOurs(int capacity = 1 << 16)
    {
        CborWriter writer = new(capacity);
        Write(writer);
        return writer.ToArray();
    }

    /// <summary>Encodes with System.Formats.Cbor; only Ctap2Canonical sorts keys itself, so the others get them sorted.</summary>
    internal byte[] EncodeWithTheirs(CborConformanceMode mode)
    {
        TheirWriter writer = new(mode);
        Write(writer);
        return writer.Encode();
    }

    internal abstract void Write(CborWriter writer);

    internal abstract void Write(TheirWriter writer);

    /// <summary>Reads an item with the code under test and asserts that it is this one.</summary>
    internal abstract void Expect(CborReader reader);
}

internal sealed record UnsignedItem(ulong Value) : CborItem
{
    internal override void Write(CborWriter writer) => writer.WriteUnsigned(Value);

    internal override void Write(TheirWriter writer) => writer.WriteUInt64(Value);

    internal override void Expect(CborReader reader)
    {
        Assert.Equal(CborType.Unsigned, reader.PeekType());
        Assert.Equal(Value, reader.ReadUnsigned());
    }
}

internal sealed record IntegerItem(long Value) : CborItem
{
    internal override void Write(CborWriter writer) => writer.WriteInteger(Value);

    internal override void Write(TheirWriter writer) => writer.WriteInt64(Value);

    internal override void Expect(CborReader reader)
    {
        Assert.Equal(Value < 0 ? CborType.Negative : CborType.Unsigned, reader.PeekType());
        Assert.Equal(Value, reader.ReadInteger());
    }
}

internal sealed record BytesItem(byte[] Value) : CborItem
{
    internal override void Write(CborWriter writer) => writer.WriteByteString(Value);

    internal override void Write(TheirWriter writer) => writer.WriteByteString(Value);

    internal override void Expect(CborReader reader)
    {
        Assert.Equal(CborType.ByteString, reader.PeekType());
        Assert.Equal(Value, reader.ReadByteString());
    }
}

internal sealed record TextItem(string Value) : CborItem
{
    internal override void Write(CborWriter writer) => writer.WriteText(Value);

    internal override void Write(TheirWriter writer) => writer.WriteTextString(Value);

    internal override void Expect(CborReader reader)
    {
        Assert.Equal(CborType.Text, reader.PeekType());
        Assert.Equal(Value, reader.ReadText(int.MaxValue));
    }
}

internal sealed record ArrayItem(params CborItem[] Items) : CborItem
{
    internal override void Write(CborWriter writer)
    {
        writer.WriteArrayStart(Items.Length);
        Array.ForEach(Items, item => item.Write(writer));
    }

    internal override void Write(TheirWriter writer)
    {
        writer.WriteStartArray(Items.Length);
        Array.ForEach(Items, item => item.Write(writer));
        writer.WriteEndArray();
    }

    internal override void Expect(CborReader reader)
    {
        Assert.Equal(CborType.Array, reader.PeekType());
        Assert.Equal(Items.Length, reader.ReadArrayStart());
        Array.ForEach(Items, item => item.Expect(reader));
    }
}

internal sealed record MapItem(params (CborItem Key, CborItem Value)[] Pairs) : CborItem
{
    private (CborItem Key, CborItem Value)[] Sorted =>
        [.. Pairs.OrderBy(pair => pair.Key.EncodeWithOurs(256), Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)))];

    internal override void Write(CborWriter writer)
    {
        writer.WriteMapStart(Pairs.Length);
        foreach ((CborItem key, CborItem value) in Sorted)
        {
            key.Write(writer);
            value.Write(writer);
        }
    }

    internal override void Write(TheirWriter writer)
    {
        writer.WriteStartMap(Pairs.Length);
        foreach ((CborItem key, CborItem value) in writer.ConformanceMode == CborConformanceMode.Ctap2Canonical ? Pairs : Sorted)
        {
            key.Write(writer);
            value.Write(writer);
        }

        writer.WriteEndMap();
    }

    internal override void Expect(CborReader reader)
    {
        Assert.Equal(CborType.Map, reader.PeekType());
        Assert.Equal(Pairs.Length, reader.ReadMapStart());
        foreach ((CborItem key, CborItem value) in Sorted)
        {
            key.Expect(reader);
            value.Expect(reader);
        }
    }
}

internal sealed record TagItem(ulong Tag, CborItem Item) : CborItem
{
    internal override void Write(CborWriter writer)
    {
        writer.WriteTag(Tag);
        Item.Write(writer);
    }

    internal override void Write(TheirWriter writer)
    {
        writer.WriteTag((CborTag)Tag);
        Item.Write(writer);
    }

    internal override void Expect(CborReader reader)
    {
        Assert.Equal(CborType.Tag, reader.PeekType());
        reader.ReadTag(Tag);
        Item.Expect(reader);
    }
}

/// <summary>False, true, or null.</summary>
internal sealed record SimpleItem(bool? Value) : CborItem
{
    internal override void Write(CborWriter writer)
    {
        if (Value is bool value)
        {
            writer.WriteBoolean(value);
        }
        else
        {
            writer.WriteNull();
        }
    }

    internal override void Write(TheirWriter writer)
    {
        if (Value is bool value)
        {
            writer.WriteBoolean(value);
        }
        else
        {
            writer.WriteNull();
        }
    }

    internal override void Expect(CborReader reader)
    {
        Assert.Equal(CborType.Simple, reader.PeekType());
        if (Value is bool value)
        {
            Assert.Equal(value, reader.ReadBoolean());
        }
        else
        {
            reader.ReadNull();
        }
    }
}

/// <summary>Generators of random items.</summary>
internal static class CborItems
{
    // Shifting a random number by a random count gives every head length the same chance.
    private static readonly Gen<ulong> AnyUnsigned = Gen.Select(Gen.ULong, Gen.Int[0, 63], (value, shift) => value >> shift);

    private static readonly Gen<long> AnyInteger = Gen.Select(Gen.Long, Gen.Int[0, 63], (value, shift) => value >> shift);

    private static readonly Gen<string> AnyText =
        Gen.Frequency((4, Gen.Int[1, 0x7F]), (1, Gen.Int[0x80, 0x7FF]), (1, Gen.Int[0x800, 0xD7FF]), (1, Gen.Int[0xE000, 0xFFFF]), (1, Gen.Int[0x10000, 0x10FFFF]))
            .Select(char.ConvertFromUtf32).Array[0, 40].Select(string.Concat);

    private static readonly Gen<CborItem> Key = Gen.OneOf(
        AnyUnsigned.Select(value => (CborItem)new UnsignedItem(value)),
        AnyInteger.Select(value => (CborItem)new IntegerItem(value)),
        Gen.Byte.Array[0, 40].Select(value => (CborItem)new BytesItem(value)),
        AnyText.Select(value => (CborItem)new TextItem(value)));

    private static readonly Gen<CborItem> Leaf = Gen.Frequency(
        (4, Key),
        (1, Gen.Byte.Array[200, 400].Select(value => (CborItem)new BytesItem(value))),
        (1, Gen.Int[0, 2].Select(n => (CborItem)new SimpleItem(n == 2 ? null : n == 1))));

    /// <summary>Items nested at most <paramref name="depth"/> deep, with tags if <paramref name="tags"/>.</summary>
    internal static Gen<CborItem> Tree(int depth, bool tags)
    {
        if (depth == 0)
        {
            return Leaf;
        }

        Gen<CborItem> inner = Tree(depth - 1, tags);
        Gen<CborItem> array = inner.Array[0, depth == 1 ? 30 : 4].Select(items => (CborItem)new ArrayItem(items));
        Gen<CborItem> map = Gen.Select(Key, inner).Array[0, 5].Select(pairs =>
            (CborItem)new MapItem([.. pairs.DistinctBy(pair => Convert.ToHexString(pair.Item1.EncodeWithOurs(256)))]));
        Gen<CborItem> tag = Gen.Select(AnyUnsigned, inner, (number, item) => (CborItem)new TagItem(number, item));
        return tags ? Gen.Frequency((1, Leaf), (1, array), (2, map), (1, tag)) : Gen.Frequency((1, Leaf), (1, array), (2, map));
    }
}
