using System.Diagnostics;

namespace Enviro.Fuzz;

/// <summary>How long and how a target is fuzzed.</summary>
/// <param name="Seed">Of the random numbers. With a number of executions and the same build, a run repeats itself.</param>
/// <param name="Seconds">Time; whichever ends first.</param>
/// <param name="Executions">Inputs; whichever ends first.</param>
/// <param name="IsGuided">Whether inputs that reach something new are built upon; without, only the corpus is.</param>
internal sealed record CampaignPlan(int Seed, double Seconds, long Executions, bool IsGuided);

/// <summary>What came of it.</summary>
/// <param name="Target">Its name.</param>
/// <param name="Executions">Inputs run.</param>
/// <param name="Taken">Of those, inputs that were taken.</param>
/// <param name="Seconds">Time it took.</param>
/// <param name="SeedEdges">Edges that the corpus reaches.</param>
/// <param name="Edges">Edges reached at the end.</param>
/// <param name="Finds">Inputs that reached something new, in the order they were found.</param>
/// <param name="Defect">The first defect, with its input; the campaign ends with it.</param>
internal sealed record CampaignResult(
    string Target, long Executions, long Taken, double Seconds, int SeedEdges, int Edges, IReadOnlyList<byte[]> Finds, (Finding Finding, byte[] Input)? Defect)
{
    public override string ToString() =>
        $"{Target,-22} {Executions,9} inputs {Executions / Math.Max(Seconds, 0.001),8:F0}/s {Taken,8} taken {SeedEdges,6} -> {Edges,5} edges {Finds.Count,5} finds"
        + (Defect is null ? "" : $"  DEFECT {Defect.Value.Finding.Kind}");
}

/// <summary>Fuzzes one target: of the inputs at hand one is changed and run, and joins them if it reaches what none has reached before.</summary>
internal sealed class Campaign(FuzzTarget target, CampaignPlan plan, Heartbeat heartbeat)
{
    private const int MinLength = 64;

    private readonly Execution _execution = new(target, heartbeat);
    private readonly List<byte[]> _inputs = [];
    private readonly List<byte[]> _finds = [];

    internal CampaignResult Run(byte[][] corpus)
    {
        CoverageMap map = CoverageMap.Instance;
        map.Forget();
        (Finding, byte[])? defect = null;
        foreach (byte[] input in corpus.Append([]))
        {
            defect ??= _execution.Run(input) is { } finding ? (finding, input) : null;
            map.Merge();
            _inputs.Add(input);
        }

        // Not before now: what targets have in common is made while the corpus runs.
        long start = Stopwatch.GetTimestamp();
        int seedEdges = map.Edges;
        Random random = new(plan.Seed);
        Mutator mutator = new(random, Math.Min(Heartbeat.MaxInput, Math.Max(MinLength, corpus.Append([]).Max(input => input.Length) * 2)));
        while (defect is null && _execution.Count < plan.Executions && Stopwatch.GetElapsedTime(start).TotalSeconds < plan.Seconds)
        {
            byte[] input = mutator.Mutate(Choose(random), _inputs[random.Next(_inputs.Count)]);
            if (_execution.Run(input) is { } finding)
            {
                defect = (finding, Shrink(input, finding));
            }
            else if (map.Merge())
            {
                _finds.Add(input);
                if (plan.IsGuided)
                {
                    _inputs.Add(input);
                }
            }
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new CampaignResult(target.Name, _execution.Count, _execution.Taken, seconds, seedEdges, map.Edges, _finds, defect);
    }

    /// <summary>
    /// Of a campaign's finds the few that are worth keeping: those that reach most edges which the corpus and those kept before do not, each cut down as
    /// far as it still reaches them.
    /// </summary>
    internal IReadOnlyList<byte[]> Distil(byte[][] corpus, IEnumerable<byte[]> finds, int most)
    {
        HashSet<int> reached = [.. corpus.SelectMany(EdgesOf)];
        List<(byte[] Input, HashSet<int> Edges)> left = [.. finds.Select(find => (find, EdgesOf(find)))];
        List<byte[]> kept = [];
        while (kept.Count < most)
        {
            left.ForEach(find => find.Edges.ExceptWith(reached));
            left.RemoveAll(find => find.Edges.Count == 0);
            if (left.Count == 0)
            {
                break;
            }

            (byte[] best, HashSet<int> added) = left.OrderByDescending(find => find.Edges.Count).ThenBy(find => find.Input.Length).First();
            byte[] input = Cut(best, shorter => added.IsSubsetOf(EdgesOf(shorter)));
            kept.Add(input);
            reached.UnionWith(EdgesOf(input));
        }

        return kept;
    }

    // Half of the time one of the newest: what has just been reached is not explored yet.
    private byte[] Choose(Random random) =>
        random.Next(2) == 0 ? _inputs[random.Next(Math.Max(0, _inputs.Count - 16), _inputs.Count)] : _inputs[random.Next(_inputs.Count)];

    private byte[] Shrink(byte[] input, Finding finding) =>
        finding.Kind is "time" ? input : Cut(input, shorter => _execution.Run(shorter)?.Kind == finding.Kind);

    private static byte[] Cut(byte[] input, Func<byte[], bool> stillDoes)
    {
        for (int length = input.Length / 2; length > 0; length /= 2)
        {
            for (int at = 0; at + length <= input.Length;)
            {
                byte[] shorter = [.. input[..at], .. input[(at + length)..]];
                if (stillDoes(shorter))
                {
                    input = shorter;
                }
                else
                {
                    at += length;
                }
            }
        }

        return input;
    }

    private HashSet<int> EdgesOf(byte[] input)
    {
        _execution.Run(input);
        return [.. CoverageMap.Instance.LastEdges()];
    }
}
