using System.Formats.Cbor;
using TheirReader = System.Formats.Cbor.CborReader;

namespace Enviro.Wire.Tests;

/// <summary>The examples of RFC 8949 appendix A, named by their diagnostic notation: those of this profile both ways, the rest refused.</summary>
public sealed class Rfc8949AppendixATests
{
    private static readonly CborItem OneToTwentyFive = new ArrayItem([.. Enumerable.Range(1, 25).Select(n => (CborItem)new UnsignedItem((ulong)n))]);

    private static readonly Dictionary<string, (CborItem Item, string Hex)> Inside = new()
    {
        ["0"] = (new UnsignedItem(0), "00"),
        ["1"] = (new UnsignedItem(1), "01"),
        ["10"] = (new UnsignedItem(10), "0a"),
        ["23"] = (new UnsignedItem(23), "17"),
        ["24"] = (new UnsignedItem(24), "1818"),
        ["25"] = (new UnsignedItem(25), "1819"),
        ["100"] = (new IntegerItem(100), "1864"),
        ["1000"] = (new IntegerItem(1000), "1903e8"),
        ["1000000"] = (new IntegerItem(1000000), "1a000f4240"),
        ["1000000000000"] = (new IntegerItem(1000000000000), "1b000000e8d4a51000"),
        ["18446744073709551615"] = (new UnsignedItem(18446744073709551615), "1bffffffffffffffff"),
        ["18446744073709551616"] = (new TagItem(2, Bytes("010000000000000000")), "c249010000000000000000"),
        ["-18446744073709551617"] = (new TagItem(3, Bytes("010000000000000000")), "c349010000000000000000"),
        ["-1"] = (new IntegerItem(-1), "20"),
        ["-10"] = (new IntegerItem(-10), "29"),
        ["-100"] = (new IntegerItem(-100), "3863"),
        ["-1000"] = (new IntegerItem(-1000), "3903e7"),
        ["false"] = (new SimpleItem(false), "f4"),
        ["true"] = (new SimpleItem(true), "f5"),
        ["null"] = (new SimpleItem(null), "f6"),
        ["0(\"2013-03-21T20:04:00Z\")"] = (new TagItem(0, new TextItem("2013-03-21T20:04:00Z")), "c074323031332d30332d32315432303a30343a30305a"),
        ["1(1363896240)"] = (new TagItem(1, new IntegerItem(1363896240)), "c11a514b67b0"),
        ["23(h'01020304')"] = (new TagItem(23, Bytes("01020304")), "d74401020304"),
        ["24(h'6449455446')"] = (new TagItem(24, Bytes("6449455446")), "d818456449455446"),
        ["32(\"http://www.example.com\")"] = (new TagItem(32, new TextItem("http://www.example.com")), "d82076687474703a2f2f7777772e6578616d706c652e636f6d"),
        ["h''"] = (Bytes(""), "40"),
        ["h'01020304'"] = (Bytes("01020304"), "4401020304"),
        ["\"\""] = (new TextItem(""), "60"),
        ["\"a\""] = (new TextItem("a"), "6161"),
        ["\"IETF\""] = (new TextItem("IETF"), "6449455446"),
        ["\"\\\"\\\\\""] = (new TextItem("\"\\"), "62225c"),
        ["\"\\u00fc\""] = (new TextItem("\u00fc"), "62c3bc"),
        ["\"\\u6c34\""] = (new TextItem("\u6c34"), "63e6b0b4"),
        ["\"\\ud800\\udd51\""] = (new TextItem("\ud800\udd51"), "64f0908591"),
        ["[]"] = (new ArrayItem(), "80"),
        ["[1, 2, 3]"] = (new ArrayItem(N(1), N(2), N(3)), "83010203"),
        ["[1, [2, 3], [4, 5]]"] = (new ArrayItem(N(1), new ArrayItem(N(2), N(3)), new ArrayItem(N(4), N(5))), "8301820203820405"),
        ["[1, 2, … 25]"] = (OneToTwentyFive, "98190102030405060708090a0b0c0d0e0f101112131415161718181819"),
        ["{}"] = (new MapItem(), "a0"),
        ["{1: 2, 3: 4}"] = (new MapItem((N(1), N(2)), (N(3), N(4))), "a201020304"),
        ["{\"a\": 1, \"b\": [2, 3]}"] = (new MapItem((T("a"), N(1)), (T("b"), new ArrayItem(N(2), N(3)))), "a26161016162820203"),
        ["[\"a\", {\"b\": \"c\"}]"] = (new ArrayItem(T("a"), new MapItem((T("b"), T("c")))), "826161a161626163"),
        ["{\"a\": \"A\", … \"e\": \"E\"}"] = (
            new MapItem((T("a"), T("A")), (T("b"), T("B")), (T("c"), T("C")), (T("d"), T("D")), (T("e"), T("E"))),
            "a56161614161626142616361436164614461656145"),
    };

    private static readonly Dictionary<string, string> Outside = new()
    {
        ["0.0"] = "f90000",
        ["-0.0"] = "f98000",
        ["1.0"] = "f93c00",
        ["1.1"] = "fb3ff199999999999a",
        ["1.5"] = "f93e00",
        ["65504.0"] = "f97bff",
        ["100000.0"] = "fa47c35000",
        ["3.4028234663852886e+38"] = "fa7f7fffff",
        ["1.0e+300"] = "fb7e37e43c8800759c",
        ["5.960464477539063e-8"] = "f90001",
        ["0.00006103515625"] = "f90400",
        ["-4.0"] = "f9c400",
        ["-4.1"] = "fbc010666666666666",
        ["Infinity, 16 bits"] = "f97c00",
        ["NaN, 16 bits"] = "f97e00",
        ["-Infinity, 16 bits"] = "f9fc00",
        ["Infinity, 32 bits"] = "fa7f800000",
        ["NaN, 32 bits"] = "fa7fc00000",
        ["-Infinity, 32 bits"] = "faff800000",
        ["Infinity, 64 bits"] = "fb7ff0000000000000",
        ["NaN, 64 bits"] = "fb7ff8000000000000",
        ["-Infinity, 64 bits"] = "fbfff0000000000000",
        ["undefined"] = "f7",
        ["simple(16)"] = "f0",
        ["simple(255)"] = "f8ff",
        ["1(1363896240.5)"] = "c1fb41d452d9ec200000",
        ["(_ h'0102', h'030405')"] = "5f42010243030405ff",
        ["(_ \"strea\", \"ming\")"] = "7f657374726561646d696e67ff",
        ["[_ ]"] = "9fff",
        ["[_ 1, [2, 3], [_ 4, 5]]"] = "9f018202039f0405ffff",
        ["[_ 1, [2, 3], [4, 5]]"] = "9f01820203820405ff",
        ["[1, [2, 3], [_ 4, 5]]"] = "83018202039f0405ff",
        ["[1, [_ 2, 3], [4, 5]]"] = "83019f0203ff820405",
        ["[_ 1, 2, … 25]"] = "9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff",
        ["{_ \"a\": 1, \"b\": [_ 2, 3]}"] = "bf61610161629f0203ffff",
        ["[\"a\", {_ \"b\": \"c\"}]"] = "826161bf61626163ff",
        ["{_ \"Fun\": true, \"Amt\": -2}"] = "bf6346756ef563416d7421ff",
    };

    public static TheoryData<string> ExamplesInside => [.. Inside.Keys];

    public static TheoryData<string> ExamplesOutside => [.. Outside.Keys];

    [Theory]
    [MemberData(nameof(ExamplesInside))]
    public void An_example_inside_the_profile_is_written_as_in_the_appendix(string diagnostic) =>
        Assert.Equal(Inside[diagnostic].Hex, Convert.ToHexStringLower(Inside[diagnostic].Item.EncodeWithOurs()));

    [Theory]
    [MemberData(nameof(ExamplesInside))]
    public void An_example_inside_the_profile_is_read_as_in_the_appendix(string diagnostic)
    {
        (CborItem item, string hex) = Inside[diagnostic];
        CborReader reader = new(Convert.FromHexString(hex));
        item.Expect(reader);
        Assert.True(reader.IsAtEnd);
    }

    [Theory]
    [MemberData(nameof(ExamplesOutside))]
    public void An_example_outside_the_profile_is_refused(string diagnostic)
    {
        byte[] encoded = Convert.FromHexString(Outside[diagnostic]);

        // Well-formed for a decoder without the profile: what is refused is the profile's doing, not a slip in the table.
        TheirReader theirs = new(encoded, CborConformanceMode.Lax);
        theirs.SkipValue();
        Assert.Equal(0, theirs.BytesRemaining);

        Assert.Throws<WireFormatException>(() => new CborReader(encoded));
    }

    [Fact]
    public void The_lowest_negative_integer_is_well_formed_but_does_not_fit_64_signed_bits()
    {
        byte[] encoded = Convert.FromHexString("3bffffffffffffffff");
        Assert.Throws<WireFormatException>(() => new CborReader(encoded).ReadInteger());
        CborReader reader = new(encoded);
        reader.Skip();
        Assert.True(reader.IsAtEnd);
    }

    private static UnsignedItem N(ulong value) => new(value);

    private static TextItem T(string value) => new(value);

    private static BytesItem Bytes(string hex) => new(Convert.FromHexString(hex));
}
