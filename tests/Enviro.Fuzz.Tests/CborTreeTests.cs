using Enviro.Wire;

namespace Enviro.Fuzz.Tests;

public class CborTreeTests
{
    [Fact]
    public void What_it_has_read_it_writes_as_the_same_bytes()
    {
        byte[][] seeds = [.. FuzzTargets.All.SelectMany(target => target.Seeds()).Where(seed => CborTree.TryRead(seed) is not null)];

        Assert.True(seeds.Length > 40);
        Assert.All(seeds, seed => Assert.Equal(seed, CborTree.TryRead(seed)!.Encode()));
    }

    [Fact]
    public void It_reaches_into_byte_strings_and_lengths_around_a_changed_item_follow()
    {
        byte[] message = SeedMessages.Readings()[0];
        CborTree tree = CborTree.TryRead(message)!;
        CborTree unit = tree.All().Single(item => item.Type == CborType.Text && item.Content.AsSpan().SequenceEqual("Cel"u8));

        unit.Content = [.. "ug/m3"u8];

        ReadingMessage changed = ReadingMessage.Parse(tree.Encode());
        Assert.Equal("ug/m3", changed.Pack.Readings[0].Unit);
    }

    [Theory]
    [InlineData("")]
    [InlineData("18")]
    [InlineData("8201")]
    [InlineData("0000")]
    [InlineData("5f")]
    [InlineData("9bffffffffffffffff")]
    public void What_is_no_item_is_none(string hex) => Assert.Null(CborTree.TryRead(Convert.FromHexString(hex)));
}
