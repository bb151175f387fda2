namespace Enviro.Wire.SelfTest;

/// <summary>Examples of RFC 8949 appendix A, written and read; and what a reader must refuse.</summary>
internal static class CborTrials
{
    internal static void Run(Tally tally)
    {
        tally.Equal("cbor-write-unsigned", "00" + "17" + "1818" + "1864" + "1903e8" + "1a000f4240" + "1b000000e8d4a51000" + "1bffffffffffffffff", Unsigned());
        tally.Equal("cbor-write-negative", "20" + "29" + "3863" + "38ff" + "3903e7" + "3b7fffffffffffffff", Negative());
        tally.Equal("cbor-write-text", "60" + "6161" + "62c3bc" + "63e6b0b4" + "64f0908591", Text());
        tally.Equal("cbor-write-structure", "d28301a10243010203f5", Structure());
        tally.True("cbor-read", IsRead());
        tally.True("cbor-refuses-long-form", IsRefused("1817"));
        tally.True("cbor-refuses-indefinite", IsRefused("9fff"));
        tally.True("cbor-refuses-float", IsRefused("f93c00"));
        tally.True("cbor-refuses-end", IsRefused("1903"));
        tally.True("cbor-refuses-bad-utf8", IsRefused("62c328"));
    }

    private static byte[] Unsigned()
    {
        CborWriter writer = new CborWriter(64);
        writer.WriteUnsigned(0);
        writer.WriteUnsigned(23);
        writer.WriteUnsigned(24);
        writer.WriteUnsigned(100);
        writer.WriteUnsigned(1_000);
        writer.WriteUnsigned(1_000_000);
        writer.WriteUnsigned(1_000_000_000_000);
        writer.WriteUnsigned(ulong.MaxValue);
        return writer.ToArray();
    }

    private static byte[] Negative()
    {
        CborWriter writer = new CborWriter(64);
        writer.WriteInteger(-1);
        writer.WriteInteger(-10);
        writer.WriteInteger(-100);
        writer.WriteInteger(-256);
        writer.WriteInteger(-1_000);
        writer.WriteInteger(long.MinValue);
        return writer.ToArray();
    }

    private static byte[] Text()
    {
        CborWriter writer = new CborWriter(64);
        writer.WriteText("");
        writer.WriteText("a");
        writer.WriteText("\u00fc");
        writer.WriteText("\u6c34");
        writer.WriteText("\ud800\udd51");
        return writer.ToArray();
    }

    private static byte[] Structure()
    {
        CborWriter writer = new CborWriter(64);
        writer.WriteTag(18);
        writer.WriteArrayStart(3);
        writer.WriteInteger(1);
        writer.WriteMapStart(1);
        writer.WriteInteger(2);
        writer.WriteByteString([1, 2, 3]);
        writer.WriteBoolean(true);
        return writer.ToArray();
    }

    private static bool IsRead()
    {
        CborReader reader = new CborReader(Hex.Decode("d28501a10243010203f53b7fffffffffffffff63e6b0b4"));
        reader.ReadTag(18);
        reader.ReadArrayStart(5);
        bool right = reader.ReadInteger() == 1;
        reader.ReadMapStart(1);
        reader.ReadLabel(2);
        right &= Hex.Encode(reader.ReadByteString()) == "010203";
        right &= reader.ReadBoolean();
        right &= reader.ReadInteger() == long.MinValue;
        right &= reader.ReadText(16) == "\u6c34";
        return right && reader.IsAtEnd;
    }

    private static bool IsRefused(string encoded)
    {
        try
        {
            CborReader reader = new CborReader(Hex.Decode(encoded));
            reader.Skip();
            return false;
        }
        catch (WireFormatException)
        {
            return true;
        }
    }
}
