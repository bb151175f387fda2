namespace Enviro.Ledger.Tests;

public sealed class RefusalTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void Refusals_are_counted_by_name_and_listed_newest_first()
    {
        using (LedgerStore store = LedgerStore.Create(_folder.Path))
        {
            store.RecordRefusals([Refusal(1, 3, "BadSignature"), Refusal(2, 4, "Replayed")], new Dictionary<uint, long> { [3] = 1, [4] = 5 });
            store.RecordRefusals([Refusal(3, 3, "BadSignature")], new Dictionary<uint, long> { [3] = 2, [9] = 7 });
            store.RecordRefusals([], new Dictionary<uint, long>());
        }

        using LedgerStore reader = LedgerStore.OpenReadOnly(_folder.Path);
        Assert.Equal(new Dictionary<string, long> { ["BadSignature"] = 3, ["Replayed"] = 5, ["9"] = 7 }, reader.RefusalCounts());
        Assert.Equal([3L, 2L, 1L], reader.LastRefusals(10).Select(refusal => refusal.AtMs));
        Refusal last = Assert.Single(reader.LastRefusals(1));
        Assert.Equal((3L, 3u, "BadSignature", "source", "topic", "detail"), (last.AtMs, last.Result, last.ResultName, last.Source, last.Topic, last.Detail));
        Assert.Empty(reader.LastRefusals(0));
    }

    [Fact]
    public void Only_the_last_ten_thousand_are_kept()
    {
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        store.RecordRefusals([.. Enumerable.Range(0, 10050).Select(i => Refusal(i, 1, "Stale"))], new Dictionary<uint, long> { [1] = 10050 });
        store.RecordRefusals([Refusal(20000, 1, "Stale")], new Dictionary<uint, long> { [1] = 1 });
        IReadOnlyList<Refusal> kept = store.LastRefusals(int.MaxValue);
        Assert.Equal(10000, kept.Count);
        Assert.Equal((20000L, 51L), (kept[0].AtMs, kept[^1].AtMs));
        Assert.Equal(10051, store.RefusalCounts()["Stale"]);
    }

    [Fact]
    public void Long_texts_are_cut()
    {
        using LedgerStore store = LedgerStore.Create(_folder.Path);
        string text = new('x', 5000);
        store.RecordRefusals(
            [new Refusal { AtMs = 1, Result = 1, ResultName = text, Source = text, Topic = text, Detail = text }],
            new Dictionary<uint, long>());
        Refusal kept = store.LastRefusals(1)[0];
        Assert.Equal((256, 256, 256, 1024), (kept.ResultName.Length, kept.Source.Length, kept.Topic.Length, kept.Detail.Length));
    }

    public void Dispose() => _folder.Dispose();

    private static Refusal Refusal(long atMs, uint result, string name) =>
        new() { AtMs = atMs, Result = result, ResultName = name, Source = "source", Topic = "topic", Detail = "detail" };
}
