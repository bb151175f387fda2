using CsCheck;
using Enviro.Simulator;

namespace Enviro.Node.Tests;

/// <summary>Random scripts of everything that goes wrong; what must always hold is asserted by the fakes as it happens and here at the end.</summary>
public sealed class FaultScriptTests
{
    private static readonly Gen<(int Kind, int Amount)[]> Script = Gen.Select(Gen.Int[0, 12], Gen.Int[0, 3_000]).Array[1, 40];

    [Fact]
    public void Whatever_fails_no_pair_is_signed_twice_and_nothing_is_lost_uncounted() =>
        Script.Sample(
            script =>
            {
                using NodeWorld world = new(5);
                Play(world, script);
                Recover(world);
                Assert.True(world.Lost <= world.Dropped, $"{world.Lost} lost, {world.Dropped} dropped");
                Assert.Equal(0, world.Agent.WaitingCount);
            },
            iter: 1_000,
            print: Print);

    [Fact]
    public void The_same_script_gives_the_same_bytes() =>
        Script.Sample(
            script =>
            {
                using NodeWorld first = new(5);
                using NodeWorld second = new(5);
                Play(first, script);
                Play(second, script);
                Assert.Equal(first.Link.Published.Select(Convert.ToHexString), second.Link.Published.Select(Convert.ToHexString));
                Assert.Equal(first.Flash.Steps, second.Flash.Steps);
            },
            iter: 100,
            print: Print);

    private static string Print((int Kind, int Amount)[] script) => string.Join(" ", script.Select(step => $"{step.Kind}:{step.Amount}"));

    private static void Play(NodeWorld world, (int Kind, int Amount)[] script)
    {
        world.Start();
        foreach ((int kind, int amount) in script)
        {
            Apply(world, kind, amount);
            if (!world.Run(NodeWorld.IntervalMs))
            {
                world.Advance(amount);
                world.Start(amount % 2 == 0 ? StartKind.Cold : StartKind.Wake, amount % 5 != 0);
                world.Run(NodeWorld.IntervalMs / 2);
            }
        }
    }

    private static void Apply(NodeWorld world, int kind, int amount)
    {
        int count = 0;
        byte[][] Twist(byte[] bytes) => ((count++ + amount) % 4) switch
        {
            0 => [],
            1 => [bytes, bytes],
            2 => [[.. bytes[..^1], (byte)(bytes[^1] ^ 0x40)]],
            _ => [bytes],
        };

        switch (kind)
        {
            case 0:
                world.Link.IsConnected = !world.Link.IsConnected;
                break;
            case 1:
                world.Link.Up = world.Link.UpHello = Twist;
                break;
            case 2:
                world.Link.Down = world.Link.DownChallenge = Twist;
                break;
            case 3:
                world.Link.Up = world.Link.Down = world.Link.UpHello = world.Link.DownChallenge = null;
                break;
            case 4:
                world.Element.Fails = () => (count++ + amount) % 3 != 0;
                break;
            case 5:
                world.Element.Fails = null;
                break;
            case 6:
                world.Flash.CutPowerAfter(amount);
                break;
            case 7:
                world.Flash.Faults = () => (count++ + amount) % 5 == 0 ? (FlashFault)(1 + (amount % 3)) : FlashFault.None;
                break;
            case 8:
                world.Flash.Faults = null;
                break;
            case 9:
                world.Start(StartKind.Wake, amount % 2 == 0);
                break;
            case 10:
                world.Start(StartKind.Cold, amount % 2 == 0);
                break;
            case 11:
                world.Gateway.WantsEvidence = !world.Gateway.WantsEvidence;
                world.Gateway.Restart();
                break;
            default:
                world.Agent.SetTime(world.UptimeMs, world.NowMs + amount - 1_500);
                break;
        }
    }

    /// <summary>Everything works again: what is stored must arrive.</summary>
    private static void Recover(NodeWorld world)
    {
        world.Flash.RestorePower();
        world.Flash.Faults = null;
        world.Element.Fails = null;
        world.Link.Up = world.Link.Down = world.Link.UpHello = world.Link.DownChallenge = null;
        world.Link.IsConnected = true;
        world.Start();
        Assert.True(world.Run(20 * NodeWorld.IntervalMs));

        // The last moment may be that of a sample.
        Assert.True(world.Agent.WaitingCount == 0 || world.Run(1_000));
    }
}
