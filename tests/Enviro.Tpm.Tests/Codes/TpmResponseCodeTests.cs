namespace Enviro.Tpm.Tests.Codes;

public sealed class TpmResponseCodeTests
{
    // TPM 2.0 Part 2, 6.6.2 and 6.6.3: the bits of both formats, and values of the tables.
    [Theory]
    [InlineData(0x01E, "TPM_RC_BAD_TAG", 0, 0, 0, false)]
    [InlineData(0x100, "TPM_RC_INITIALIZE", 0, 0, 0, false)]
    [InlineData(0x101, "TPM_RC_FAILURE", 0, 0, 0, false)]
    [InlineData(0x143, "TPM_RC_COMMAND_CODE", 0, 0, 0, false)]
    [InlineData(0x14A, "TPM_RC_NV_UNINITIALIZED", 0, 0, 0, false)]
    [InlineData(0x14C, "TPM_RC_NV_DEFINED", 0, 0, 0, false)]
    [InlineData(0x084, "TPM_RC_VALUE", 0, 0, 0, false)]
    [InlineData(0x18B, "TPM_RC_HANDLE", 0, 0, 1, false)]
    [InlineData(0x28B, "TPM_RC_HANDLE", 0, 0, 2, false)]
    [InlineData(0x78B, "TPM_RC_HANDLE", 0, 0, 7, false)]
    [InlineData(0x1C4, "TPM_RC_VALUE", 1, 0, 0, false)]
    [InlineData(0x2D5, "TPM_RC_SIZE", 2, 0, 0, false)]
    [InlineData(0xFC4, "TPM_RC_VALUE", 15, 0, 0, false)]
    [InlineData(0x98E, "TPM_RC_AUTH_FAIL", 0, 1, 0, false)]
    [InlineData(0x9A2, "TPM_RC_BAD_AUTH", 0, 1, 0, false)]
    [InlineData(0xA9D, "TPM_RC_POLICY_FAIL", 0, 2, 0, false)]
    [InlineData(0x902, "TPM_RC_OBJECT_MEMORY", 0, 0, 0, true)]
    [InlineData(0x910, "TPM_RC_REFERENCE_H0", 0, 0, 0, true)]
    [InlineData(0x918, "TPM_RC_REFERENCE_S0", 0, 0, 0, true)]
    [InlineData(0x921, "TPM_RC_LOCKOUT", 0, 0, 0, true)]
    [InlineData(0x922, "TPM_RC_RETRY", 0, 0, 0, true)]
    [InlineData(0x97F, "TPM_RC_NOT_USED", 0, 0, 0, true)]
    [InlineData(0x500, "vendor code", 0, 0, 0, false)]
    [InlineData(0x003, "TPM 1.2 code", 0, 0, 0, false)]
    [InlineData(0x17E, "unknown code", 0, 0, 0, false)]
    public void A_code_is_taken_apart_as_the_specification_says(
        uint value, string name, int parameter, int session, int handle, bool warning)
    {
        TpmResponseCode code = new(value);

        Assert.Equal(name, code.Name);
        Assert.Equal((parameter, session, handle), (code.Parameter, code.Session, code.Handle));
        Assert.Equal(warning, code.IsWarning);
    }

    [Theory]
    [InlineData(0x1C4)]
    [InlineData(0x3D5)]
    [InlineData(0x18B)]
    [InlineData(0x38B)]
    [InlineData(0x98E)]
    [InlineData(0xB9D)]
    public void Parameter_session_and_handle_numbers_agree_with_tpm2_rc_decode(uint value)
    {
        TpmResponseCode code = new(value);
        string expected = code switch
        {
            { Parameter: > 0 } => $"parameter({code.Parameter})",
            { Session: > 0 } => $"session({code.Session})",
            _ => $"handle({code.Handle})",
        };

        Assert.Contains(expected, Tpm2Tools.TryRun("tpm2_rc_decode", $"0x{value:x}").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Lockout_says_what_to_do()
    {
        string text = new TpmException(TpmCommandCode.Quote, new TpmResponseCode(0x921)).Message;

        Assert.Equal(
            "TPM command Quote was refused: TPM_RC_LOCKOUT (0x921): the TPM is in dictionary-attack lockout: wait for "
            + "lockoutRecovery (`tpm2_getcap properties-variable`) or clear it with `tpm2_dictionarylockout -c`",
            text);
    }

    [Theory]
    [InlineData(0x1C4, "TPM_RC_VALUE (0x1C4), parameter 1")]
    [InlineData(0x9A2, "TPM_RC_BAD_AUTH (0x9A2), session 1: wrong authorisation value (an owner password is set on this TPM?)")]
    [InlineData(0x28B, "TPM_RC_HANDLE (0x28B), handle 2: nothing is at this handle, or it is of another kind")]
    [InlineData(
        0xB0143,
        "TPM_RC_COMMAND_CODE (0xB0143), from the resource manager: this TPM does not have the command, "
        + "or the resource manager does not let it pass")]
    public void A_description_is_one_line_for_the_log(uint value, string expected) =>
        Assert.Equal(expected, new TpmResponseCode(value).Describe());

    [Fact]
    public void No_code_at_all_fails_to_be_described()
    {
        for (uint value = 0; value < 0x1000; value++)
        {
            Assert.Contains($"(0x{value:X3})", new TpmResponseCode(value).Describe(), StringComparison.Ordinal);
        }
    }
}
