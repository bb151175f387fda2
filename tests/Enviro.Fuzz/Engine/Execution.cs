using Enviro.Wire;

namespace Enviro.Fuzz;

/// <summary>A defect: what went wrong with which input.</summary>
/// <param name="Kind">What kind it is: the type of the exception, or which limit was passed. Two inputs with one kind are taken for one defect.</param>
/// <param name="Detail">Everything known.</param>
internal sealed record Finding(string Kind, string Detail);

/// <summary>Gives one input to a target and judges what happens.</summary>
internal sealed class Execution(FuzzTarget target, Heartbeat heartbeat)
{
    /// <summary>Inputs given so far.</summary>
    internal long Count { get; private set; }

    /// <summary>Of those, the ones that were taken.</summary>
    internal long Taken { get; private set; }

    /// <summary>What is wrong with the target on this input, or null.</summary>
    internal Finding? Run(byte[] input)
    {
        Finding? finding = RunOnce(input);

        // The first time through, static constructors and a collection at the wrong moment are no fault of the input.
        for (int again = 0; again < 2 && finding is { Kind: "time" or "allocation" }; again++)
        {
            finding = RunOnce(input);
        }

        return finding;
    }

    private Finding? RunOnce(byte[] input)
    {
        Count++;
        byte[] given = [.. input];
        heartbeat.Begin(target.Name, given);
        CoverageMap.Instance.Clear();
        TimeSpan start = Environment.CpuUsage.TotalTime;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            object? decoded = Decode(given);
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            if (decoded is not null)
            {
                Taken++;
                target.Check(given, decoded);
            }
        }
        catch (BrokenPropertyException broken)
        {
            return new Finding("property", broken.Message);
        }
#pragma warning disable CA1031 // Any exception at all is what is looked for here.
        catch (Exception exception)
        {
            return new Finding(exception.GetType().Name, exception.ToString());
        }
#pragma warning restore CA1031
        finally
        {
            heartbeat.End();
        }

        TimeSpan time = Environment.CpuUsage.TotalTime - start;
        return time > FuzzTarget.MaxTime ? new Finding("time", $"{time.TotalMilliseconds} ms for {input.Length} bytes")
            : allocated > FuzzTarget.MaxAllocation(input.Length) ? new Finding("allocation", $"{allocated} bytes allocated for {input.Length} bytes")
            : given.AsSpan().SequenceEqual(input) ? null
            : new Finding("input", "the decoder changed its input");
    }

    private object? Decode(byte[] input)
    {
        try
        {
            return target.Decode(input);
        }
        catch (WireFormatException)
        {
            return null;
        }
    }
}
