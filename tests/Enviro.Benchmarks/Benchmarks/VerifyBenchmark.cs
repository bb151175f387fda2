using BenchmarkDotNet.Attributes;

namespace Enviro.Benchmarks;

/// <summary>Verifying a reading message as on arrival, against OpenSSL's bare ES256 through .NET over the same digests.</summary>
[InProcess]
[MemoryDiagnoser]
public class VerifyBenchmark
{
    private ScratchFolder? _scratch;
    private SampleFleet? _fleet;
    private VerificationLoop? _loop;
    private BareVerification? _bare;

    [GlobalSetup]
    public void Sign()
    {
        _scratch = new ScratchFolder();
        _fleet = new SampleFleet(_scratch.FolderPath);
        SampleMessage[] messages = _fleet.Messages(2048);
        _loop = new VerificationLoop(_fleet.State, messages);
        _bare = new BareVerification(messages, _fleet.State);
    }

    [Benchmark(Baseline = true)]
    public void VerifyHash() => _bare!.VerifyNext();

    [Benchmark]
    public void AppraiseAndCheck() => _loop!.VerifyNext();

    [GlobalCleanup]
    public void Free()
    {
        _bare!.Dispose();
        _fleet!.Dispose();
        _scratch!.Dispose();
    }
}
