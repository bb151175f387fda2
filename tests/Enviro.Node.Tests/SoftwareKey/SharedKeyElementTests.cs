using System.Security.Cryptography;
using Enviro.Simulator;

namespace Enviro.Node.Tests;

public sealed class SharedKeyElementTests
{
    [Fact]
    public void No_random_number_comes_twice_over_boots_wakes_and_power_cuts()
    {
        using SimulatedFlash flash = new(4_096, 2);
        HashSet<string> drawn = [];
        byte[] random = new byte[32];
        for (int run = 0; run < 1_200; run++)
        {
            SharedKeyElement element = new(FakeGateway.SharedKey, flash);
            flash.CutPowerAfter(run % 5 == 4 ? run % 8 : long.MaxValue);
            try
            {
                // A cold start takes a boot first; a wake continues one.
                Assert.True(run % 3 == 0 ? element.TryAdvanceBootCounter(out uint _) : element.TryRandom(random));
                for (int i = 0; i < 3; i++)
                {
                    Assert.True(element.TryRandom(random));
                    Assert.True(drawn.Add(Convert.ToHexString(random)), $"run {run}");
                }
            }
            catch (PowerCutException)
            {
                flash.RestorePower();
            }
        }

        Assert.InRange(drawn.Count, 2_000, 4_000);
    }

    [Fact]
    public void A_random_number_is_the_hmac_of_label_run_and_count()
    {
        using SimulatedFlash flash = new(4_096, 2);
        SharedKeyElement element = new(FakeGateway.SharedKey, flash);
        byte[] random = new byte[32];
        Assert.True(element.TryAdvanceBootCounter(out uint boot));
        Assert.True(element.TryRandom(random));
        Assert.True(element.TryRandom(random));
        Assert.Equal(1u, boot);
        Assert.Equal(HMACSHA256.HashData(FakeGateway.SharedKey, (byte[])[.. "enviro/v1 random"u8, 0, 0, 0, 1, 0, 0, 0, 2]), random);
    }

    [Fact]
    public void It_has_no_key_pair_and_attests_to_nothing()
    {
        using SimulatedFlash flash = new(4_096, 2);
        SharedKeyElement element = new(FakeGateway.SharedKey, flash);
        Assert.False(element.TryGetPublicKey(new byte[64]));
        Assert.False(element.TrySign(new byte[32], new byte[64]));
        Assert.False(element.TryAgree(new byte[64], new byte[32]));
        Assert.False(element.TryVerify(new byte[32], new byte[64], new byte[64], out bool valid));
        Assert.False(valid);
        Assert.Throws<ArgumentException>(() => new SharedKeyElement(new byte[31], flash));
    }

    [Fact]
    public void A_flash_that_fails_gives_no_number()
    {
        using SimulatedFlash flash = new(4_096, 2);
        SharedKeyElement element = new(FakeGateway.SharedKey, flash);
        flash.ReadsFail = true;
        Assert.False(element.TryRandom(new byte[32]));
    }
}
