using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Enviro.Simulator;

/// <summary>An invariant that did not hold, in the smallest world in which that was seen.</summary>
/// <param name="Plan">The world.</param>
/// <param name="Violation">What was found in it.</param>
internal sealed record ExplorationFinding(SimulationPlan Plan, Violation Violation)
{
    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("seed", Plan.Seed);
        writer.WriteString("invariant", Violation.Invariant.ToString());
        writer.WriteString("detail", Violation.Detail);
        writer.WriteString("command", SeedPlan.CommandOf(Plan));
        writer.WriteEndObject();
    }
}

/// <summary>What exploring came to. Its JSON is the last line on standard output.</summary>
internal sealed class ExplorationReport
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly SortedDictionary<string, long> _faults = new(StringComparer.Ordinal);
    private TimeSpan _took;

    /// <summary>Seeds that were run.</summary>
    internal long Seeds { get; private set; }

    /// <summary>Virtual hours times nodes of all runs.</summary>
    internal double NodeHours { get; private set; }

    /// <summary>Reading messages that nodes signed and stored.</summary>
    internal long Readings { get; private set; }

    /// <summary>Reading messages in the ledgers at the end.</summary>
    internal long Accepted { get; private set; }

    /// <summary>The runs with a violation, in the order of their seeds.</summary>
    internal List<SimulationResult> Broken { get; } = [];

    /// <summary>Each invariant that broke at each of those seeds.</summary>
    internal List<ExplorationFinding> Findings { get; } = [];

    /// <summary>How long the runs took together, from the first start to the last end.</summary>
    internal TimeSpan Elapsed { get; set; }

    /// <summary>Adds the run of the next seed.</summary>
    /// <param name="result">What came of it.</param>
    /// <param name="took">Processor time it took.</param>
    internal void Add(SimulationResult result, TimeSpan took)
    {
        Seeds++;
        NodeHours += result.NodeHours;
        Readings += result.Readings;
        Accepted += result.Accepted;
        _took += took;
        _hash.AppendData(Convert.FromHexString(result.TraceHash));
        foreach ((string fault, long count) in result.Faults)
        {
            _faults[fault] = _faults.GetValueOrDefault(fault) + count;
        }

        if (result.Violations.Count > 0)
        {
            Broken.Add(result);
        }
    }

    /// <summary>Tells it in words.</summary>
    internal void Tell(TextWriter output)
    {
        foreach (ExplorationFinding finding in Findings)
        {
            output.WriteLine($"seed {finding.Plan.Seed}: {finding.Violation.Invariant} does not hold at {ExploreCommand.TimeOf(finding.Violation.AtMs)}: {finding.Violation.Detail}");
            output.WriteLine($"  {SeedPlan.CommandOf(finding.Plan)} --trace");
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Seeds} seeds, {NodeHours:0} node-hours, {_faults.Values.Sum()} faults of {_faults.Count} kinds, {Readings} readings signed, {Accepted} in a ledger, {Broken.Count} seeds with a violation"));
    }

    /// <summary>The report as one line of JSON.</summary>
    internal string ToJson()
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("seeds", Seeds);
            writer.WriteNumber("nodeHours", Math.Round(NodeHours, 2));
            WriteFaults(writer, _faults);
            writer.WriteNumber("readings", Readings);
            writer.WriteNumber("accepted", Accepted);
            writer.WriteStartArray("violations");
            Findings.ForEach(finding => finding.Write(writer));
            writer.WriteEndArray();
            writer.WriteString("traceHash", Convert.ToHexStringLower(_hash.GetCurrentHash()));
            writer.WriteNumber("nodeHoursPerSecond", _took > TimeSpan.Zero ? Math.Round(NodeHours / _took.TotalSeconds) : 0);
            writer.WriteNumber("elapsedS", Math.Round(Elapsed.TotalSeconds, 1));
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>Writes how many faults of each kind were injected.</summary>
    internal static void WriteFaults(Utf8JsonWriter writer, IReadOnlyDictionary<string, long> faults)
    {
        writer.WriteStartObject("faultsInjected");
        foreach ((string fault, long count) in faults)
        {
            writer.WriteNumber(fault, count);
        }

        writer.WriteEndObject();
    }
}
