using BenchmarkDotNet.Attributes;
using Enviro.Ledger;
using Enviro.Verification;

namespace Enviro.Benchmarks;

/// <summary>Verifying a whole ledger of 20,000 messages on the cores this process may use.</summary>
[InProcess]
[MemoryDiagnoser]
[WarmupCount(2)]
[IterationCount(10)]
[InvocationCount(1)]
public class LedgerVerifyBenchmark
{
    /// <summary>Messages in the ledger.</summary>
    public const int MessageCount = 20_000;

    private ScratchFolder? _scratch;

    [GlobalSetup]
    public void Write()
    {
        _scratch = new ScratchFolder();
        using SampleFleet fleet = new(_scratch.FolderPath);
        SampleLedger.Write(_scratch.PathOf("ledger"), fleet, MessageCount);
    }

    [Benchmark]
    public VerificationReport Verify()
    {
        using LedgerStore store = LedgerStore.OpenReadOnly(_scratch!.PathOf("ledger"));
        return LedgerVerifier.Verify(store);
    }

    [GlobalCleanup]
    public void Free() => _scratch!.Dispose();
}
