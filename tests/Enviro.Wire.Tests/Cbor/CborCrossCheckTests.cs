using System.Formats.Cbor;
using CsCheck;
using TheirReader = System.Formats.Cbor.CborReader;

namespace Enviro.Wire.Tests;

/// <summary>
/// The same random items through System.Formats.Cbor. Its mode Ctap2Canonical orders keys by major type, length, then bytes, which for
/// integer and string keys is the bytewise order of RFC 8949 §4.2.1 (Canonical is the length-first order of RFC 7049); it refuses
/// tags, so trees with tags use Strict.
/// </summary>
public sealed class CborCrossCheckTests
{
    [Fact]
    public void Random_items_have_the_same_bytes_from_both_writers() =>
        CborItems.Tree(3, tags: false).Sample(
            item => Assert.Equal(item.EncodeWithTheirs(CborConformanceMode.Ctap2Canonical), item.EncodeWithOurs()), iter: 2000);

    [Fact]
    public void Random_items_with_tags_have_the_same_bytes_from_both_writers() =>
        CborItems.Tree(3, tags: true).Sample(
            item => Assert.Equal(item.EncodeWithTheirs(CborConformanceMode.Strict), item.EncodeWithOurs()), iter: 2000);

    [Fact]
    public void What_they_write_we_read_as_the_same_item() =>
        CborItems.Tree(3, tags: false).Sample(
            item =>
            {
                CborReader reader = new(item.EncodeWithTheirs(CborConformanceMode.Ctap2Canonical));
                item.Expect(reader);
                Assert.True(reader.IsAtEnd);
            },
            iter: 2000);

    [Fact]
    public void What_we_write_with_tags_we_read_as_the_same_item() =>
        CborItems.Tree(4, tags: true).Sample(
            item =>
            {
                CborReader reader = new(item.EncodeWithOurs());
                item.Expect(reader);
                Assert.True(reader.IsAtEnd);
            },
            iter: 500);

    [Fact]
    public void Random_bytes_we_accept_are_accepted_by_a_strict_reader_too_and_never_raise_another_exception()
    {
        int accepted = 0;
        Gen.Byte.Array[0, 24].Sample(
            bytes =>
            {
                if (IsAccepted(bytes))
                {
                    Interlocked.Increment(ref accepted);
                    TheirReader theirs = new(bytes, CborConformanceMode.Strict);
                    theirs.SkipValue();
                    Assert.Equal(0, theirs.BytesRemaining);
                }
            },
            iter: 200_000);
        Assert.NotEqual(0, accepted);
    }

    [Fact]
    public void An_altered_item_is_refused_or_differs_and_never_raises_another_exception() =>
        Gen.Select(CborItems.Tree(2, tags: true), Gen.Int[0, int.MaxValue], Gen.Byte).Sample(
            (item, at, value) =>
            {
                byte[] bytes = item.EncodeWithOurs();
                int offset = at % bytes.Length;
                if (bytes[offset] == value)
                {
                    return;
                }

                bytes[offset] = value;
                if (IsAccepted(bytes))
                {
                    // Accepted bytes read as the original item would mean two encodings for one meaning.
                    Assert.ThrowsAny<Exception>(() => item.Expect(new CborReader(bytes)));
                }
            },
            iter: 20_000);

    private static bool IsAccepted(byte[] bytes)
    {
        try
        {
            return new CborReader(bytes).Position == 0;
        }
        catch (WireFormatException)
        {
            return false;
        }
    }
}
