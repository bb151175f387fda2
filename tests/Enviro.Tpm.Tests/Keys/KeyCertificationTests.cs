namespace Enviro.Tpm.Tests.Keys;

public sealed class KeyCertificationTests(SwtpmFixture fixture) : IClassFixture<SwtpmFixture>
{
    private static readonly byte[] Nonce = [1, 2, 3, 4];

    private AttestationKey Attestation => AttestationKey.Open(fixture.Tpm);

    private KeyCertification Certify(TpmKeyPurpose purpose = TpmKeyPurpose.GatewayService) =>
        TpmSigningKey.Open(fixture.Tpm, purpose).CertifyBy(Attestation, Nonce);

    [Fact]
    public void The_attestation_key_proves_where_the_other_lives()
    {
        KeyCertification proof = Certify();

        Assert.True(proof.TryVerify(Attestation.PublicKey, Nonce, out TpmPublic? key));
        Assert.Equal(TpmSigningKey.Open(fixture.Tpm, TpmKeyPurpose.GatewayService).PublicKey, key.Point);
        Assert.True(CertifyAttest.TryParse(proof.AttestBytes, out CertifyAttest? attest));
        Assert.Equal(Attestation.Public.QualifiedNameUnder(TpmHandles.Owner), attest.QualifiedSigner);
        Assert.Equal(proof.AttestBytes, attest.Format());
        Assert.InRange(proof.AttestBytes.Length, 1, CertifyAttest.MaxSize);
    }

    [Fact]
    public void Any_bit_changed_in_any_part_is_refused()
    {
        KeyCertification proof = Certify();
        byte[] attestationKey = Attestation.PublicKey;
        foreach (byte[] part in (byte[][])[proof.PublicArea, proof.AttestBytes, proof.Signature])
        {
            for (int bit = 0; bit < part.Length * 8; bit++)
            {
                part[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.False(proof.TryVerify(attestationKey, Nonce, out TpmPublic? key), $"bit {bit} of {part.Length} bytes");
                Assert.Null(key);
                part[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }

        Assert.True(proof.TryVerify(attestationKey, Nonce, out _));
    }

    [Fact]
    public void Another_question_another_key_and_another_TPM_are_refused()
    {
        KeyCertification proof = Certify();
        using SwtpmFixture other = new();

        Assert.False(proof.TryVerify(Attestation.PublicKey, [1, 2, 3], out _));
        Assert.False(proof.TryVerify(Attestation.PublicKey, [], out _));
        Assert.False(proof.TryVerify([], Nonce, out _));
        Assert.False(proof.TryVerify(AttestationKey.Open(other.Tpm).PublicKey, Nonce, out _));
        Assert.False((proof with { PublicArea = Certify(TpmKeyPurpose.CertificateAuthority).PublicArea })
            .TryVerify(Attestation.PublicKey, Nonce, out _));
    }

    [Fact]
    public void A_quote_is_no_certification_and_a_certification_no_quote()
    {
        KeyCertification proof = Certify();
        Quote quote = Attestation.Quote(Nonce, PcrSelection.Sha256(0));

        Assert.False((proof with { AttestBytes = quote.AttestBytes, Signature = quote.Signature })
            .TryVerify(Attestation.PublicKey, Nonce, out _));
        Assert.False(Attest.TryParse(proof.AttestBytes, out _));
    }

    [Fact]
    public void An_unrestricted_key_cannot_pass_for_the_attestation_key_itself()
    {
        // The restricted key certified by itself: a true statement of the TPM, and none about a service key.
        (byte[] attest, byte[] signature) = fixture.Tpm.Certify(Attestation.Handle, Attestation.Handle, Nonce);

        Assert.False(new KeyCertification(Attestation.Public.Encoded, attest, signature).TryVerify(Attestation.PublicKey, Nonce, out _));
    }

    [Fact]
    public void A_key_that_could_be_taken_along_is_refused()
    {
        // Without fixedTPM and fixedParent a key may live in other TPMs too.
        TpmObjectAttributes movable = TpmObjectAttributes.SensitiveDataOrigin | TpmObjectAttributes.UserWithAuth
            | TpmObjectAttributes.NoDictionaryAttack | TpmObjectAttributes.Sign;
        TpmPrimary primary = fixture.Tpm.CreatePrimary(TpmHandles.Owner, TpmPublic.Create(movable, []), TpmAuthorization.Empty);
        (byte[] attest, byte[] signature) = fixture.Tpm.Certify(primary.Handle, Attestation.Handle, Nonce);
        fixture.Tpm.FlushContext(primary.Handle);

        Assert.False(new KeyCertification(primary.PublicArea, attest, signature).TryVerify(Attestation.PublicKey, Nonce, out _));
    }

    [Fact]
    public void Every_truncation_and_every_addition_is_refused()
    {
        byte[] bytes = Certify().AttestBytes;

        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(CertifyAttest.TryParse(bytes.AsSpan(0, length), out _), $"{length} bytes");
        }

        Assert.False(CertifyAttest.TryParse([.. bytes, 0], out _));
    }

    [Fact]
    public void The_bytes_are_those_of_the_specification()
    {
        CertifyAttest attest = new([1], [2, 3], new TpmClock(4, 5, 6, Safe: false), 7, [8], [9, 10]);

        Assert.Equal(
            "ff544347" + "8017" + "000101" + "00020203" + "0000000000000004" + "00000005" + "00000006" + "00" + "0000000000000007"
            + "000108" + "0002090a",
            Convert.ToHexStringLower(attest.Format()));
    }

    [Fact]
    public void A_certification_changed_on_its_way_is_refused()
    {
        int at = 0;
        using Simulator.Swtpm swtpm = Simulator.Swtpm.Start();
        using TpmDevice tpm = new(new RecordingChannel(
            TpmChannel.Open(swtpm.Uri), (command, response) => TpmSigningKeyTests.Alter(command, response, 0x148, at)));
        AttestationKey attestation = AttestationKey.Open(tpm);
        TpmSigningKey key = TpmSigningKey.Open(tpm, TpmKeyPurpose.GatewayService);
        int length = 14 + 2 + key.CertifyBy(attestation, Nonce).AttestBytes.Length + 72;

        for (at = 14; at < length; at++)
        {
            Assert.Throws<TpmProtocolException>(() => key.CertifyBy(attestation, Nonce));
        }
    }
}
