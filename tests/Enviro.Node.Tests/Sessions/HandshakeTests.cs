using Enviro.Wire;

namespace Enviro.Node.Tests;

public sealed class HandshakeTests
{
    [Fact]
    public void A_node_says_hello_before_anything_else_and_sends_readings_only_in_the_session()
    {
        using NodeWorld world = new();
        world.Gateway.IsDeaf = true;
        world.Start();
        world.Run(5 * NodeWorld.IntervalMs);
        Assert.Empty(world.Link.Published);
        Assert.False(world.Agent.IsInSession);

        world.Gateway.IsDeaf = false;
        Assert.True(world.Run(5 * NodeWorld.IntervalMs));
        Hello hello = Assert.Single(world.Gateway.Hellos);
        Assert.Equal((NodeWorld.Urn, 1u), (hello.Urn, hello.Boot));
        Assert.Equal(FakeElement.PublicKey, hello.PublicKey);
        Assert.True(world.Agent.IsInSession);
        Assert.Equal(10, world.Gateway.Kept.Count);
        Assert.Equal(1u, world.Agent.Counters.Sessions);
    }

    [Fact]
    public void Hellos_without_an_answer_wait_ever_longer_and_each_has_a_nonce_of_its_own()
    {
        using NodeWorld world = new();
        List<long> times = [];
        List<string> nonces = [];
        world.Link.UpHello = hello =>
        {
            times.Add(world.NowMs);
            nonces.Add(Convert.ToHexString(Hello.Parse(hello).Nonce));
            return [];
        };
        world.Start();
        world.Run(3_600_000);

        long[] waits = [.. times.Zip(times.Skip(1), (first, second) => second - first)];
        Assert.InRange(waits[0], 10_000, 12_500);
        Assert.InRange(waits[1], 20_000, 25_000);
        Assert.InRange(waits[^1], 300_000, 375_000);
        Assert.Equal(nonces.Count, nonces.Distinct().Count());
        Assert.Equal((uint)nonces.Count, world.Agent.Counters.Hellos);
    }

    [Fact]
    public void Repeated_and_reordered_hellos_and_challenges_make_one_session()
    {
        using NodeWorld world = new();
        world.Link.DownChallenge = challenge => [challenge, challenge, challenge];
        world.Start();
        world.Run(5_000);
        Assert.Equal(1u, world.Agent.Counters.Sessions);
        Assert.Equal(2u, world.Agent.Counters.StaleChallenges);
        Assert.Single(world.Gateway.Kept);

        // The first hello's challenge is overtaken by the second's.
        using NodeWorld other = new();
        byte[]? first = null;
        other.Link.DownChallenge = challenge =>
        {
            byte[][] delivered = first == null ? [] : [challenge, first];
            first ??= challenge;
            return delivered;
        };
        other.Start();
        other.Run(20_000);
        Assert.Equal((1u, 1u), (other.Agent.Counters.Sessions, other.Agent.Counters.StaleChallenges));
        Assert.Single(other.Gateway.Kept);
    }

    [Fact]
    public void A_hello_delivered_twice_heals_although_the_gateway_holds_a_session_the_node_refused()
    {
        using NodeWorld world = new();
        int hellos = 0;
        world.Link.UpHello = hello => ++hellos == 1 ? [hello, hello] : [hello];
        world.Start();
        world.Run(3 * NodeWorld.IntervalMs);

        Assert.Equal(1u, world.Agent.Counters.StaleChallenges);
        Assert.True(world.Agent.Counters.ForgedDownlink > 0);
        Assert.Equal(2u, world.Agent.Counters.Sessions);
        Assert.Equal(0, world.Agent.WaitingCount);
    }

    [Fact]
    public void A_gateway_that_restarted_is_greeted_again_at_the_reconnect()
    {
        using NodeWorld world = new();
        world.Start();
        world.Run(NodeWorld.IntervalMs);
        world.Gateway.Restart();
        world.Link.IsConnected = false;
        world.Run(1_000);
        Assert.False(world.Agent.IsInSession);
        world.Link.IsConnected = true;
        world.Run(NodeWorld.IntervalMs);

        Assert.Equal(2u, world.Agent.Counters.Sessions);
        Assert.Equal(0u, world.Agent.Counters.Resent);
        Assert.Equal(0, world.Agent.WaitingCount);
    }

    [Fact]
    public void A_session_that_seems_dead_is_replaced_without_a_reconnect()
    {
        using NodeWorld world = new();
        world.Start();
        world.Run(NodeWorld.IntervalMs - 1);
        world.Gateway.Restart();
        world.Run(80_000);
        Assert.Equal(1u, world.Agent.Counters.Hellos);
        world.Run(20_000);

        Assert.Equal(2u, world.Agent.Counters.Sessions);
        Assert.Equal(3u, world.Agent.Counters.Resent - 1);
        world.Run(NodeWorld.IntervalMs);
        Assert.Equal(0, world.Agent.WaitingCount);
        Assert.Equal(2u, world.Agent.Counters.Hellos);
    }

    [Theory]
    [InlineData(StartKind.Cold, 2u)]
    [InlineData(StartKind.Wake, 1u)]
    public void A_restart_and_a_wake_come_to_a_session_of_their_own(StartKind kind, uint boot)
    {
        using NodeWorld world = new();
        world.Start();
        world.Run(NodeWorld.IntervalMs - 1_000);
        world.Start(kind);
        world.Run(2 * NodeWorld.IntervalMs);

        Assert.Equal(2, world.Gateway.Hellos.Count);
        Assert.Equal(boot, world.Gateway.Hellos[1].Boot);
        Assert.NotEqual(world.Gateway.Hellos[0].Nonce, world.Gateway.Hellos[1].Nonce);
        Assert.Equal(0, world.Agent.WaitingCount);
        Assert.Equal(0, world.Lost);
    }

    [Fact]
    public void An_element_that_fails_in_any_operation_is_asked_again_and_counted()
    {
        for (int failing = 0; failing < 12; failing++)
        {
            using NodeWorld world = new();
            world.Gateway.WantsEvidence = true;
            world.Start();
            int operation = 0;
            world.Element.Fails = () => operation++ == failing;
            Assert.True(world.Run(3 * NodeWorld.IntervalMs));

            Assert.True(operation > failing, $"only {operation} operations");
            Assert.Equal(1u, world.Agent.Counters.SecureElementFailures);
            Assert.True(world.Agent.IsAppraised);
            Assert.Equal(0, world.Agent.WaitingCount);
        }
    }

    [Fact]
    public void An_element_that_never_agrees_is_asked_ever_more_rarely()
    {
        using NodeWorld world = new();
        world.Element.NeverAgrees = true;
        world.Start();
        world.Run(3_600_000);

        Assert.False(world.Agent.IsInSession);
        Assert.InRange(world.Agent.Counters.Hellos, 10u, 25u);
        Assert.Equal(world.Agent.Counters.Hellos, world.Agent.Counters.SecureElementFailures);
        Assert.Empty(world.Link.Published);
    }
}
