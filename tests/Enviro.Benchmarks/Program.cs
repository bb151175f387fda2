using BenchmarkDotNet.Running;
using Enviro.Benchmarks;

return args switch
{
    ["ratios", .. string[] rest] => RatioReport.Run(rest),
    ["performance", .. string[] rest] => PerformanceRun.Run(rest),
    [StartMeasurement.ChildArgument, string kind, string directory] => StartMeasurement.RunChild(kind, directory),
    [LedgerVerifyRatios.ChildArgument, string directory] => LedgerVerifyRatios.RunChild(directory),
    _ => RunBenchmarks(args),
};

static int RunBenchmarks(string[] arguments)
{
    BenchmarkSwitcher.FromAssembly(typeof(EncodeBenchmark).Assembly).Run(arguments);
    return 0;
}
