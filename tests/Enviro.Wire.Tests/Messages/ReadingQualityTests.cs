using System.Formats.Cbor;
using CsCheck;
using TheirWriter = System.Formats.Cbor.CborWriter;

namespace Enviro.Wire.Tests;

public sealed class ReadingQualityTests
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789-";

    private static readonly Gen<uint[]> AnyFlags = Gen.UInt[0, ReadingQuality.AllOfReading].Array[SenmlPack.MaxReadings];

    private static readonly Gen<string[]> AnyNames = Gen.Char[Letters].Array[1, ReadingQuality.MaxNameLength].Select(letters => new string(letters))
        .Array[0, ReadingQuality.MaxMissing];

    [Fact]
    public void A_header_with_quality_is_what_an_independent_construction_makes_and_is_parsed_again() =>
        Gen.Select(AnyFlags, AnyNames, Gen.Bool).Sample(
            (flags, names, isMac) =>
            {
                ReadingHeader header = SampleMessage.Header();
                header.IsMac = isMac;
                header.Quality = Of(flags, names);
                byte[] encoded = SampleMessage.ProtectedHeader(header).ToArray();
                ReadingHeader plain = SampleMessage.Header();
                plain.IsMac = isMac;
                Assert.Equal(Independent(SampleMessage.ProtectedHeader(plain).ToArray(), flags, names), encoded);
                ReadingQuality? parsed = ReadingHeader.Parse(encoded, 0, encoded.Length).Quality;
                Assert.Equal(header.Quality.IsClean, parsed == null);
                parsed ??= new ReadingQuality();
                Assert.Equal(flags, SampleQuality.FlagsOf(parsed));
                Assert.Equal(names.Distinct().Order(), SampleQuality.MissingOf(parsed).Order());
                Assert.Equal(SampleQuality.MissingOf(header.Quality), SampleQuality.MissingOf(parsed));
                Assert.Equal((header.Quality.FlaggedCount, header.Quality.MissingCount), (parsed.FlaggedCount, parsed.MissingCount));
            },
            iter: 3_000);

    [Fact]
    public void A_clean_header_has_the_bytes_it_always_had()
    {
        byte[] without = SampleMessage.ProtectedHeader(SampleMessage.Header()).ToArray();
        ReadingHeader header = SampleMessage.Header();
        header.Quality = SampleQuality.Most();
        Assert.NotEqual(without, SampleMessage.ProtectedHeader(header).ToArray());
        header.Quality.Clear();
        Assert.Equal(without, SampleMessage.ProtectedHeader(header).ToArray());
        Assert.Null(ReadingHeader.Parse(without, 0, without.Length).Quality);
    }

    [Fact]
    public void The_largest_header_stays_within_its_limit()
    {
        byte[] largest = SampleMessage.ProtectedHeader(SampleQuality.LargestHeader()).ToArray();
        Assert.InRange(largest.Length, ReadingHeader.MaxLength - 8, ReadingHeader.MaxLength);
        Assert.Equal(ReadingQuality.MaxMissing, ReadingHeader.Parse(largest, 0, largest.Length).Quality!.MissingCount);
    }

    [Theory]
    [InlineData("a4000303046470682d31086573707333" + "3008", null)]
    [InlineData("a0", "nothing was found, and yet it is there")]
    [InlineData("a10000", "a reading without a flag")]
    [InlineData("a10007", null)]
    [InlineData("a10008", "a flag that is a sensor's")]
    [InlineData("a1181f01", null)]
    [InlineData("a1182001", "a reading beyond the largest pack")]
    [InlineData("a12001", "a negative index")]
    [InlineData("a201010001", "indices out of order")]
    [InlineData("a200010001", "an index twice")]
    [InlineData("a200011800" + "01", "an index that is not in its shortest form")]
    [InlineData("a10020", "negative flags")]
    [InlineData("a1006101", "flags as text")]
    [InlineData("a161610f", "flags of a sensor beside missing")]
    [InlineData("a1616107", "a sensor with a reading's flags")]
    [InlineData("a1616108", null)]
    [InlineData("a16008", "a sensor without a name")]
    [InlineData("a1614108", "a capital letter")]
    [InlineData("a162c3a908", "a letter beyond ASCII")]
    [InlineData("a1706161616161616161616161616161616108", null)]
    [InlineData("a171616161616161616161616161616161616108", "a name of 17 letters")]
    [InlineData("a2616208616108", "names out of order")]
    [InlineData("a262616108616208", "the longer name first")]
    [InlineData("a2616108616108", "a name twice")]
    [InlineData("a26161080001", "a name before an index")]
    [InlineData("a1416108", "a name as bytes")]
    [InlineData("a961310861320861330861340861350861360861370861380861" + "3908", null)]
    [InlineData("aa613008613108613208613308613408613508613608613708613808613908", "ten sensors")]
    [InlineData("80", "an array")]
    [InlineData("f6", "null")]
    public void A_claim_of_another_shape_is_refused(string claim, string? what)
    {
        string header = Convert.ToHexStringLower(SampleMessage.ProtectedHeader(SampleMessage.Header()).ToArray());
        byte[] altered = Convert.FromHexString(header.Replace("0fa5", "0fa6", StringComparison.Ordinal) + "3a00010005" + claim);
        Exception? refused = Record.Exception(() => ReadingHeader.Parse(altered, 0, altered.Length));
        Assert.True(what == null ? refused == null : refused is WireFormatException, what ?? "the border was refused: " + refused?.Message);
    }

    [Theory]
    [InlineData("0fa5", "0fa7", "3a00010005a100013a00010006f6", "a claim behind it")]
    [InlineData("0fa5", "0fa6", "3a00010004a10001", "the chip quote's claim")]
    [InlineData("0fa5061a692cda83", "0fa5", "3a00010005a10001", null)]
    public void Claims_around_it_are_the_headers_own(string part, string instead, string behind, string? what)
    {
        string header = Convert.ToHexStringLower(SampleMessage.ProtectedHeader(SampleMessage.Header()).ToArray());
        byte[] altered = Convert.FromHexString(header.Replace(part, instead, StringComparison.Ordinal) + behind);
        Exception? refused = Record.Exception(() => ReadingHeader.Parse(altered, 0, altered.Length));
        Assert.True(what == null ? refused == null : refused is WireFormatException, what ?? "quality without iat was refused: " + refused?.Message);
    }

    [Fact]
    public void What_a_reader_would_refuse_is_not_taken()
    {
        ReadingQuality quality = SampleQuality.Most();
        Assert.Throws<ArgumentException>(() => quality.AddMissing("one-more"));
        quality.AddMissing("a-sensor-with-08");
        Assert.Equal(ReadingQuality.MaxMissing, quality.MissingCount);
        Assert.Throws<ArgumentException>(() => quality.Flag(SenmlPack.MaxReadings, 1));
        Assert.Throws<ArgumentException>(() => quality.Flag(-1, 1));
        Assert.Throws<ArgumentException>(() => quality.Flag(0, ReadingQuality.Missing));
        Assert.All(["", "Ph", "p_h", "ph.1", "é", new string('a', 17)], name => Assert.Throws<ArgumentException>(() => new ReadingQuality().AddMissing(name)));
    }

    [Fact]
    public void Finding_and_writing_allocate_nothing()
    {
        ReadingHeader header = SampleQuality.LargestHeader();
        CborWriter writer = new(ReadingHeader.MaxLength);
        string[] names = [.. Enumerable.Range(0, ReadingQuality.MaxMissing).Select(i => "sensor-" + i)];

        void Encode()
        {
            header.Quality!.Clear();
            for (int i = names.Length - 1; i >= 0; i--)
            {
                header.Quality.AddMissing(names[i]);
                header.Quality.Flag(i, ReadingQuality.Stuck);
            }

            writer.Reset();
            header.Write(writer);
        }

        Encode();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Encode();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static ReadingQuality Of(uint[] flags, string[] names)
    {
        ReadingQuality quality = new();
        for (int i = flags.Length - 1; i >= 0; i--)
        {
            quality.Flag(i, flags[i]);
        }

        foreach (string name in names)
        {
            quality.AddMissing(name);
        }

        return quality;
    }

    /// <summary>Another library sorts the claim's keys; it goes behind the last claim of a header that has five.</summary>
    private static byte[] Independent(byte[] plain, uint[] flags, string[] names)
    {
        TheirWriter writer = new(CborConformanceMode.Ctap2Canonical);
        string[] distinct = [.. names.Distinct()];
        int flagged = flags.Count(f => f != 0);
        if (flagged + distinct.Length == 0)
        {
            return plain;
        }

        writer.WriteStartMap(flagged + distinct.Length);
        foreach (string name in distinct)
        {
            writer.WriteTextString(name);
            writer.WriteInt32(8);
        }

        for (int i = 0; i < flags.Length; i++)
        {
            if (flags[i] != 0)
            {
                writer.WriteInt32(i);
                writer.WriteUInt32(flags[i]);
            }
        }

        writer.WriteEndMap();
        string header = Convert.ToHexStringLower(plain).Replace("0fa5", "0fa6", StringComparison.Ordinal);
        return [.. Convert.FromHexString(header), .. Convert.FromHexString("3a00010005"), .. writer.Encode()];
    }
}
