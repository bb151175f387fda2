using System.Security.Cryptography;
using Enviro.Simulator;

namespace Enviro.Tpm.Tests.Keys;

public sealed class TpmSigningKeyTests(SwtpmFixture fixture) : IClassFixture<SwtpmFixture>
{
    private static readonly byte[] Digest = SHA256.HashData("message"u8);

    [Fact]
    public void Each_purpose_has_a_key_of_its_own_at_its_handle()
    {
        TpmSigningKey authority = TpmSigningKey.Open(fixture.Tpm, TpmKeyPurpose.CertificateAuthority);
        TpmSigningKey service = TpmSigningKey.Open(fixture.Tpm, TpmKeyPurpose.GatewayService);

        Assert.Equal((0x81010003u, 0x81010004u), (authority.Handle, service.Handle));
        Assert.NotEqual(authority.PublicKey, service.PublicKey);
        Assert.NotEqual(AttestationKey.Open(fixture.Tpm).PublicKey, service.PublicKey);
        Assert.Empty(fixture.Tpm.GetHandles(TpmHandles.TransientFirst));
        Assert.Throws<ArgumentOutOfRangeException>(() => TpmSigningKey.Open(fixture.Tpm, (TpmKeyPurpose)2));
    }

    [Fact]
    public void The_key_is_found_again_after_a_power_cut_and_made_again_after_removal()
    {
        using Swtpm swtpm = Swtpm.Start();
        byte[] key = WithKey(swtpm, (_, key) => key.PublicKey);
        swtpm.Kill();
        swtpm.Restart();
        Assert.Equal(key, WithKey(swtpm, (_, again) => again.PublicKey));

        WithKey(swtpm, (tpm, again) =>
        {
            tpm.EvictControl(again.Handle, again.Handle, TpmAuthorization.Empty);
            return 0;
        });
        Assert.Equal(key, WithKey(swtpm, (_, again) => again.PublicKey));
        swtpm.Stop();
    }

    [Fact]
    public void Power_cuts_while_it_signs_do_not_lock_the_TPM()
    {
        using Swtpm swtpm = Swtpm.Start();
        for (int cut = 0; cut < 5; cut++)
        {
            using (TpmDevice tpm = TpmDevice.Open(swtpm.Uri))
            {
                TpmSigningKey.Open(tpm, TpmKeyPurpose.GatewayService).Sign(Digest);
                SealedSecret.Unseal(tpm, SealedSecret.Seal(tpm, "secret"u8));
                Assert.Equal(0u, tpm.GetProperty(TpmProperty.LockoutCounter));
                swtpm.Kill();
            }

            swtpm.Restart();
        }
    }

    [Fact]
    public void Openssl_verifies_the_signature_and_not_one_over_another_message()
    {
        TpmSigningKey key = TpmSigningKey.Open(fixture.Tpm, TpmKeyPurpose.GatewayService);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("sign-");
        try
        {
            string pem = Path.Combine(folder.FullName, "key.pem");
            string message = Path.Combine(folder.FullName, "message");
            string signature = Path.Combine(folder.FullName, "signature");
            using ECDsa ecdsa = Import(key.PublicKey);
            File.WriteAllText(pem, ecdsa.ExportSubjectPublicKeyInfoPem());
            for (int round = 0; round < 20; round++)
            {
                byte[] text = RandomNumberGenerator.GetBytes(round);
                byte[] raw = key.Sign(SHA256.HashData(text));
                Assert.Equal(64, raw.Length);
                File.WriteAllBytes(message, text);
                File.WriteAllBytes(signature, Der(raw));
                Assert.Equal(0, Tpm2Tools.TryRun("openssl", "dgst", "-sha256", "-verify", pem, "-signature", signature, message).ExitCode);
            }

            File.WriteAllText(message, "another");
            Assert.NotEqual(0, Tpm2Tools.TryRun("openssl", "dgst", "-sha256", "-verify", pem, "-signature", signature, message).ExitCode);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Tpm2_readpublic_sees_the_key_and_tpm2_verifysignature_its_signature()
    {
        using Swtpm swtpm = Swtpm.Start();
        (byte[] name, byte[] point, byte[] signature) = WithKey(swtpm, (_, key) => (key.Public.Name, key.PublicKey, key.Sign(Digest)));

        string shown = Tpm2Tools.Run(swtpm, "tpm2_readpublic", "-c", "0x81010003");

        Assert.Contains($"name: {Convert.ToHexStringLower(name)}", shown, StringComparison.Ordinal);
        Assert.Contains($"x: {Convert.ToHexStringLower(point[..32])}", shown, StringComparison.Ordinal);
        Assert.Contains($"y: {Convert.ToHexStringLower(point[32..])}", shown, StringComparison.Ordinal);
        Assert.Contains("value: fixedtpm|fixedparent|sensitivedataorigin|userwithauth|noda|sign\n", shown, StringComparison.Ordinal);
        string digestFile = Path.Combine(swtpm.StateFolder, "digest");
        string signatureFile = Path.Combine(swtpm.StateFolder, "signature");
        File.WriteAllBytes(digestFile, Digest);
        File.WriteAllBytes(signatureFile, TpmSignature.Format(signature));
        Tpm2Tools.Run(swtpm, "tpm2_verifysignature", "-c", "0x81010003", "-d", digestFile, "-s", signatureFile);
    }

    [Fact]
    public void A_signature_changed_on_its_way_is_refused()
    {
        using Swtpm swtpm = Swtpm.Start();
        int at = 0;
        using TpmDevice tpm = new(new RecordingChannel(TpmChannel.Open(swtpm.Uri), (command, response) => Alter(command, response, 0x15D, at)));
        TpmSigningKey key = TpmSigningKey.Open(tpm, TpmKeyPurpose.GatewayService);
        key.Sign(Digest);

        // From the signature's algorithm to its last byte.
        for (at = 14; at < 14 + 72; at++)
        {
            Assert.Throws<TpmProtocolException>(() => key.Sign(Digest));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_digest_of_another_length_is_refused(int length)
    {
        TpmSigningKey key = TpmSigningKey.Open(fixture.Tpm, TpmKeyPurpose.GatewayService);
        Assert.Throws<ArgumentOutOfRangeException>(() => key.Sign(new byte[length]));
    }

    [Fact]
    public void An_attestation_key_at_the_handle_is_refused_with_what_to_do()
    {
        AttestationKey.Open(fixture.Tpm, 0x81010068);

        string message = Assert.Throws<TpmConfigurationException>(
            () => TpmSigningKey.Open(fixture.Tpm, TpmKeyPurpose.GatewayService, 0x81010068)).Message;

        Assert.StartsWith("the handle 0x81010068 holds something else", message, StringComparison.Ordinal);
        Assert.EndsWith("`tpm2_evictcontrol -C o -c 0x81010068`", message, StringComparison.Ordinal);
    }

    internal static byte[] Alter(byte[] command, byte[] response, int commandCode, int at)
    {
        if (at == 0 || command[8] != commandCode >> 8 || command[9] != (commandCode & 0xFF))
        {
            return response;
        }

        byte[] altered = [.. response];
        altered[at] ^= 0x10;
        return altered;
    }

    private static T WithKey<T>(Swtpm swtpm, Func<TpmDevice, TpmSigningKey, T> use)
    {
        using TpmDevice tpm = TpmDevice.Open(swtpm.Uri);
        return use(tpm, TpmSigningKey.Open(tpm, TpmKeyPurpose.CertificateAuthority));
    }

    private static byte[] Der(byte[] raw)
    {
        System.Formats.Asn1.AsnWriter writer = new(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(TrimZeros(raw[..32]));
            writer.WriteIntegerUnsigned(TrimZeros(raw[32..]));
        }

        return writer.Encode();
    }

    private static byte[] TrimZeros(byte[] scalar) => [.. scalar.SkipWhile(b => b == 0)];

    private static ECDsa Import(byte[] point) => ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = point[..32], Y = point[32..] },
    });
}
