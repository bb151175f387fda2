using Enviro.Simulator;

namespace Enviro.Tpm.Tests;

public sealed class RollbackCounterTests(SwtpmFixture fixture) : IClassFixture<SwtpmFixture>
{
    [Fact]
    public void A_new_counter_is_readable_and_advances_by_one()
    {
        RollbackCounter counter = RollbackCounter.Open(fixture.Tpm, 0x01800E21);
        ulong start = counter.Read();

        Assert.Equal(start + 1, counter.Advance());
        Assert.Equal(start + 2, counter.Advance());
        Assert.Equal(start + 2, counter.Read());
        Assert.Equal(start + 2, RollbackCounter.Open(fixture.Tpm, 0x01800E21).Read());
    }

    [Fact]
    public void The_counter_never_goes_back_over_power_cuts()
    {
        using Swtpm swtpm = Swtpm.Start();
        ulong highest = 0;
        for (int cut = 0; cut < 4; cut++)
        {
            using (TpmDevice tpm = TpmDevice.Open(swtpm.Uri))
            {
                RollbackCounter counter = RollbackCounter.Open(tpm);
                Assert.True(counter.Read() >= highest, $"{counter.Read()} after {highest}");
                for (int i = 0; i < 5 + (150 * cut); i++)
                {
                    ulong next = counter.Advance();
                    Assert.True(next > highest, $"{next} after {highest}");
                    highest = next;
                }

                swtpm.Kill();
                Assert.Throws<TpmUnavailableException>(() => counter.Advance());
            }

            swtpm.Restart();
        }
    }

    [Fact]
    public void An_orderly_shutdown_leaves_no_gap()
    {
        using Swtpm swtpm = Swtpm.Start();
        ulong last;
        using (TpmDevice tpm = TpmDevice.Open(swtpm.Uri))
        {
            last = RollbackCounter.Open(tpm).Advance();
        }

        swtpm.Stop();
        swtpm.Restart();

        using TpmDevice again = TpmDevice.Open(swtpm.Uri);
        Assert.Equal(last, RollbackCounter.Open(again).Read());
    }

    [Fact]
    public void A_counter_removed_and_defined_anew_starts_above_its_predecessor()
    {
        using Swtpm swtpm = Swtpm.Start();
        ulong last;
        using (TpmDevice tpm = TpmDevice.Open(swtpm.Uri))
        {
            RollbackCounter counter = RollbackCounter.Open(tpm);
            counter.Advance();
            last = counter.Advance();
        }

        Tpm2Tools.Run(swtpm, "tpm2_nvundefine", "-C", "o", "0x01800e11");

        using TpmDevice again = TpmDevice.Open(swtpm.Uri);
        Assert.True(RollbackCounter.Open(again).Read() > last);
    }

    [Fact]
    public void Tpm2_nvread_reads_the_same_value()
    {
        using Swtpm swtpm = Swtpm.Start();
        ulong value;
        using (TpmDevice tpm = TpmDevice.Open(swtpm.Uri))
        {
            value = RollbackCounter.Open(tpm).Advance();
        }

        Assert.Contains($"{value}", Tpm2Tools.Run(swtpm, "tpm2_nvread", "--print-yaml", "0x01800e11"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_index_in_other_use_is_refused_with_what_to_do()
    {
        const uint index = 0x01800E31;
        fixture.Tpm.NvDefineSpace(new NvPublic(index, NvAttributes.OwnerWrite | NvAttributes.OwnerRead, 8), TpmAuthorization.Empty);

        string message = Assert.Throws<TpmConfigurationException>(() => RollbackCounter.Open(fixture.Tpm, index)).Message;

        Assert.StartsWith("the NV index 0x01800E31 holds something else", message, StringComparison.Ordinal);
        Assert.EndsWith("`tpm2_nvundefine -C o 0x01800E31`", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_counter_subject_to_lockout_is_refused()
    {
        const uint index = 0x01800E32;
        fixture.Tpm.NvDefineSpace(
            new NvPublic(
                index,
                NvAttributes.Counter | NvAttributes.Orderly | NvAttributes.OwnerWrite | NvAttributes.OwnerRead | NvAttributes.AuthRead,
                8),
            TpmAuthorization.Empty);

        Assert.Throws<TpmConfigurationException>(() => RollbackCounter.Open(fixture.Tpm, index));
    }

    [Fact]
    public void A_value_below_the_last_is_refused()
    {
        const uint index = 0x01800E41;
        const string incremented = "8002000000130000000000000000" + "0000010000";
        static string Value(int value) => $"80020000001d000000000000000a0008{value:x16}" + "0000010000";
        Queue<string> script = new(
        [
            "800100000017000000000000000001" + "00000001" + "01800e41",
            "80010000003e00000000" + "000e01800e41000b2606001200000008" + "0022000b" + new string('0', 64),
            Value(7), Value(7), incremented, Value(8), incremented, Value(8), Value(7),
        ]);
        using TpmDevice tpm = new(new ScriptedChannel(_ => Convert.FromHexString(script.Dequeue())));
        RollbackCounter counter = RollbackCounter.Open(tpm, index);

        Assert.Equal(7ul, counter.Read());
        Assert.Equal(8ul, counter.Advance());
        Assert.Throws<TpmProtocolException>(() => counter.Advance());
        Assert.Throws<TpmProtocolException>(() => counter.Read());
    }

    [Fact]
    public void A_jump_is_believed_only_if_it_reads_so_twice()
    {
        const uint index = 0x01800E41;
        const string incremented = "8002000000130000000000000000" + "0000010000";
        static string Value(int value) => $"80020000001d000000000000000a0008{value:x16}" + "0000010000";
        Queue<string> script = new(
        [
            "800100000017000000000000000001" + "00000001" + "01800e41",
            "80010000003e00000000" + "000e01800e41000b2606001200000008" + "0022000b" + new string('0', 64),
            Value(7), Value(7), incremented, Value(255), Value(255), incremented, Value(256 | 65536), Value(256), Value(256), Value(256),
        ]);
        using TpmDevice tpm = new(new ScriptedChannel(_ => Convert.FromHexString(script.Dequeue())));
        RollbackCounter counter = RollbackCounter.Open(tpm, index);

        Assert.Equal(7ul, counter.Read());
        Assert.Equal(255ul, counter.Advance());
        Assert.Throws<TpmProtocolException>(() => counter.Advance());
        Assert.Equal(256ul, counter.Read());
        Assert.Empty(script);
    }
}
