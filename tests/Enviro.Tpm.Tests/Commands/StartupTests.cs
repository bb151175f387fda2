namespace Enviro.Tpm.Tests.Commands;

public sealed class StartupTests(SwtpmFixture fixture) : IClassFixture<SwtpmFixture>
{
    [Fact]
    public void A_reset_TPM_has_to_be_started_and_may_be_started_twice()
    {
        fixture.Process.Reset();
        Assert.Equal("TPM_RC_INITIALIZE", Assert.Throws<TpmException>(() => fixture.Tpm.GetRandom(1)).ResponseCode.Name);

        fixture.Tpm.Startup();
        fixture.Tpm.Startup();

        Assert.Single(fixture.Tpm.GetRandom(1));
    }

    [Fact]
    public void A_TPM_shut_down_with_its_state_resumes_from_it()
    {
        TpmClock before = fixture.Tpm.ReadClock().Clock;
        fixture.Tpm.Shutdown(TpmStartupType.State);
        fixture.Process.Reset();

        fixture.Tpm.Startup(TpmStartupType.State);

        TpmClock after = fixture.Tpm.ReadClock().Clock;
        Assert.Equal((before.ResetCount, before.RestartCount + 1), (after.ResetCount, after.RestartCount));
    }

    [Fact]
    public void A_refused_startup_is_not_taken_for_a_started_TPM()
    {
        fixture.Process.Reset();

        // Nothing was saved, so there is no state to resume from.
        Assert.Equal("TPM_RC_VALUE", Assert.Throws<TpmException>(() => fixture.Tpm.Startup(TpmStartupType.State)).ResponseCode.Name);
        fixture.Tpm.Startup();
    }
}
