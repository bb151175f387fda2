using Enviro.Simulator;

namespace Enviro.Tpm.Tests;

/// <summary>The software TPM the other tests and the demo stand on.</summary>
public sealed class SwtpmTests
{
    [Fact]
    public void Many_start_at_once_and_each_has_its_own_address()
    {
        Swtpm[] tpms = new Swtpm[6];
        try
        {
            Parallel.For(0, tpms.Length, i => tpms[i] = Swtpm.Start());

            Assert.Equal(tpms.Length, tpms.Select(tpm => tpm.Uri).Distinct().Count());
            Assert.All(tpms, tpm =>
            {
                using TpmDevice device = TpmDevice.Open(tpm.Uri);
                device.GetRandom(8);
            });
        }
        finally
        {
            foreach (Swtpm? tpm in tpms)
            {
                tpm?.Dispose();
            }
        }
    }

    [Theory]
    [InlineData(SwtpmTransport.Tcp)]
    [InlineData(SwtpmTransport.UnixSocket)]
    public void A_restart_keeps_address_and_state(SwtpmTransport transport)
    {
        using Swtpm swtpm = Swtpm.Start(transport: transport);
        string uri = swtpm.Uri;
        byte[] key = Key(uri);
        swtpm.Stop();
        Assert.Throws<TpmUnavailableException>(() => TpmChannel.Open(uri));

        swtpm.Restart();

        Assert.Equal(uri, swtpm.Uri);
        Assert.Equal(key, Key(uri));
    }

    [Fact]
    public void A_given_state_folder_stays_and_a_temporary_one_goes()
    {
        DirectoryInfo given = Directory.CreateTempSubdirectory("state-");
        try
        {
            byte[] key;
            using (Swtpm first = Swtpm.Start(given.FullName))
            {
                key = Key(first.Uri);
            }

            using (Swtpm second = Swtpm.Start(given.FullName))
            {
                Assert.Equal(key, Key(second.Uri));
            }

            Swtpm temporary = Swtpm.Start();
            temporary.Dispose();
            temporary.Dispose();
            Assert.False(Directory.Exists(temporary.StateFolder));
        }
        finally
        {
            given.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_TPM_that_cannot_start_says_why_in_its_own_words()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("state-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "tpm2-00.permall"), "not the state of a TPM");

            string message = Assert.Throws<TpmUnavailableException>(() => Swtpm.Start(folder.FullName)).Message;

            Assert.Contains("swtpm does not start on tpm+tcp://127.0.0.1:", message, StringComparison.Ordinal);
            Assert.Contains("swtpm: ", message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Disposing_ends_the_process_even_while_a_client_holds_it()
    {
        Swtpm swtpm = Swtpm.Start();
        using TpmDevice holder = TpmDevice.Open(swtpm.Uri);

        swtpm.Dispose();

        Assert.Throws<TpmUnavailableException>(() => holder.GetRandom(1));
    }

    private static byte[] Key(string uri)
    {
        using TpmDevice tpm = TpmDevice.Open(uri);
        return AttestationKey.Open(tpm).PublicKey;
    }
}

/// <summary>Runs alone, because it takes the search path away from the whole process.</summary>
[Collection(nameof(SwtpmNotInstalledTests))]
[CollectionDefinition(nameof(SwtpmNotInstalledTests), DisableParallelization = true)]
public sealed class SwtpmNotInstalledTests
{
    [Fact]
    public void Without_swtpm_the_error_says_what_to_install()
    {
        string? path = Environment.GetEnvironmentVariable("PATH");
        try
        {
            Environment.SetEnvironmentVariable("PATH", "/nonexistent");

            Assert.Equal(
                "swtpm not found: apt-get install swtpm swtpm-tools",
                Assert.Throws<TpmUnavailableException>(() => Swtpm.Start()).Message);
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", path);
        }
    }
}
