namespace Enviro.Fuzz.Tests;

public class TargetTests
{
    public static TheoryData<string> Names => [.. FuzzTargets.All.Select(target => target.Name)];

    [Fact]
    public void Every_public_decoder_of_bytes_is_in_a_target_or_left_out_for_a_reason()
    {
        string[] decoders = [.. FuzzTargets.DecodersOfProduct()];
        string[] known = [.. FuzzTargets.All.SelectMany(target => target.Decoders), .. FuzzTargets.LeftOut.Keys];

        Assert.Contains("ReadingMessage.Parse", decoders);
        Assert.Contains("DownlinkSession.Open", decoders);
        Assert.Contains("Attest.TryParse", decoders);
        Assert.Empty(decoders.Except(known));
    }

    [Fact]
    public void What_is_left_out_is_still_there()
    {
        string[] decoders = [.. FuzzTargets.DecodersOfProduct()];

        Assert.Empty(FuzzTargets.LeftOut.Keys.Except(decoders));
        Assert.All(FuzzTargets.LeftOut.Values, reason => Assert.NotEqual("", reason));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_seeds_are_taken_are_the_same_each_time_and_lie_in_the_corpus(string name)
    {
        FuzzTarget target = Assert.Single(FuzzTargets.Named(name));
        string[] corpus = [.. new CorpusFolder(CorpusFolder.Default).Read(target).Select(CorpusFolder.NameOf)];

        byte[][] seeds = target.Seeds();

        Assert.Equal(seeds, target.Seeds());
        Assert.All(seeds, seed =>
        {
            object? decoded = target.Decode(seed);
            Assert.NotNull(decoded);
            target.Check(seed, decoded);
            Assert.Contains(CorpusFolder.NameOf(seed), corpus);
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_corpus_is_named_by_content_and_shows_no_defect(string name)
    {
        FuzzTarget target = Assert.Single(FuzzTargets.Named(name));
        using TempFolder folder = new();
        using Heartbeat heartbeat = new(Path.Combine(folder.Path, "heartbeat"));
        Execution execution = new(target, heartbeat);

        foreach (string file in Directory.GetFiles(Path.Combine(CorpusFolder.Default, name)))
        {
            byte[] input = File.ReadAllBytes(file);
            Assert.Equal(CorpusFolder.NameOf(input), Path.GetFileName(file));
            Assert.Null(execution.Run(input));
        }

        Assert.True(execution.Taken > 0);
    }

    [Fact]
    public void The_corpus_has_no_folder_without_a_target_and_stays_small()
    {
        string[] folders = [.. Directory.GetDirectories(CorpusFolder.Default).Select(folder => Path.GetFileName(folder)!)];
        long size = Directory.GetFiles(CorpusFolder.Default, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);

        Assert.Equal(FuzzTargets.All.Select(target => target.Name).Order(StringComparer.Ordinal), folders.Order(StringComparer.Ordinal));
        Assert.True(size <= 300_000, $"The corpus has {size} bytes.");
    }
}
