using System.Diagnostics;
using System.Globalization;

namespace Enviro.Simulator;

/// <summary>
/// Runs the worlds of many seeds, each on one thread, several at a time. Results are gathered in the order of the seeds, so that nothing in the
/// report but the times depends on the threads.
/// </summary>
internal sealed class Exploration(ExploreOptions options, SimulationRunner run)
{
    // The first after two seconds, then ever more rarely: a night's run must not fill a log.
    private static readonly TimeSpan FirstProgress = TimeSpan.FromSeconds(2);
    private const double ProgressGrowth = 1.3;

    private readonly Lock _gate = new();
    private readonly SeedRange _seeds = options.SeedSet;
    private readonly Dictionary<long, (SimulationResult Result, TimeSpan Took)> _waiting = [];
    private readonly ExplorationReport _report = new();
    private long _nextToRun;
    private long _nextToGather;
    private bool _isFull;

    /// <summary>Runs them; tells now and then how far it is.</summary>
    internal ExplorationReport Run(Action<string> tell)
    {
        long started = Stopwatch.GetTimestamp();
        Thread[] workers = [.. Enumerable.Range(0, (int)Math.Min(options.Jobs, _seeds.Count)).Select(_ => new Thread(Work) { IsBackground = true })];
        Array.ForEach(workers, worker => worker.Start());
        TimeSpan next = FirstProgress;
        foreach (Thread worker in workers)
        {
            while (!worker.Join(Max(TimeSpan.Zero, next - Stopwatch.GetElapsedTime(started))))
            {
                next *= ProgressGrowth;
                tell(Progress());
            }
        }

        _report.Elapsed = Stopwatch.GetElapsedTime(started);
        return _report;
    }

    private static TimeSpan Max(TimeSpan first, TimeSpan second) => first > second ? first : second;

    private string Progress()
    {
        lock (_gate)
        {
            return string.Create(
                CultureInfo.InvariantCulture, $"{_report.Seeds} of {_seeds.Count} seeds, {_report.NodeHours:0} node-hours, {_report.Broken.Count} with a violation");
        }
    }

    private void Work()
    {
        while (Interlocked.Increment(ref _nextToRun) - 1 is var index && index < _seeds.Count && !Volatile.Read(ref _isFull))
        {
            TimeSpan before = ThreadTime.Now();
            SimulationResult result = GuardedRun.Run(run, SeedPlan.Of(_seeds.At(index), options.Nodes, options.Hours, options.FaultSet));
            Gather(index, result, ThreadTime.Now() - before);
        }
    }

    private void Gather(long index, SimulationResult result, TimeSpan took)
    {
        lock (_gate)
        {
            _waiting.Add(index, (result, took));
            while (!_isFull && _waiting.Remove(_nextToGather, out (SimulationResult Result, TimeSpan Took) next))
            {
                _nextToGather++;
                _report.Add(next.Result, next.Took);
                Volatile.Write(ref _isFull, _report.Broken.Count == options.MaxViolations);
            }
        }
    }
}
