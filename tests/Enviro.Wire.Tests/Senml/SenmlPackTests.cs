using System.Formats.Cbor;
using CsCheck;
using TheirReader = System.Formats.Cbor.CborReader;
using TheirWriter = System.Formats.Cbor.CborWriter;

namespace Enviro.Wire.Tests;

public sealed class SenmlPackTests
{
    private const string BaseName = "urn:dev:ow:10e2073a01080063_";

    private static readonly Gen<string> Name = Gen.Select(
        Gen.Char["abcXYZ019"], Gen.Char["abcXYZ019-:./_"].Array[0, 31], (first, rest) => first + new string(rest));

    private static readonly Gen<Reading> AnyReading = Gen.Select(
        Name, Gen.Char["aZ0/%.#"].Array[1, 32], Gen.Long, Gen.Int[0, 63], Gen.Int[-18, 18],
        (name, unit, mantissa, shift, exponent) => new Reading(name, new string(unit), mantissa >> shift, exponent));

    private static readonly Gen<Reading[]> AnyReadings = AnyReading.Array[1, 10];

    [Fact]
    public void A_pack_has_the_bytes_of_rfc_8428_section_6_labels()
    {
        // [{0: "t", 1: "Cel", 2: 4([-1, 352]), -2: "urn:dev:ow:10e2073a01080063_", -3: 1320067464}, {0: "h", 1: "%RH", 2: 4([0, 61])}]
        Reading[] readings = [new("t", "Cel", 352, -1), new("h", "%RH", 61, 0)];
        Assert.Equal(
            "82" +
            "a5" + "006174" + "016343656c" + "02c48220190160" + "21781c75726e3a6465763a6f773a313065323037336130313038303036335f" + "221a4eaea188" +
            "a3" + "006168" + "0163255248" + "02c48200183d",
            Convert.ToHexStringLower(Write(true, 1320067464, readings)));
    }

    [Fact]
    public void Thirty_five_point_two_stays_thirty_five_point_two()
    {
        byte[] pack = Write(false, 0, [new Reading("t", "Cel", 352, -1)]);
        Assert.Contains("02c48220190160", Convert.ToHexStringLower(pack), StringComparison.Ordinal);
        Reading reading = Parse(pack).Readings[0];
        Assert.Equal((352L, -1), (reading.Mantissa, reading.Exponent));

        // The runtime reads tag 4 as an exact decimal.
        TheirReader reader = new(pack.AsMemory(pack.AsSpan().IndexOf((byte)0xc4)), CborConformanceMode.Strict, allowMultipleRootLevelValues: true);
        Assert.Equal(35.2m, reader.ReadDecimal());
    }

    [Fact]
    public void A_pack_is_what_an_independent_construction_makes_and_is_parsed_again() =>
        Gen.Select(AnyReadings, Gen.Bool, Gen.Long[SenmlPack.MinTime, SenmlPack.MaxTime]).Sample(
            (readings, hasTime, time) =>
            {
                byte[] independent = Independent(hasTime, time, readings);
                CborWriter writer = new(4096);
                SenmlPack.Write(writer, BaseName, hasTime, time, readings, readings.Length);
                Assert.Equal(independent, writer.ToArray());
                if (independent.Length <= SenmlPack.MaxLength)
                {
                    AssertSame(readings, hasTime, time, Parse(independent));
                }
            },
            iter: 2000);

    [Fact]
    public void Only_the_first_readings_are_written_when_the_array_is_longer()
    {
        Reading[] readings = [new("a", "Cel", 1, 0), new("b", "Cel", 2, 0), new("c", "Cel", 3, 0)];
        CborWriter writer = new(200);
        SenmlPack.Write(writer, BaseName, false, 0, readings, 2);
        Assert.Equal(["a", "b"], Parse(writer.ToArray()).Readings.Select(reading => reading.Name));
    }

    [Fact]
    public void Thirty_two_readings_fit_and_thirty_three_are_refused()
    {
        Reading[] readings = [.. Enumerable.Range(0, 33).Select(i => new Reading("r" + i, "Cel", i, 0))];
        Assert.Equal(32, Parse(Write(false, 0, readings[..32])).Readings.Length);
        Assert.Throws<ArgumentException>(() => Write(false, 0, readings));
        Assert.Throws<ArgumentException>(() => Write(false, 0, []));
        Assert.Throws<WireFormatException>(() => Parse(Independent(false, 0, readings)));
        Assert.Throws<WireFormatException>(() => Parse([0x80]));
    }

    [Fact]
    public void A_pack_of_1024_bytes_is_read_and_a_longer_one_is_refused()
    {
        List<Reading> readings = [];
        while (Independent(false, 0, readings.Count == 0 ? [new Reading("a", "Cel", 0, 0)] : [.. readings]).Length < SenmlPack.MaxLength - 60)
        {
            readings.Add(new Reading("reading-" + readings.Count, "ug/m3", long.MaxValue, -18));
        }

        int missing = SenmlPack.MaxLength - Independent(false, 0, [.. readings, new Reading("a", "Cel", 0, 0)]).Length;
        Assert.InRange(missing, 2, 62);
        int inUnit = Math.Min(missing, 20);

        // Texts of up to 23 bytes have heads of one byte, so each letter adds one byte.
        Reading filler = new("a" + new string('x', missing - inUnit), "Cel" + new string('x', inUnit), 0, 0);
        byte[] full = Independent(false, 0, [.. readings, filler]);
        Assert.Equal(SenmlPack.MaxLength, full.Length);
        Assert.Equal(readings.Count + 1, Parse(full).Readings.Length);
        Reading oneMore = new(filler.Name + "x", filler.Unit, 0, 0);
        Assert.Throws<WireFormatException>(() => Parse(Independent(false, 0, [.. readings, oneMore])));
    }

    [Theory]
    [InlineData("t", true)]
    [InlineData("0", true)]
    [InlineData("pm2.5", true)]
    [InlineData("a-:./_Z9", true)]
    [InlineData("12345678901234567890123456789012", true)]
    [InlineData("123456789012345678901234567890123", false)]
    [InlineData("", false)]
    [InlineData("-a", false)]
    [InlineData(":a", false)]
    [InlineData(".a", false)]
    [InlineData("/a", false)]
    [InlineData("_a", false)]
    [InlineData("a b", false)]
    [InlineData("a\0", false)]
    [InlineData("a#", false)]
    [InlineData("a+", false)]
    [InlineData("ä", false)]
    [InlineData("é", false)]
    [InlineData("a\uff10", false)]
    public void A_name_is_accepted_or_refused_alike_when_written_and_when_read(string name, bool valid)
    {
        byte[] independent = Independent(false, 0, [(name, "Cel", 1, 0)], BaseName);
        Assert.Equal(valid, Record.Exception(() => new Reading(name, "Cel", 1, 0)) is not ArgumentException);
        Assert.Equal(valid, Record.Exception(() => Parse(independent)) is not WireFormatException);
    }

    [Theory]
    [InlineData("%", true)]
    [InlineData("W/m2", true)]
    [InlineData("~", true)]
    [InlineData("12345678901234567890123456789012", true)]
    [InlineData("123456789012345678901234567890123", false)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("a\n", false)]
    [InlineData("a\u007f", false)]
    [InlineData("°C", false)]
    public void A_unit_is_accepted_or_refused_alike_when_written_and_when_read(string unit, bool valid)
    {
        byte[] independent = Independent(false, 0, [("t", unit, 1, 0)], BaseName);
        Assert.Equal(valid, Record.Exception(() => new Reading("t", unit, 1, 0)) is not ArgumentException);
        Assert.Equal(valid, Record.Exception(() => Parse(independent)) is not WireFormatException);
    }

    [Theory]
    [InlineData("urn:dev:mac:0024befffe804ff1_", true)]
    [InlineData("", false)]
    [InlineData("urn:dev:x y_", false)]
    [InlineData("/urn", false)]
    [InlineData("urn:dev:org:32473-#_", false)]
    public void A_base_name_is_accepted_or_refused_alike_when_written_and_when_read(string baseName, bool valid)
    {
        CborWriter writer = new(200);
        Exception? written = Record.Exception(() => SenmlPack.Write(writer, baseName, false, 0, [new Reading("t", "Cel", 1, 0)], 1));
        Assert.Equal(valid, written is not ArgumentException);
        Assert.Equal(valid, Record.Exception(() => Parse(Independent(false, 0, [("t", "Cel", 1, 0)], baseName))) is not WireFormatException);
    }

    [Fact]
    public void A_base_name_of_96_bytes_is_read_and_a_longer_one_is_refused()
    {
        Assert.Equal(96, Parse(Independent(false, 0, [("t", "Cel", 1, 0)], new string('u', 96))).NodeName.Length);
        Assert.Throws<WireFormatException>(() => Parse(Independent(false, 0, [("t", "Cel", 1, 0)], new string('u', 97))));
    }

    [Theory]
    [InlineData(-18, true)]
    [InlineData(18, true)]
    [InlineData(-19, false)]
    [InlineData(19, false)]
    [InlineData(int.MinValue, false)]
    public void An_exponent_is_accepted_or_refused_alike_when_written_and_when_read(int exponent, bool valid)
    {
        Assert.Equal(valid, Record.Exception(() => new Reading("t", "Cel", 1, exponent)) is not ArgumentException);
        Assert.Equal(valid, Record.Exception(() => Parse(Independent(false, 0, [("t", "Cel", 1, exponent)], BaseName))) is not WireFormatException);
    }

    /// <summary>RFC 8428 §4.5.3: below 2^28 a time counts from the receiver's now; such a pack would mean something else each time it is read.</summary>
    [Theory]
    [InlineData(1L << 28, true)]
    [InlineData(uint.MaxValue, true)]
    [InlineData((1L << 28) - 1, false)]
    [InlineData(0, false)]
    [InlineData(-5, false)]
    [InlineData(1L << 32, false)]
    [InlineData(long.MaxValue, false)]
    public void A_base_time_is_accepted_or_refused_alike_when_written_and_when_read(long time, bool valid)
    {
        Reading[] readings = [new("t", "Cel", 1, 0)];
        Assert.Equal(valid, Record.Exception(() => Write(true, time, readings)) is not ArgumentException);
        Assert.Equal(valid, Record.Exception(() => Parse(Independent(true, time, readings))) is not WireFormatException);
    }

    [Theory]
    [InlineData("81a4006174016343656c02c482200121617520", "a reading but an integer label follows bn")]
    [InlineData("81a5006174016343656c02c48220010300216175", "vs (3) beside v")]
    [InlineData("81a5006174016343656c02c48220010600216175", "t (6)")]
    [InlineData("81a5006174016343656c02c482200120002161 75", "bver (-1)")]
    [InlineData("81a5006174016343656c02c48220012161752300", "bu (-4) where bt must be")]
    [InlineData("81a5006174016343656c02c482200121617563666f6f00", "a text label")]
    [InlineData("81a3006174016343656c02c4822001", "no bn in the first record")]
    [InlineData("81a3006174 02c4822001 216175", "no unit")]
    [InlineData("81a4006174016343656c0218 23216175", "an integer without tag 4")]
    [InlineData("81a4006174016343656c02fb40419999999999 9a216175", "a floating-point value")]
    [InlineData("81a4006174016343656c02c5822001216175", "tag 5, a bigfloat")]
    [InlineData("81a4006174016343656c02c48320010 0216175", "a fraction of three members")]
    [InlineData("81a4006174016343656c02c48220c24101216175", "a bignum as mantissa")]
    [InlineData("82a4006174016343656c02c4822001216175a4006174016343656c02c4822001216175", "bn again in the second record")]
    [InlineData("a4006174016343656c02c4822001216175", "a record without its pack")]
    public void A_pack_of_another_shape_is_refused(string hex, string what)
    {
        Assert.Equal("u", Parse(Convert.FromHexString("81a4006174016343656c02c4822001216175")).NodeName);
        byte[] pack = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Assert.True(Record.Exception(() => Parse(pack)) is WireFormatException, what);
    }

    private static void AssertSame(Reading[] readings, bool hasTime, long time, SenmlPack pack)
    {
        Assert.Equal(BaseName, pack.NodeName);
        Assert.Equal(hasTime, pack.HasTime);
        Assert.Equal(hasTime ? time : 0, pack.Time);
        Assert.Equal(readings.Select(r => (r.Name, r.Unit, r.Mantissa, r.Exponent)), pack.Readings.Select(r => (r.Name, r.Unit, r.Mantissa, r.Exponent)));
    }

    private static SenmlPack Parse(byte[] pack) => SenmlPack.Parse(pack, 0, pack.Length);

    private static byte[] Write(bool hasTime, long time, Reading[] readings)
    {
        CborWriter writer = new(SenmlPack.MaxLength);
        SenmlPack.Write(writer, BaseName, hasTime, time, readings, readings.Length);
        return writer.ToArray();
    }

    private static byte[] Independent(bool hasTime, long time, Reading[] readings) =>
        Independent(hasTime, time, [.. readings.Select(r => (r.Name, r.Unit, r.Mantissa, r.Exponent))], BaseName);

    private static byte[] Independent(bool hasTime, long time, (string Name, string Unit, long Mantissa, int Exponent)[] readings, string baseName)
    {
        TheirWriter writer = new(CborConformanceMode.Strict);
        writer.WriteStartArray(readings.Length);
        for (int i = 0; i < readings.Length; i++)
        {
            writer.WriteStartMap(i > 0 ? 3 : hasTime ? 5 : 4);
            writer.WriteInt32(0);
            writer.WriteTextString(readings[i].Name);
            writer.WriteInt32(1);
            writer.WriteTextString(readings[i].Unit);
            writer.WriteInt32(2);
            writer.WriteTag(CborTag.DecimalFraction);
            writer.WriteStartArray(2);
            writer.WriteInt32(readings[i].Exponent);
            writer.WriteInt64(readings[i].Mantissa);
            writer.WriteEndArray();
            if (i == 0)
            {
                writer.WriteInt32(-2);
                writer.WriteTextString(baseName);
            }

            if (i == 0 && hasTime)
            {
                writer.WriteInt32(-3);
                writer.WriteInt64(time);
            }

            writer.WriteEndMap();
        }

        writer.WriteEndArray();
        return writer.Encode();
    }
}
