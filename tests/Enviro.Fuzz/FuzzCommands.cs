using SharpFuzz;

namespace Enviro.Fuzz;

/// <summary>The commands of the program.</summary>
internal static class FuzzCommands
{
    private const int Clean = 0;
    private const int Defective = 1;
    private const int Wrong = 2;

    internal static int Usage()
    {
        Console.Error.WriteLine("""
            Enviro.Fuzz list
            Enviro.Fuzz run TARGET|all [--seconds N] [--executions N] [--seed S] [--corpus DIR] [--defects DIR] [--keep N] [--blind]
            Enviro.Fuzz repeat TARGET FILE
            Enviro.Fuzz write-corpus [--corpus DIR]
            Enviro.Fuzz instrument DIR             then, from there, afl TARGET or libfuzzer TARGET, under those tools
            """);
        return Wrong;
    }

    internal static int List()
    {
        foreach (FuzzTarget target in FuzzTargets.All)
        {
            Console.WriteLine($"{target.Name,-22} {string.Join(", ", target.Decoders)}");
            Console.WriteLine($"{"",-22} {target.Holds}");
        }

        return Clean;
    }

    /// <summary>Instruments a copy and fuzzes in it. Only the copy can die; what killed it is read from its heartbeat.</summary>
    internal static int Run(string name, string[] options)
    {
        if (FuzzTargets.Named(name).Length == 0 || FuzzOptions.TryRead(options) is not { } read)
        {
            return Usage();
        }

        using InstrumentedCopy copy = InstrumentedCopy.Make();
        string heartbeat = Path.Combine(Path.GetDirectoryName(copy.Program)!, "heartbeat");
        int exitCode = copy.Run(["inside", heartbeat, name, "--corpus", read.Corpus, "--defects", read.Defects, .. options]);
        if (exitCode is Clean or Defective or Wrong)
        {
            return exitCode;
        }

        string how = exitCode == Heartbeat.Hung ? "an input takes more than ten seconds" : $"the process died with exit code {exitCode}";
        if (Heartbeat.Read(heartbeat) is { } last)
        {
            Report(FuzzTargets.Named(last.Target)[0], new Finding("death", how), last.Input, read);
        }
        else
        {
            Console.WriteLine(how);
        }

        return Defective;
    }

    internal static int RunInside(string heartbeatPath, string name, string[] options)
    {
        // First of all: instrumented code writes through its pointer.
        CoverageMap.Instance.Clear();
        if (FuzzOptions.TryRead(options) is not { } read)
        {
            return Usage();
        }

        using Heartbeat heartbeat = new(heartbeatPath);
        CorpusFolder corpus = new(read.Corpus);
        CampaignPlan plan = new(read.Seed, read.Seconds, read.Executions, read.IsGuided);
        bool isClean = true;
        Console.WriteLine($"seed {read.Seed}");
        foreach (FuzzTarget target in FuzzTargets.Named(name))
        {
            byte[][] inputs = corpus.Read(target);
            Campaign campaign = new(target, plan, heartbeat);
            CampaignResult result = campaign.Run(inputs);
            Console.WriteLine(result);
            if (result.Defect is { } defect)
            {
                isClean = false;
                Report(target, defect.Finding, defect.Input, read);
            }
            else if (read.Keep > 0)
            {
                Keep(target, corpus, campaign.Distil(inputs, result.Finds, read.Keep));
            }
        }

        return isClean ? Clean : Defective;
    }

    internal static int Repeat(string name, string file)
    {
        CoverageMap.Instance.Clear();
        if (FuzzTargets.Named(name) is not [FuzzTarget target])
        {
            return Usage();
        }

        string path = Path.Combine(Path.GetTempPath(), $"enviro-fuzz-{Guid.NewGuid():N}");
        using Heartbeat heartbeat = new(path);
        Execution execution = new(target, heartbeat);
        Finding? finding = execution.Run(File.ReadAllBytes(file));
        File.Delete(path);
        Console.WriteLine(finding is null ? execution.Taken > 0 ? "taken" : "refused" : $"{finding.Kind}\n{finding.Detail}");
        return finding is null ? Clean : Defective;
    }

    /// <summary>Adds the seeds of every target to the corpus; what fuzzing found stays.</summary>
    internal static int WriteCorpus(string[] options)
    {
        if (FuzzOptions.TryRead(options) is not { } read)
        {
            return Usage();
        }

        CorpusFolder corpus = new(read.Corpus);
        foreach (FuzzTarget target in FuzzTargets.All)
        {
            foreach (byte[] seed in target.Seeds())
            {
                corpus.Add(target, seed);
            }
        }

        return Clean;
    }

    internal static int Instrument(string folder)
    {
        Console.WriteLine(InstrumentedCopy.Make(folder).Program);
        return Clean;
    }

    /// <summary>Under afl-fuzz, which brings its own map: any defect ends the process.</summary>
    internal static int Afl(string name)
    {
        FuzzTarget[] targets = FuzzTargets.Named(name);
        if (targets is not [FuzzTarget target])
        {
            return Usage();
        }

        Fuzzer.OutOfProcess.Run(stream =>
        {
            using MemoryStream input = new();
            stream.CopyTo(input);
            RequireClean(target, input.ToArray());
        });
        return Clean;
    }

    /// <summary>Under libfuzzer-dotnet, which brings its own map.</summary>
    internal static int LibFuzzer(string name)
    {
        FuzzTarget[] targets = FuzzTargets.Named(name);
        if (targets is not [FuzzTarget target])
        {
            return Usage();
        }

        Fuzzer.LibFuzzer.Run(input => RequireClean(target, input.ToArray()));
        return Clean;
    }

    private static void RequireClean(FuzzTarget target, byte[] input)
    {
        try
        {
            if (target.Decode(input) is { } decoded)
            {
                target.Check(input, decoded);
            }
        }
        catch (Wire.WireFormatException)
        {
            // Refused, as it should be.
        }
    }

    private static void Keep(FuzzTarget target, CorpusFolder corpus, IReadOnlyList<byte[]> inputs)
    {
        foreach (byte[] input in inputs)
        {
            corpus.Add(target, input);
        }

        Console.WriteLine($"{"",-22} kept {inputs.Count} inputs, {inputs.Sum(input => input.Length)} bytes");
    }

    private static void Report(FuzzTarget target, Finding finding, byte[] input, FuzzOptions options)
    {
        string file = new CorpusFolder(options.Defects).Add(target, input);
        Console.WriteLine($"{target.Name}: {finding.Kind}: {finding.Detail}");
        Console.WriteLine($"repeat it with: dotnet run --project tests/Enviro.Fuzz -- repeat {target.Name} {file}");
    }
}
