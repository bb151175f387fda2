using System.Security.Cryptography;

namespace Enviro.Tpm.Tests.Commands;

/// <summary>Every command against a real TPM.</summary>
public sealed class CommandTests(SwtpmFixture fixture) : IClassFixture<SwtpmFixture>
{
    private const TpmObjectAttributes Attestation = TpmObjectAttributes.FixedTpm | TpmObjectAttributes.FixedParent
        | TpmObjectAttributes.SensitiveDataOrigin | TpmObjectAttributes.UserWithAuth | TpmObjectAttributes.Restricted
        | TpmObjectAttributes.Sign;

    private readonly TpmDevice _tpm = fixture.Tpm;

    [Fact]
    public void Random_bytes_come_in_any_number_and_differ()
    {
        Assert.Empty(_tpm.GetRandom(0));
        Assert.Single(_tpm.GetRandom(1));
        byte[] many = _tpm.GetRandom(1000);
        Assert.Equal(1000, many.Length);
        Assert.NotEqual(many, _tpm.GetRandom(1000));
        Assert.InRange(many.Distinct().Count(), 200, 256);
    }

    [Fact]
    public void Properties_tell_what_the_TPM_is()
    {
        Assert.Equal(0x49424D00u, _tpm.GetProperty(TpmProperty.Manufacturer)); // "IBM", the maker of libtpms
        Assert.Equal(3u, _tpm.GetProperty(TpmProperty.TransientSlots));
        Assert.InRange(_tpm.GetProperty(TpmProperty.Revision)!.Value, 116u, 300u);
        Assert.InRange(_tpm.GetProperty(TpmProperty.NvBufferMax)!.Value, 256u, 4096u);
        Assert.Null(_tpm.GetProperty((TpmProperty)0x1FF));
    }

    [Fact]
    public void Algorithms_are_all_listed()
    {
        IReadOnlyList<TpmAlgorithm> algorithms = _tpm.GetAlgorithms();

        Assert.Contains(TpmAlgorithm.Ecdsa, algorithms);
        Assert.Contains(TpmAlgorithm.Sha256, algorithms);
        Assert.Equal(algorithms.Order(), algorithms);
        Assert.InRange(algorithms.Count, 20, 100);
    }

    [Fact]
    public void A_list_longer_than_a_page_is_read_to_its_end()
    {
        for (int i = 0; i < 70; i++)
        {
            NvPublic space = new(0x01900000 + (uint)i, NvAttributes.OwnerWrite | NvAttributes.OwnerRead, 1);
            _tpm.NvDefineSpace(space, TpmAuthorization.Empty);
        }

        Assert.Equal(Enumerable.Range(0x01900000, 70), _tpm.GetHandles(0x01900000).Select(handle => (int)handle));
    }

    [Fact]
    public void A_primary_is_created_read_and_flushed()
    {
        TpmPrimary primary = _tpm.CreatePrimary(TpmHandles.Owner, TpmPublic.AttestationTemplate, TpmAuthorization.Empty);
        TpmPublicArea area = _tpm.ReadPublic(primary.Handle);

        Assert.True(TpmPublic.TryParse(primary.PublicArea, out TpmPublic? key));
        Assert.Equal(key.Name, primary.Name);
        Assert.Equal(primary.PublicArea, area.PublicArea);
        Assert.Equal(primary.Name, area.Name);
        Assert.Equal(key.QualifiedNameUnder(TpmHandles.Owner), area.QualifiedName);
        Assert.Equal(TpmPublic.AttestationTemplate.Attributes, key.Attributes);
        Assert.Contains(primary.Handle, _tpm.GetHandles(TpmHandles.TransientFirst));

        _tpm.FlushContext(primary.Handle);

        Assert.DoesNotContain(primary.Handle, _tpm.GetHandles(TpmHandles.TransientFirst));
        Assert.Equal("TPM_RC_REFERENCE_H0", Assert.Throws<TpmException>(() => _tpm.ReadPublic(primary.Handle)).ResponseCode.Name);
    }

    [Fact]
    public void A_key_is_made_persistent_and_removed_again()
    {
        const uint handle = 0x81000123;
        TpmPrimary primary = _tpm.CreatePrimary(TpmHandles.Owner, TpmPublic.AttestationTemplate, TpmAuthorization.Empty);

        _tpm.EvictControl(primary.Handle, handle, TpmAuthorization.Empty);
        Assert.True(_tpm.HasHandle(handle));
        Assert.Equal(primary.Name, _tpm.ReadPublic(handle).Name);
        Assert.Equal(
            "TPM_RC_NV_DEFINED",
            Assert.Throws<TpmException>(() => _tpm.EvictControl(primary.Handle, handle, TpmAuthorization.Empty)).ResponseCode.Name);

        _tpm.EvictControl(handle, handle, TpmAuthorization.Empty);
        Assert.False(_tpm.HasHandle(handle));
        TpmResponseCode gone = Assert.Throws<TpmException>(() => _tpm.ReadPublic(handle)).ResponseCode;
        Assert.Equal(("TPM_RC_HANDLE", 1), (gone.Name, gone.Handle));
        _tpm.FlushContext(primary.Handle);
    }

    [Fact]
    public void Extending_a_PCR_chains_its_value()
    {
        byte[] digest = SHA256.HashData("measured"u8);
        byte[] before = Assert.Single(_tpm.PcrRead(PcrSelection.Sha256(9)));

        _tpm.PcrExtend(9, digest);

        Assert.Equal(SHA256.HashData([.. before, .. digest]), Assert.Single(_tpm.PcrRead(PcrSelection.Sha256(9))));
    }

    [Fact]
    public void More_PCRs_than_one_response_holds_are_all_read_in_order()
    {
        _tpm.PcrExtend(15, SHA256.HashData("fifteen"u8));
        PcrSelection all = new(TpmAlgorithm.Sha256, 0xFFFFFF);

        IReadOnlyList<byte[]> values = _tpm.PcrRead(all);

        Assert.Equal(24, values.Count);
        Assert.All(values, value => Assert.Equal(32, value.Length));
        Assert.Equal(Assert.Single(_tpm.PcrRead(PcrSelection.Sha256(15))), values[15]);
        Assert.Equal(Enumerable.Repeat((byte)0xFF, 32), values[17]);
        Assert.Empty(_tpm.PcrRead(PcrSelection.Sha256()));
    }

    [Fact]
    public void A_quote_by_a_transient_key_verifies()
    {
        TpmPrimary primary = _tpm.CreatePrimary(TpmHandles.Owner, TpmPublic.AttestationTemplate, TpmAuthorization.Empty);
        Assert.True(TpmPublic.TryParse(primary.PublicArea, out TpmPublic? key));

        Quote quote = _tpm.Quote(primary.Handle, "nonce"u8, PcrSelection.Sha256(0), TpmAuthorization.Empty);

        Assert.True(quote.IsSignedBy(key.Point));
        Assert.False((quote with { Signature = [.. quote.Signature[..63], (byte)(quote.Signature[63] ^ 1)] }).IsSignedBy(key.Point));
        Assert.False(quote.IsSignedBy(new byte[64]));
        Assert.False(quote.IsSignedBy([]));
        _tpm.FlushContext(primary.Handle);
    }

    [Fact]
    public void The_clock_runs()
    {
        TpmTime first = _tpm.ReadClock();
        Thread.Sleep(20);
        TpmTime second = _tpm.ReadClock();

        Assert.InRange(second.TimeMs, first.TimeMs + 10, first.TimeMs + 60_000);
        Assert.InRange(second.Clock.ClockMs, first.Clock.ClockMs + 10, first.Clock.ClockMs + 60_000);
        Assert.Equal((first.Clock.ResetCount, first.Clock.RestartCount), (second.Clock.ResetCount, second.Clock.RestartCount));
    }

    [Fact]
    public void A_counter_is_defined_incremented_and_read()
    {
        const NvAttributes attributes = NvAttributes.Counter | NvAttributes.Orderly | NvAttributes.NoDictionaryAttack
            | NvAttributes.OwnerWrite | NvAttributes.OwnerRead;
        NvPublic counter = new(0x01800ABC, attributes, 8);

        _tpm.NvDefineSpace(counter, TpmAuthorization.Empty);
        Assert.Equal(counter, _tpm.NvReadPublic(counter.Index));
        Assert.Equal(
            "TPM_RC_NV_UNINITIALIZED",
            Assert.Throws<TpmException>(() => _tpm.NvReadCounter(counter.Index, TpmAuthorization.Empty)).ResponseCode.Name);

        _tpm.NvIncrement(counter.Index, TpmAuthorization.Empty);
        ulong first = _tpm.NvReadCounter(counter.Index, TpmAuthorization.Empty);
        _tpm.NvIncrement(counter.Index, TpmAuthorization.Empty);

        Assert.Equal(first + 1, _tpm.NvReadCounter(counter.Index, TpmAuthorization.Empty));
        Assert.Equal(attributes | NvAttributes.Written, _tpm.NvReadPublic(counter.Index).Attributes);
        Assert.Equal(2, _tpm.NvRead(counter.Index, 2, 6, TpmAuthorization.Empty).Length);
        Assert.Equal(
            "TPM_RC_NV_DEFINED",
            Assert.Throws<TpmException>(() => _tpm.NvDefineSpace(counter, TpmAuthorization.Empty)).ResponseCode.Name);
    }

    [Fact]
    public void A_wrong_password_of_the_owner_is_told_as_such()
    {
        TpmResponseCode code = Assert.Throws<TpmException>(
            () => _tpm.NvDefineSpace(new NvPublic(0x01800ABD, NvAttributes.OwnerWrite, 1), TpmAuthorization.Password("x"u8))).ResponseCode;

        Assert.Equal(("TPM_RC_BAD_AUTH", 1), (code.Name, code.Session));
    }

    [Fact]
    public void A_key_without_noDA_locks_the_TPM_and_one_with_it_goes_on()
    {
        using SwtpmFixture own = new();
        AttestationKey exempt = AttestationKey.Open(own.Tpm);
        TpmPrimary guarded = own.Tpm.CreatePrimary(TpmHandles.Owner, TpmPublic.Create(Attestation, []), TpmAuthorization.Empty);
        TpmException refusal;
        int failures = 0;
        do
        {
            refusal = Assert.Throws<TpmException>(
                () => own.Tpm.Quote(guarded.Handle, [], PcrSelection.Sha256(0), TpmAuthorization.Password("wrong"u8)));
        }
        while (refusal.ResponseCode.Name == "TPM_RC_AUTH_FAIL" && ++failures < 40);

        Assert.Contains("TPM_RC_LOCKOUT (0x921): the TPM is in dictionary-attack lockout", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(own.Tpm.GetProperty(TpmProperty.MaxAuthFail), own.Tpm.GetProperty(TpmProperty.LockoutCounter));
        Assert.True(exempt.Quote("still"u8, PcrSelection.Sha256(0)).IsSignedBy(exempt.PublicKey));
    }
}
