using Enviro.Wire;

namespace Enviro.Fuzz.Tests;

/// <summary>What counts as a defect: a fuzzer that lets one pass finds nothing and says so.</summary>
public class ExecutionTests
{
    [Fact]
    public void A_refusal_in_the_decoders_own_way_is_no_defect()
    {
        Assert.Null(Judge(_ => throw new WireFormatException("no")));
        Assert.Null(Judge(_ => null));
    }

    [Fact]
    public void Any_other_exception_is_a_defect()
    {
        Assert.Equal("FormatException", Judge(_ => throw new FormatException())?.Kind);
        Assert.Equal("IndexOutOfRangeException", Judge(input => $"{input[input.Length]}")?.Kind);
    }

    [Fact]
    public void An_exception_of_the_form_that_comes_after_the_input_was_taken_is_a_defect()
    {
        Assert.Equal("WireFormatException", Judge(_ => "taken", (_, _) => throw new WireFormatException("late"))?.Kind);
    }

    [Fact]
    public void A_property_that_does_not_hold_is_a_defect()
    {
        Assert.Equal("property", Judge(_ => "taken", (_, _) => Expect.That(false, "this holds"))?.Kind);
        Assert.Equal("property", Judge(_ => "taken", (_, _) => Expect.Canonical([1], [2]))?.Kind);
        Assert.Null(Judge(_ => "taken", (_, _) => Expect.Canonical([1], [1])));
    }

    [Fact]
    public void Allocating_by_what_the_input_claims_and_not_by_its_length_is_a_defect()
    {
        Assert.Equal("allocation", Judge(_ => new string('x', 100_000))?.Kind);
        Assert.Null(Judge(_ => new string('x', 1000)));
    }

    [Fact]
    public void Taking_too_long_is_a_defect()
    {
        Assert.Equal("time", Judge(_ =>
        {
            TimeSpan start = Environment.CpuUsage.TotalTime;
            while (Environment.CpuUsage.TotalTime - start < FuzzTarget.MaxTime)
            {
                Thread.SpinWait(1000);
            }

            return "late";
        })?.Kind);
    }

    [Fact]
    public void Changing_the_input_is_a_defect()
    {
        Assert.Equal("input", Judge(input =>
        {
            input[0]++;
            return "taken";
        })?.Kind);
    }

    [Fact]
    public void An_accessor_that_throws_is_a_defect()
    {
        using TempFolder folder = new();
        using Heartbeat heartbeat = new(Path.Combine(folder.Path, "heartbeat"));
        FuzzTarget<Broken> target = new()
        {
            Name = "broken",
            Decoders = [],
            Holds = "",
            Seeds = () => [],
            Decoder = _ => new Broken(),
            Checker = static (_, _) => { },
        };

        Assert.Equal("InvalidOperationException", new Execution(target, heartbeat).Run([1])?.Kind);
    }

    [Fact]
    public void The_input_under_way_survives_the_process()
    {
        using TempFolder folder = new();
        string path = Path.Combine(folder.Path, "heartbeat");
        using (Heartbeat heartbeat = new(path))
        {
            heartbeat.Begin("cbor", [1, 2, 3, 4]);
            heartbeat.Begin("cbor", [5, 6]);
        }

        (string target, byte[] input) = Assert.NotNull(Heartbeat.Read(path));
        Assert.Equal("cbor", target);
        Assert.Equal([5, 6], input);
    }

    private static Finding? Judge(Func<byte[], string?> decode, Action<byte[], string>? check = null)
    {
        using TempFolder folder = new();
        using Heartbeat heartbeat = new(Path.Combine(folder.Path, "heartbeat"));
        FuzzTarget<string> target = new()
        {
            Name = "one",
            Decoders = [],
            Holds = "",
            Seeds = () => [],
            Decoder = decode,
            Checker = check ?? (static (_, _) => { }),
        };
        return new Execution(target, heartbeat).Run([1, 2, 3]);
    }

    private sealed class Broken
    {
        public string Text => throw new InvalidOperationException("unset");
    }
}
