using BenchmarkDotNet.Running;
using Enviro.Benchmarks;

return args switch
{
    ["ratios", .. string[] rest] => RatioReport.Run(rest),
    [LedgerVerifyRatios.ChildArgument, string directory] => LedgerVerifyRatios.RunChild(directory),
    _ => RunBenchmarks(args),
};

static int RunBenchmarks(string[] arguments)
{
    BenchmarkSwitcher.FromAssembly(typeof(EncodeBenchmark).Assembly).Run(arguments);
    return 0;
}
