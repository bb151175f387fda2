namespace Enviro.Simulator.Tests;

/// <summary>The source of all randomness: repeatable, and independent by name.</summary>
public sealed class SimulationRandomTests
{
    [Fact]
    public void SplitMix64_gives_the_numbers_of_its_reference()
    {
        // First outputs for seed 1234567, as published with the reference implementation (Vigna, splitmix64.c) by Rosetta Code.
        SimulationRandom random = new(1234567);
        ulong[] expected = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        Assert.Equal(expected, Enumerable.Range(0, 5).Select(_ => random.Next()));
    }

    [Fact]
    public void A_fork_does_not_depend_on_what_was_drawn_before()
    {
        SimulationRandom used = new(7);
        used.Next();
        Assert.Equal(new SimulationRandom(7).Fork("node 1").Next(), used.Fork("node 1").Next());
        Assert.NotEqual(used.Fork("node 1").Next(), used.Fork("node 2").Next());
    }

    [Fact]
    public void Numbers_stay_between_their_bounds()
    {
        SimulationRandom random = new(3);
        HashSet<long> seen = [];
        for (int i = 0; i < 1000; i++)
        {
            long number = random.Between(-2, 2);
            Assert.InRange(number, -2, 2);
            Assert.InRange(random.Below(3), 0, 2);
            seen.Add(number);
        }

        Assert.Equal(5, seen.Count);
    }
}
