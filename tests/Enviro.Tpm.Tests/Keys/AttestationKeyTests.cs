using System.Security.Cryptography;
using Enviro.Simulator;

namespace Enviro.Tpm.Tests;

public sealed class AttestationKeyTests(SwtpmFixture fixture) : IClassFixture<SwtpmFixture>
{
    private static readonly PcrSelection Pcrs = PcrSelection.Sha256(0, 8);

    [Fact]
    public void The_key_is_found_again_over_another_connection_after_a_power_cut_and_after_removal()
    {
        using Swtpm swtpm = Swtpm.Start();
        byte[] key = WithKey(swtpm, (_, key) => key.PublicKey);

        Assert.Equal(key, WithKey(swtpm, (_, again) => again.PublicKey));

        swtpm.Kill();
        swtpm.Restart();
        Assert.Equal(key, WithKey(swtpm, (_, again) => again.PublicKey));

        WithKey(swtpm, (tpm, again) =>
        {
            tpm.EvictControl(again.Handle, again.Handle, TpmAuthorization.Empty);
            return 0;
        });
        Assert.Equal(key, WithKey(swtpm, (_, again) => again.PublicKey));
    }

    [Fact]
    public void Another_TPM_has_another_key()
    {
        using SwtpmFixture other = new();

        Assert.NotEqual(AttestationKey.Open(fixture.Tpm).PublicKey, AttestationKey.Open(other.Tpm).PublicKey);
    }

    [Fact]
    public void Nothing_stays_loaded_after_opening()
    {
        AttestationKey.Open(fixture.Tpm, 0x81010055);

        Assert.Empty(fixture.Tpm.GetHandles(TpmHandles.TransientFirst));
    }

    [Fact]
    public void A_quote_verifies_with_dotnet_and_covers_what_was_asked()
    {
        AttestationKey key = AttestationKey.Open(fixture.Tpm);
        byte[] digest = SHA256.HashData("block header"u8);

        Quote quote = key.Quote(digest, Pcrs);

        using ECDsa ecdsa = Import(key.PublicKey);
        Assert.True(ecdsa.VerifyData(quote.AttestBytes, quote.Signature, HashAlgorithmName.SHA256));
        Assert.True(Attest.TryParse(quote.AttestBytes, out Attest? attest));
        Assert.Equal(digest, attest.ExtraData);
        Assert.Equal(Pcrs, attest.Pcrs);
    }

    [Fact]
    public void A_quote_verifies_with_tpm2_checkquote_and_not_over_another_nonce_or_byte()
    {
        AttestationKey key = AttestationKey.Open(fixture.Tpm);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("quote-");
        try
        {
            string pem = Path.Combine(folder.FullName, "ak.pem");
            string message = Path.Combine(folder.FullName, "quote.msg");
            string signature = Path.Combine(folder.FullName, "quote.sig");
            using ECDsa ecdsa = Import(key.PublicKey);
            File.WriteAllText(pem, ecdsa.ExportSubjectPublicKeyInfoPem());
            int Check(string nonce) =>
                Tpm2Tools.TryRun("tpm2_checkquote", "-u", pem, "-m", message, "-s", signature, "-g", "sha256", "-q", nonce).ExitCode;

            for (int round = 0; round < 3; round++)
            {
                byte[] nonce = RandomNumberGenerator.GetBytes(32);
                Quote quote = key.Quote(nonce, Pcrs);
                File.WriteAllBytes(message, quote.AttestBytes);
                File.WriteAllBytes(signature, TpmSignature.Format(quote.Signature));
                Assert.Equal(0, Check(Convert.ToHexStringLower(nonce)));

                nonce[0] ^= 1;
                Assert.NotEqual(0, Check(Convert.ToHexStringLower(nonce)));
                nonce[0] ^= 1;
                quote.AttestBytes[^1] ^= 1;
                File.WriteAllBytes(message, quote.AttestBytes);
                Assert.NotEqual(0, Check(Convert.ToHexStringLower(nonce)));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Tpm2_readpublic_sees_the_same_key()
    {
        using Swtpm swtpm = Swtpm.Start();
        (byte[] name, byte[] point) = WithKey(swtpm, (_, key) => (key.Public.Name, key.PublicKey));

        string shown = Tpm2Tools.Run(swtpm, "tpm2_readpublic", "-c", "0x81010002");

        Assert.Contains($"name: {Convert.ToHexStringLower(name)}", shown, StringComparison.Ordinal);
        Assert.Contains($"x: {Convert.ToHexStringLower(point[..32])}", shown, StringComparison.Ordinal);
        Assert.Contains($"y: {Convert.ToHexStringLower(point[32..])}", shown, StringComparison.Ordinal);
        Assert.Contains("fixedtpm|fixedparent|sensitivedataorigin|userwithauth|noda|restricted|sign", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_handle_in_other_use_is_refused_with_what_to_do()
    {
        const uint handle = 0x81010066;
        TpmObjectAttributes unrestricted = TpmPublic.AttestationTemplate.Attributes & ~TpmObjectAttributes.Restricted;
        Occupy(handle, TpmHandles.Owner, TpmPublic.Create(unrestricted, []));

        string message = Assert.Throws<TpmConfigurationException>(() => AttestationKey.Open(fixture.Tpm, handle)).Message;

        Assert.StartsWith("the handle 0x81010066 holds something else", message, StringComparison.Ordinal);
        Assert.EndsWith("`tpm2_evictcontrol -C o -c 0x81010066`", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_another_hierarchy_is_refused()
    {
        Occupy(0x81010067, TpmHandles.Endorsement, TpmPublic.AttestationTemplate);

        Assert.Throws<TpmConfigurationException>(() => AttestationKey.Open(fixture.Tpm, 0x81010067));
    }

    [Fact]
    public void A_storage_key_at_the_handle_is_refused()
    {
        using Swtpm swtpm = Swtpm.Start();
        string context = Path.Combine(swtpm.StateFolder, "srk");
        Tpm2Tools.Run(swtpm, "tpm2_createprimary", "-C", "o", "-G", "ecc", "-c", context);
        Tpm2Tools.Run(swtpm, "tpm2_flushcontext", "-t");
        Tpm2Tools.Run(swtpm, "tpm2_evictcontrol", "-C", "o", "-c", context, "0x81010002");
        using TpmDevice tpm = TpmDevice.Open(swtpm.Uri);

        Assert.Throws<TpmConfigurationException>(() => AttestationKey.Open(tpm));
    }

    [Fact]
    public void A_bank_that_is_not_active_is_refused_instead_of_quoting_nothing()
    {
        using Swtpm swtpm = Swtpm.Start();
        Tpm2Tools.Run(swtpm, "tpm2_pcrallocate", "sha1:all+sha256:none");
        swtpm.Stop();
        swtpm.Restart();

        string quoting = WithKey(swtpm, (_, key) => Assert.Throws<TpmConfigurationException>(() => key.Quote([], Pcrs)).Message);
        string reading = WithKey(swtpm, (tpm, _) => Assert.Throws<TpmConfigurationException>(() => tpm.PcrRead(Pcrs)).Message);

        Assert.Contains("tpm2_pcrallocate sha256:all", quoting, StringComparison.Ordinal);
        Assert.Contains("tpm2_pcrallocate sha256:all", reading, StringComparison.Ordinal);
    }

    [Fact]
    public void A_public_key_changed_on_its_way_is_refused_and_nobody_told_to_remove_it()
    {
        using Swtpm swtpm = Swtpm.Start();
        RecordingChannel recording = new(TpmChannel.Open(swtpm.Uri));
        using TpmDevice real = new(recording);
        AttestationKey.Open(real);
        recording.Responses.Clear();
        byte[] point = AttestationKey.Open(real).PublicKey;
        byte[] changed = [.. recording.Responses[1]];
        changed[changed.AsSpan().IndexOf(point.AsSpan(0, 32))] ^= 1;
        Queue<byte[]> responses = new([recording.Responses[0], changed]);
        using TpmDevice tpm = new(new ScriptedChannel(_ => responses.Dequeue()));

        Assert.Throws<TpmProtocolException>(() => AttestationKey.Open(tpm));
    }

    [Fact]
    public void A_quote_changed_on_its_way_is_refused()
    {
        using Swtpm swtpm = Swtpm.Start();
        RecordingChannel recording = new(TpmChannel.Open(swtpm.Uri));
        using TpmDevice real = new(recording);
        AttestationKey.Open(real).Quote("nonce"u8, Pcrs);
        byte[][] responses = [.. recording.Responses];
        byte[] quote = responses[^1];

        // From the attestation's first byte to the signature's last.
        for (int at = 16; at < quote.Length - 5; at++)
        {
            byte[] changed = [.. quote];
            changed[at] ^= 0x10;
            int next = 0;
            using TpmDevice tpm = new(new ScriptedChannel(_ => ++next == responses.Length ? changed : responses[next - 1]));
            Assert.Throws<TpmProtocolException>(() => AttestationKey.Open(tpm).Quote("nonce"u8, Pcrs));
        }
    }

    [Fact]
    public void Reset_counts_in_quotes_differ_as_those_of_the_clock_do()
    {
        using Swtpm swtpm = Swtpm.Start();
        (TpmClock Quoted, TpmClock Plain) Read() => WithKey(swtpm, (tpm, key) =>
        {
            Assert.True(Attest.TryParse(key.Quote([], Pcrs).AttestBytes, out Attest? attest));
            return (attest.Clock, tpm.ReadClock().Clock);
        });
        (TpmClock Quoted, TpmClock Plain) first = Read();
        swtpm.Kill();
        swtpm.Restart();
        (TpmClock Quoted, TpmClock Plain) second = Read();

        Assert.Equal(1u, second.Plain.ResetCount - first.Plain.ResetCount);
        Assert.Equal(1u, unchecked(second.Quoted.ResetCount - first.Quoted.ResetCount));
        Assert.NotEqual(first.Plain.ResetCount, first.Quoted.ResetCount);
    }

    private void Occupy(uint handle, uint hierarchy, TpmPublic template)
    {
        TpmPrimary primary = fixture.Tpm.CreatePrimary(hierarchy, template, TpmAuthorization.Empty);
        fixture.Tpm.EvictControl(primary.Handle, handle, TpmAuthorization.Empty);
        fixture.Tpm.FlushContext(primary.Handle);
    }

    private static T WithKey<T>(Swtpm swtpm, Func<TpmDevice, AttestationKey, T> use)
    {
        using TpmDevice tpm = TpmDevice.Open(swtpm.Uri);
        return use(tpm, AttestationKey.Open(tpm));
    }

    private static ECDsa Import(byte[] point) => ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = point[..32], Y = point[32..] },
    });
}
