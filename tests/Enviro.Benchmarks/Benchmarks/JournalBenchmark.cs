using BenchmarkDotNet.Attributes;

namespace Enviro.Benchmarks;

/// <summary>Journaling messages, durable when it returns: by group commit and one by one.</summary>
[InProcess]
[MemoryDiagnoser]
[WarmupCount(3)]
[IterationCount(15)]
[InvocationCount(16)]
public class JournalBenchmark
{
    private ScratchFolder? _scratch;
    private SampleFleet? _fleet;
    private SampleJournal? _journal;

    [Params(1, SampleLedger.BatchSize)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Create()
    {
        _scratch = new ScratchFolder();
        _fleet = new SampleFleet(_scratch.FolderPath);
        _journal = new SampleJournal(_scratch.PathOf("ledger"), _fleet);
    }

    [Benchmark]
    public void Append() => _journal!.Append(Batch);

    [GlobalCleanup]
    public void Free()
    {
        _journal!.Dispose();
        _fleet!.Dispose();
        _scratch!.Dispose();
    }
}
