using System.Formats.Cbor;
using CsCheck;
using TheirWriter = System.Formats.Cbor.CborWriter;

namespace Enviro.Wire.Tests;

public sealed class ReadingHeaderTests
{
    private static readonly Gen<ReadingHeader> AnyHeader = Gen.Select(
        Gen.Byte.Array[32], Gen.Byte.Array[32], Gen.UInt, Gen.UInt[0, ReadingHeader.MaxBoot], Gen.UInt, Gen.UInt[0, ReadingFlags.All], Gen.Bool,
        (keyId, previous, issuedAt, boot, sequence, flags, hasIssuedAt) => new ReadingHeader
        {
            KeyId = keyId,
            Previous = previous,
            HasIssuedAt = hasIssuedAt,
            IssuedAt = issuedAt,
            Boot = boot,
            Sequence = sequence,
            Flags = flags,
        });

    [Fact]
    public void A_header_is_what_an_independent_construction_makes_and_is_parsed_again() =>
        AnyHeader.Sample(
            header =>
            {
                byte[] encoded = SampleMessage.ProtectedHeader(header).ToArray();
                Assert.Equal(Independent(header), encoded);
                ReadingHeader parsed = ReadingHeader.Parse([0xff, .. encoded, 0xff], 1, encoded.Length);
                Assert.Equal(header.KeyId, parsed.KeyId);
                Assert.Equal(header.Previous, parsed.Previous);
                Assert.Equal(
                    (header.HasIssuedAt, header.HasIssuedAt ? header.IssuedAt : 0, header.Boot, header.Sequence, header.Flags),
                    (parsed.HasIssuedAt, parsed.IssuedAt, parsed.Boot, parsed.Sequence, parsed.Flags));
            },
            iter: 2000);

    [Fact]
    public void The_largest_header_stays_within_its_limit()
    {
        ReadingHeader header = SampleMessage.Header();
        header.IssuedAt = uint.MaxValue;
        header.Boot = ReadingHeader.MaxBoot;
        header.Sequence = uint.MaxValue;
        header.Flags = ReadingFlags.All;
        Assert.InRange(SampleMessage.ProtectedHeader(header).Length, 100, ReadingHeader.MaxLength);
    }

    [Fact]
    public void A_header_with_a_field_unset_or_beyond_its_limit_is_not_written()
    {
        Action<ReadingHeader>[] spoil =
        [
            header => header.KeyId = [],
            header => header.KeyId = new byte[33],
            header => header.Previous = [],
            header => header.Previous = new byte[31],
            header => header.Boot = ReadingHeader.MaxBoot + 1,
            header => header.Flags = ReadingFlags.All + 1,
        ];
        foreach (Action<ReadingHeader> change in spoil)
        {
            ReadingHeader header = SampleMessage.Header();
            change(header);
            CborWriter writer = new(200);
            Assert.Throws<InvalidOperationException>(() => header.Write(writer));
            Assert.Equal(0, writer.Length);
        }
    }

    [Theory]
    [InlineData("a40126", "a40127", "another algorithm")]
    [InlineData("031870", "031871", "another content type")]
    [InlineData("045820", "04581f", "a shorter kid")]
    [InlineData("0fa5", "0fa6", "more claims than are there")]
    [InlineData("0fa5", "0fa4", "fewer claims than are there")]
    [InlineData("061a692cda83", "0601", null)]
    [InlineData("061a692cda83", "061b0000000100000000", "iat beyond 32 bits")]
    [InlineData("061a692cda83", "0620", "a negative iat")]
    [InlineData("061a692cda83", "05f6", "nbf instead of iat")]
    [InlineData("061a692cda83", "", "no iat, but five claims")]
    [InlineData("3a0001000011", "3a000100001a001fffff", null)]
    [InlineData("3a0001000011", "3a000100001a00200000", "boot beyond the counter's end")]
    [InlineData("3a00010001191092", "3a000100011b0000000100000000", "seq beyond 32 bits")]
    [InlineData("3a00010002", "3a00010004", "another claim, out of order")]
    [InlineData("3a000100030c", "3a00010003181f", null)]
    [InlineData("3a000100030c", "3a000100031820", "a flag without a meaning")]
    public void A_header_of_another_shape_is_refused(string part, string instead, string? what)
    {
        string ours = Convert.ToHexStringLower(SampleMessage.ProtectedHeader(SampleMessage.Header()).ToArray());
        Assert.Contains(part, ours, StringComparison.Ordinal);
        byte[] altered = Convert.FromHexString(ours.Replace(part, instead, StringComparison.Ordinal));
        Exception? refused = Record.Exception(() => ReadingHeader.Parse(altered, 0, altered.Length));
        Assert.True(what == null ? refused == null : refused is WireFormatException, what ?? "the border was refused");
    }

    private static byte[] Independent(ReadingHeader header)
    {
        TheirWriter writer = new(CborConformanceMode.Ctap2Canonical);
        writer.WriteStartMap(4);
        writer.WriteInt32(15);
        writer.WriteStartMap(header.HasIssuedAt ? 5 : 4);
        writer.WriteInt32(-65540);
        writer.WriteUInt32(header.Flags);
        writer.WriteInt32(-65539);
        writer.WriteByteString(header.Previous);
        writer.WriteInt32(-65538);
        writer.WriteUInt32(header.Sequence);
        writer.WriteInt32(-65537);
        writer.WriteUInt32(header.Boot);
        if (header.HasIssuedAt)
        {
            writer.WriteInt32(6);
            writer.WriteUInt32(header.IssuedAt);
        }

        writer.WriteEndMap();
        writer.WriteInt32(4);
        writer.WriteByteString(header.KeyId);
        writer.WriteInt32(3);
        writer.WriteInt32(112);
        writer.WriteInt32(1);
        writer.WriteInt32(-7);
        writer.WriteEndMap();
        return writer.Encode();
    }
}
