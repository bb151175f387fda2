using Enviro.Simulator;

namespace Enviro.Tpm.Tests.Commands;

/// <summary>The frame all commands share: header, tag, sizes, retries; and opening.</summary>
public sealed class TpmDeviceTests
{
    private const string Random8 = "800100000014000000000008aabbccddeeff0011";
    private const string Retry = "80010000000a00000922";
    private const string Yielded = "80010000000a00000908";
    private const string Testing = "80010000000a0000090a";

    [Fact]
    public void A_command_is_what_the_specification_says()
    {
        ScriptedChannel channel = ScriptedChannel.Of(Random8);
        using TpmDevice tpm = new(channel);

        Assert.Equal("aabbccddeeff0011", Convert.ToHexStringLower(tpm.GetRandom(8)));
        Assert.Equal("80010000000c0000017b0008", Convert.ToHexStringLower(Assert.Single(channel.Commands)));
    }

    [Fact]
    public void An_authorised_command_bears_the_password_session()
    {
        ScriptedChannel channel = ScriptedChannel.Of("8002000000130000000000000000" + "0000010000");
        using TpmDevice tpm = new(channel);

        tpm.NvIncrement(0x01800E11, TpmAuthorization.Password("pw"u8));

        Assert.Equal(
            "8002" + "00000021" + "00000134" + "40000001" + "01800e11" + "0000000b" + "40000009" + "0000" + "01" + "0002" + "7077",
            Convert.ToHexStringLower(Assert.Single(channel.Commands)));
    }

    [Fact]
    public void A_TPM_that_asks_for_it_is_asked_again()
    {
        ScriptedChannel channel = ScriptedChannel.Of(Retry, Yielded, Testing, Random8);
        using TpmDevice tpm = new(channel);

        Assert.Equal(8, tpm.GetRandom(8).Length);
        Assert.Equal(4, channel.Commands.Count);
        Assert.All(channel.Commands, command => Assert.Equal(channel.Commands[0], command));
    }

    [Fact]
    public void A_TPM_that_never_stops_asking_is_refused_in_the_end()
    {
        ScriptedChannel channel = new(_ => ScriptedChannel.Refusal(0x922));
        using TpmDevice tpm = new(channel);

        Assert.Equal(0x922u, Assert.Throws<TpmException>(() => tpm.GetRandom(8)).ResponseCode.Value);
        Assert.Equal(12, channel.Commands.Count);
    }

    [Theory]
    [InlineData(0x920u)]
    [InlineData(0x921u)]
    [InlineData(0x101u)]
    [InlineData(0x9A2u)]
    public void Any_other_refusal_is_final(uint code)
    {
        ScriptedChannel channel = new(_ => ScriptedChannel.Refusal(code));
        using TpmDevice tpm = new(channel);

        TpmException error = Assert.Throws<TpmException>(() => tpm.GetRandom(8));

        Assert.Equal((code, TpmCommandCode.GetRandom), (error.ResponseCode.Value, error.Command));
        Assert.Single(channel.Commands);
    }

    [Theory]
    [InlineData("")]
    [InlineData("80010000000a000000")]
    [InlineData("80010000000a0000010100")] // longer than its header says
    [InlineData("80010000000b0000010100")] // a refusal with something behind it
    [InlineData("800200000014000000000008aabbccddeeff0011")] // sessions nobody opened
    [InlineData("00c400000014000000000008aabbccddeeff0011")] // TPM 1.2
    [InlineData("800100000015000000000009aabbccddeeff001122")] // more random bytes than asked for
    [InlineData("80010000000c000000000000")] // none at all
    public void A_response_that_is_none_is_refused(string response)
    {
        using TpmDevice tpm = new(ScriptedChannel.Of(response));

        Assert.Throws<TpmProtocolException>(() => tpm.GetRandom(8));
    }

    [Theory]
    [InlineData("8002000000130000000000000001" + "0000010000")] // size of parameters reaches into the sessions
    [InlineData("80020000001300000000ffffffff" + "0000010000")]
    [InlineData("8002000000140000000000000000" + "000100010000")] // a nonce
    [InlineData("8002000000140000000000000000" + "000001000100")] // an HMAC
    [InlineData("8002000000130000000000000000" + "0000000000")] // the session is gone
    [InlineData("8002000000140000000000000000" + "000001000000")] // trailing
    [InlineData("800200000014000000000000000100" + "0000010000")] // a parameter where there is none
    [InlineData("80010000000e0000000000000000")] // no sessions
    public void A_session_answer_that_is_none_is_refused(string response)
    {
        using TpmDevice tpm = new(ScriptedChannel.Of(response));

        Assert.Throws<TpmProtocolException>(() => tpm.NvIncrement(0x01800E11, TpmAuthorization.Empty));
    }

    [Fact]
    public void A_predecessors_objects_are_flushed_on_opening()
    {
        using Swtpm swtpm = Swtpm.Start();
        using (TpmDevice careless = new(TpmChannel.Open(swtpm.Uri)))
        {
            for (int i = 0; i < 3; i++)
            {
                careless.CreatePrimary(TpmHandles.Owner, TpmPublic.AttestationTemplate, TpmAuthorization.Empty);
            }

            TpmException full = Assert.Throws<TpmException>(
                () => careless.CreatePrimary(TpmHandles.Owner, TpmPublic.AttestationTemplate, TpmAuthorization.Empty));
            Assert.Equal("TPM_RC_OBJECT_MEMORY", full.ResponseCode.Name);
        }

        using TpmDevice tpm = TpmDevice.Open(swtpm.Uri);

        Assert.Empty(tpm.GetHandles(TpmHandles.TransientFirst));
        tpm.CreatePrimary(TpmHandles.Owner, TpmPublic.AttestationTemplate, TpmAuthorization.Empty);
    }

    [Fact]
    public void Concurrent_callers_take_turns()
    {
        using Swtpm swtpm = Swtpm.Start();
        using TpmDevice tpm = TpmDevice.Open(swtpm.Uri);

        Parallel.For(0, 200, i => Assert.Equal(i % 60, tpm.GetRandom(i % 60).Length));
    }

    [Fact]
    public void A_password_has_a_limit() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TpmAuthorization.Password(new byte[65]));
}
