using System.Security.Cryptography;
using Enviro.Simulator;

namespace Enviro.Tpm.Tests.Sealing;

public sealed class SealedSecretTests(SwtpmFixture fixture) : IClassFixture<SwtpmFixture>
{
    private readonly TpmDevice _tpm = fixture.Tpm;

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(32)]
    [InlineData(127)]
    [InlineData(128)]
    public void A_secret_of_any_length_comes_back(int length)
    {
        byte[] secret = RandomNumberGenerator.GetBytes(length);

        byte[] blob = SealedSecret.Seal(_tpm, secret);

        Assert.Equal(secret, SealedSecret.Unseal(_tpm, blob));
        Assert.InRange(blob.Length, 1, SealedSecret.MaxBlobLength);
        Assert.Equal("ETSB"u8.ToArray(), blob[..4]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(129)]
    public void A_secret_of_no_length_and_of_too_much_is_refused(int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SealedSecret.Seal(_tpm, new byte[length]));

    [Fact]
    public void A_blob_outlives_power_cuts_and_two_of_one_secret_differ()
    {
        using Swtpm swtpm = Swtpm.Start();
        byte[] secret = RandomNumberGenerator.GetBytes(32);
        byte[] first;
        using (TpmDevice tpm = TpmDevice.Open(swtpm.Uri))
        {
            first = SealedSecret.Seal(tpm, secret);
            Assert.NotEqual(first, SealedSecret.Seal(tpm, secret));
            swtpm.Kill();
        }

        swtpm.Restart();
        using TpmDevice again = TpmDevice.Open(swtpm.Uri);
        Assert.Equal(secret, SealedSecret.Unseal(again, first));
    }

    [Fact]
    public void The_secret_never_crosses_the_bus_in_the_clear()
    {
        using Swtpm swtpm = Swtpm.Start();
        RecordingChannel channel = new(TpmChannel.Open(swtpm.Uri));
        using TpmDevice tpm = new(channel);
        byte[] secret = RandomNumberGenerator.GetBytes(128);

        byte[] unsealed = SealedSecret.Unseal(tpm, SealedSecret.Seal(tpm, secret));

        Assert.Equal(secret, unsealed);
        Assert.All(channel.Commands.Concat(channel.Responses), message => AssertHasNothingOf(message, secret));

        // The README's figure; the smallest buffer of a chip is 1,420 bytes.
        Assert.All(channel.Commands, command => Assert.InRange(command.Length, 10, 400));

        // The check sees it where it is not hidden: an ordinary authorisation.
        using StorageKey storage = StorageKey.Load(tpm);
        tpm.Create(storage.Handle, Convert.FromHexString("0008000b00000452000000100000"), secret, TpmAuthorization.Empty);
        Assert.True(channel.Commands[^1].AsSpan().IndexOf(secret) > 0);
    }

    [Fact]
    public void Nothing_stays_loaded()
    {
        byte[] blob = SealedSecret.Seal(_tpm, "secret"u8);
        for (int i = 0; i < 5; i++)
        {
            SealedSecret.Unseal(_tpm, blob);
            SealedSecret.Seal(_tpm, "secret"u8);
        }

        Assert.Throws<SealedBlobException>(() => SealedSecret.Unseal(_tpm, Altered(blob, blob.Length - 40)));
        Assert.Empty(_tpm.GetHandles(TpmHandles.TransientFirst));
        Assert.Empty(_tpm.GetHandles(TpmHandles.LoadedSessionFirst));
    }

    [Fact]
    public void The_blob_of_another_TPM_says_so_and_so_does_one_from_before_a_clear()
    {
        using Swtpm swtpm = Swtpm.Start();
        byte[] blob;
        using (TpmDevice other = TpmDevice.Open(swtpm.Uri))
        {
            blob = SealedSecret.Seal(other, "secret"u8);
            SealedBlobException foreign = Assert.Throws<SealedBlobException>(() => SealedSecret.Unseal(_tpm, blob));
            Assert.Equal(SealedBlobFault.OtherTpm, foreign.Fault);
            Assert.Contains("another TPM", foreign.Message, StringComparison.Ordinal);
        }

        Tpm2Tools.Run(swtpm, "tpm2_clear");
        using TpmDevice cleared = TpmDevice.Open(swtpm.Uri);
        Assert.Equal(SealedBlobFault.OtherTpm, Assert.Throws<SealedBlobException>(() => SealedSecret.Unseal(cleared, blob)).Fault);
    }

    [Fact]
    public void A_blob_cut_lengthened_or_changed_in_any_byte_is_damaged()
    {
        byte[] blob = SealedSecret.Seal(_tpm, "secret"u8);
        for (int length = 0; length < blob.Length; length++)
        {
            AssertDamaged(blob[..length]);
        }

        AssertDamaged([.. blob, 0]);
        for (int at = 0; at < blob.Length; at++)
        {
            byte[] changed = [.. blob];
            changed[at] ^= 0x10;
            AssertDamaged(changed);
        }
    }

    [Fact]
    public void A_blob_changed_by_someone_who_knows_its_form_is_refused_by_the_TPM()
    {
        byte[] secret = RandomNumberGenerator.GetBytes(32);
        byte[] blob = SealedSecret.Seal(_tpm, secret);
        int afterParent = 4 + 2 + 2 + 34;
        for (int at = afterParent; at < blob.Length - 32; at++)
        {
            byte[] changed = Altered(blob, at);
            Assert.Equal(SealedBlobFault.Damaged, Assert.Throws<SealedBlobException>(() => SealedSecret.Unseal(_tpm, changed)).Fault);
        }

        Assert.Equal(secret, SealedSecret.Unseal(_tpm, blob));
    }

    [Fact]
    public void The_parts_of_two_blobs_do_not_mix()
    {
        byte[] one = SealedSecret.Seal(_tpm, new byte[32]);
        byte[] two = SealedSecret.Seal(_tpm, new byte[32]);
        Assert.Equal(one.Length, two.Length);
        int publicEnd = 4 + 2 + 2 + 34 + 2 + 14 + 32;
        byte[] mixed = [.. one[..publicEnd], .. two[publicEnd..^32]];

        AssertDamaged([.. mixed, .. SHA256.HashData(mixed)]);
    }

    [Fact]
    public void What_tpm2_tools_unseal_of_our_blob_is_the_secret()
    {
        using Swtpm swtpm = Swtpm.Start();
        byte[] blob;
        using (TpmDevice tpm = TpmDevice.Open(swtpm.Uri))
        {
            blob = SealedSecret.Seal(tpm, "of the node"u8);
        }

        // TPM2B_PUBLIC and TPM2B_PRIVATE stand in the blob as tpm2_load takes them.
        int publicAt = 4 + 2 + 2 + 34;
        int privateAt = publicAt + 2 + 14 + 32;
        string File(string name) => Path.Combine(swtpm.StateFolder, name);
        System.IO.File.WriteAllBytes(File("public"), blob[publicAt..privateAt]);
        System.IO.File.WriteAllBytes(File("private"), blob[privateAt..^32]);
        Tpm2Tools.Run(swtpm, "tpm2_createprimary", "-C", "o", "-G", "ecc", "-c", File("parent"), "-a",
            "fixedtpm|fixedparent|sensitivedataorigin|userwithauth|noda|restricted|decrypt");
        Tpm2Tools.Run(swtpm, "tpm2_flushcontext", "-t");
        Tpm2Tools.Run(swtpm, "tpm2_load", "-C", File("parent"), "-u", File("public"), "-r", File("private"), "-c", File("sealed"));
        Tpm2Tools.Run(swtpm, "tpm2_flushcontext", "-t");

        Assert.Equal("of the node", Tpm2Tools.Run(swtpm, "tpm2_unseal", "-c", File("sealed")));
    }

    private void AssertDamaged(byte[] blob) =>
        Assert.Equal(SealedBlobFault.Damaged, Assert.Throws<SealedBlobException>(() => SealedSecret.Unseal(_tpm, blob)).Fault);

    // With its digest made anew.
    private static byte[] Altered(byte[] blob, int at)
    {
        byte[] body = blob[..^32];
        body[at] ^= 0x10;
        return [.. body, .. SHA256.HashData(body)];
    }

    private static void AssertHasNothingOf(byte[] message, byte[] secret)
    {
        for (int at = 0; at + 8 <= secret.Length; at++)
        {
            Assert.True(message.AsSpan().IndexOf(secret.AsSpan(at, 8)) < 0, $"bytes {at} to {at + 7} of the secret");
        }
    }
}
