using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Node.Tests;

public sealed class SettingsStoreTests
{
    [Fact]
    public void A_document_is_on_trial_until_confirmed_and_the_one_before_is_what_a_rejection_goes_back_to()
    {
        using SimulatedFlash flash = new(4_096, 2);
        SettingsStore store = Open(flash);
        Assert.Null(store.Current);
        Assert.False(store.TryConfirm());
        Assert.False(store.TryReject());

        Assert.True(store.TryStore(ProgramWorld.Document(1)));
        Assert.True(store.IsTrial);
        Assert.False(store.HasFallback);
        Assert.False(store.TryReject());
        Assert.True(store.TryConfirm());
        Assert.False(store.IsTrial);

        Assert.True(store.TryStore(ProgramWorld.Document(5)));
        AssertState(store, 5, isTrial: true);
        AssertState(Open(flash), 5, isTrial: true);
        Assert.True(store.TryReject());
        AssertState(store, 1, isTrial: false);
        AssertState(Open(flash), 1, isTrial: false);
        Assert.Equal(5u, Open(flash).HighestVersion);

        Assert.True(store.TryStore(ProgramWorld.Document(6)));
        Assert.True(store.TryConfirm());
        AssertState(Open(flash), 6, isTrial: false);
    }

    [Fact]
    public void A_newer_document_on_trial_takes_the_place_of_the_older_trial_and_not_of_the_one_in_force()
    {
        using SimulatedFlash flash = new(4_096, 2);
        SettingsStore store = Open(flash);
        Assert.True(store.TryStore(ProgramWorld.Document(1)));
        Assert.True(store.TryConfirm());
        Assert.True(store.TryStore(ProgramWorld.Document(2)));
        Assert.True(store.TryStore(ProgramWorld.Document(3)));
        AssertState(Open(flash), 3, isTrial: true);
        Assert.True(store.TryReject());
        AssertState(Open(flash), 1, isTrial: false);
    }

    [Fact]
    public void Starts_on_trial_are_counted_over_restarts_and_begin_anew_with_each_document()
    {
        using SimulatedFlash flash = new(4_096, 2);
        Assert.True(Open(flash).TryStore(ProgramWorld.Document(1)));
        for (int start = 1; start <= 8; start++)
        {
            SettingsStore store = Open(flash);
            Assert.Equal(start - 1, store.TrialStarts);
            Assert.True(store.TryCountStart());
            Assert.Equal(start, store.TrialStarts);
        }

        SettingsStore last = Open(flash);
        Assert.False(last.TryCountStart());
        Assert.True(last.TryStore(ProgramWorld.Document(2)));
        Assert.Equal(0, last.TrialStarts);
    }

    [Fact]
    public void A_cut_at_any_byte_leaves_the_document_in_force_or_the_new_one_whole()
    {
        long steps = Play(long.MaxValue);
        Assert.True(steps > 600);
        for (long cut = 0; cut < steps; cut++)
        {
            Play(cut);
        }
    }

    [Theory]
    [InlineData(FlashFault.Refused)]
    [InlineData(FlashFault.Partial)]
    [InlineData(FlashFault.FailedButPersisted)]
    public void A_flash_that_fails_at_any_write_never_costs_the_document_in_force(FlashFault fault)
    {
        for (int failing = 0; failing < 5; failing++)
        {
            using SimulatedFlash flash = new(4_096, 2);
            SettingsStore store = Open(flash);
            Assert.True(store.TryStore(ProgramWorld.Document(1)));
            Assert.True(store.TryConfirm());
            int operation = 0;
            flash.Faults = () => operation++ == failing ? fault : FlashFault.None;
            bool stored = store.TryStore(ProgramWorld.Document(2));
            bool confirmed = stored && store.TryConfirm();
            flash.Faults = null;

            SettingsStore after = Open(flash);
            Assert.Equal(stored ? 2u : 1u, Math.Min(after.Current!.Version, store.Current!.Version));
            Assert.Equal(stored && !confirmed, after.IsTrial);
            Assert.True(after.TryStore(ProgramWorld.Document(3)));
        }
    }

    [Fact]
    public void Reading_that_fails_is_no_absence()
    {
        using SimulatedFlash flash = new(4_096, 2);
        Assert.True(Open(flash).TryStore(ProgramWorld.Document(1)));
        SettingsStore store = new(flash);
        flash.ReadsFail = true;
        Assert.False(store.TryOpen());
        flash.ReadsFail = false;
        Assert.True(store.TryOpen());
        AssertState(store, 1, isTrial: true);
    }

    [Fact]
    public void Any_altered_byte_of_a_document_makes_it_absent_and_the_older_one_counts()
    {
        byte[] document = ProgramWorld.Document(2);
        for (int offset = 0; offset < 16 + document.Length; offset++)
        {
            using SimulatedFlash flash = new(4_096, 2);
            SettingsStore store = Open(flash);
            Assert.True(store.TryStore(ProgramWorld.Document(1)));
            Assert.True(store.TryConfirm());
            Assert.True(store.TryStore(document));
            Assert.True(store.TryConfirm());
            byte[] old = new byte[1];
            Assert.True(flash.TryRead(1, offset, old, 0, 1));
            flash.Damage(1, offset, (byte)(old[0] ^ 0x10));

            // The marks stand outside the checksum; a bit of one that is cleared already means the same.
            bool isMark = offset is >= 12 and < 16;
            bool isRejection = offset == 13;
            AssertState(Open(flash), isMark && !isRejection ? 2u : 1u, isTrial: false);
        }
    }

    [Fact]
    public void Flash_of_another_geometry_and_documents_too_long_are_refused()
    {
        using SimulatedFlash three = new(4_096, 3);
        using SimulatedFlash small = new(2_048, 2);
        using SimulatedFlash right = new(4_096, 2);
        Assert.Throws<ArgumentException>(() => new SettingsStore(three));
        Assert.Throws<ArgumentException>(() => new SettingsStore(small));
        Assert.False(Open(right).TryStore(new byte[SettingsDocument.MaxLength + 1]));
        Assert.Equal(0, right.EraseCount);
    }

    [Fact]
    public void A_sector_of_rubbish_is_an_absent_document()
    {
        int seed = Environment.TickCount;
        Random random = new(seed);
        for (int round = 0; round < 200; round++)
        {
            using SimulatedFlash flash = new(4_096, 2);
            byte[] noise = new byte[4_096];
            random.NextBytes(noise);
            if (round % 2 == 0)
            {
                "ESD1"u8.CopyTo(noise);
            }

            Assert.True(flash.TryWrite(0, 0, noise, 0, noise.Length));
            SettingsStore store = Open(flash);
            Assert.True(store.Current == null, $"seed {seed}, round {round}");
            Assert.True(store.TryStore(ProgramWorld.Document(1)), $"seed {seed}, round {round}");
        }
    }

    private static long Play(long cut)
    {
        using SimulatedFlash flash = new(4_096, 2);
        SettingsStore store = Open(flash);
        Assert.True(store.TryStore(ProgramWorld.Document(1)));
        Assert.True(store.TryConfirm());
        long before = flash.Steps;
        uint atLeast = 1;
        bool isRejected = false;
        flash.CutPowerAfter(cut);
        try
        {
            Assert.True(store.TryStore(ProgramWorld.Document(2)));
            atLeast = 2;
            Assert.True(store.TryCountStart());
            Assert.True(store.TryConfirm());
            Assert.True(store.TryStore(ProgramWorld.Document(3)));
            atLeast = 3;
            Assert.True(store.TryCountStart());
            atLeast = 2;
            Assert.True(store.TryReject());
            isRejected = true;
        }
        catch (PowerCutException)
        {
            Assert.True(cut < long.MaxValue);
        }

        long steps = flash.Steps - before;
        flash.RestorePower();
        SettingsStore after = Open(flash);
        Assert.InRange(after.Current!.Version, atLeast, isRejected ? 2u : 3u);
        Assert.Equal("roof", after.Current.Site);

        // Whatever was cut off, the next document goes in.
        Assert.True(after.TryStore(ProgramWorld.Document(4)));
        Assert.True(after.TryConfirm());
        AssertState(Open(flash), 4, isTrial: false);
        return steps;
    }

    private static SettingsStore Open(SimulatedFlash flash)
    {
        SettingsStore store = new(flash);
        Assert.True(store.TryOpen());
        return store;
    }

    private static void AssertState(SettingsStore store, uint version, bool isTrial)
    {
        Assert.Equal(version, store.Current!.Version);
        Assert.Equal(isTrial, store.IsTrial);
    }
}
