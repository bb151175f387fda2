using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Simulator;

namespace Enviro.Gateway.Tests;

public sealed class SharedKeyStoreTests : IDisposable
{
    private const string Plain = "file:keys/gateway.pem";
    private const string A = "urn:dev:ow:10e2073a01080063";
    private const string B = "urn:dev:mac:0024befffe804ff1";

    private readonly string _folder = Directory.CreateTempSubdirectory("enviro-shared-").FullName;
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(SharedKeyStore.KeyLength);

    private string Shared => Path.Combine(_folder, "keys", "shared");

    private string SealedFile => Path.Combine(Shared, "urn_dev_ow_10e2073a01080063.sealed");

    private string PlainFile => Path.Combine(Shared, "urn_dev_ow_10e2073a01080063.unsealed");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_sealed_key_comes_back_after_a_restart_and_is_in_no_file()
    {
        using Swtpm swtpm = Swtpm.Start();
        using (SharedKeyStore store = new(swtpm.Uri, _folder))
        {
            Assert.True(store.IsSealed);
            Assert.Null(store.TryLoad(A));
            store.Store(A, _key);
        }

        using SharedKeyStore again = new(swtpm.Uri, _folder);
        Assert.Equal(_key, again.TryLoad(A));
        Assert.Null(again.TryLoad(B));
        Assert.Equal([SealedFile], Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));
        byte[] content = File.ReadAllBytes(SealedFile);
        Assert.True(content.AsSpan().IndexOf(_key.AsSpan(0, 8)) < 0);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SealedFile));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Shared));
    }

    [Fact]
    public void A_key_in_the_clear_says_so_in_its_name_and_is_its_owners_alone()
    {
        using SharedKeyStore store = new(Plain, _folder);
        Assert.False(store.IsSealed);
        Assert.Null(store.TryLoad(A));

        store.Store(A, _key);

        Assert.Equal(_key, store.TryLoad(A));
        Assert.Equal([PlainFile], Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(PlainFile));
        File.SetUnixFileMode(PlainFile, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.Contains("chmod 600", AssertUnusable(() => store.TryLoad(A)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_is_replaced_whole_whatever_a_crash_left_behind()
    {
        using SharedKeyStore store = new(Plain, _folder);
        store.Store(A, new byte[SharedKeyStore.KeyLength]);
        File.WriteAllText(PlainFile + ".new", "half of");

        store.Store(A, _key);

        Assert.Equal(_key, store.TryLoad(A));
        Assert.Equal([PlainFile], Directory.GetFiles(Shared));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(PlainFile));
    }

    [Fact]
    public void What_another_TPM_sealed_says_so()
    {
        using (Swtpm first = Swtpm.Start())
        {
            using SharedKeyStore store = new(first.Uri, _folder);
            store.Store(A, _key);
        }

        using Swtpm second = Swtpm.Start();
        using SharedKeyStore other = new(second.Uri, _folder);

        Assert.Contains("another TPM", AssertUnusable(() => other.TryLoad(A)), StringComparison.Ordinal);
        other.Store(A, _key);
        Assert.Equal(_key, other.TryLoad(A));
    }

    [Fact]
    public void Exchanged_cut_and_altered_files_are_refused_and_hurt_nobody_else()
    {
        using Swtpm swtpm = Swtpm.Start();
        using SharedKeyStore store = new(swtpm.Uri, _folder);
        store.Store(A, new byte[SharedKeyStore.KeyLength]);
        store.Store(B, _key);
        byte[] good = File.ReadAllBytes(SealedFile);

        File.Copy(Path.Combine(Shared, "urn_dev_mac_0024befffe804ff1.sealed"), SealedFile, overwrite: true);
        Assert.Contains("another node", AssertUnusable(() => store.TryLoad(A)), StringComparison.Ordinal);
        foreach (byte[] bad in (byte[][])[[], good[..^1], [.. good, 0], [.. good[..60], (byte)(good[60] ^ 1), .. good[61..]], new byte[5000]])
        {
            File.WriteAllBytes(SealedFile, bad);
            Assert.Contains(A, AssertUnusable(() => store.TryLoad(A)), StringComparison.Ordinal);
        }

        Assert.Equal(_key, store.TryLoad(B));
    }

    [Fact]
    public void A_broken_file_in_the_clear_is_refused()
    {
        using SharedKeyStore store = new(Plain, _folder);
        store.Store(A, _key);
        foreach (string bad in (string[])["", "00", new string('0', 63), new string('g', 64), new string('0', 65), new string('0', 5000)])
        {
            File.WriteAllText(PlainFile, bad);
            AssertUnusable(() => store.TryLoad(A));
        }
    }

    [Fact]
    public void A_gateway_whose_key_moved_says_what_to_do_and_a_new_key_puts_it_right()
    {
        using Swtpm swtpm = Swtpm.Start();
        using SharedKeyStore plain = new(Plain, _folder);
        using SharedKeyStore tpm = new(swtpm.Uri, _folder);
        plain.Store(A, _key);

        Assert.Contains("was kept while the gateway's key was a file", AssertUnusable(() => tpm.TryLoad(A)), StringComparison.Ordinal);
        tpm.Store(A, _key);
        Assert.Equal([SealedFile], Directory.GetFiles(Shared));
        Assert.Contains("was kept while the gateway's key was in a TPM", AssertUnusable(() => plain.TryLoad(A)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_TPM_that_is_away_is_said_so_and_found_again()
    {
        using Swtpm swtpm = Swtpm.Start();
        using SharedKeyStore store = new(swtpm.Uri, _folder);
        store.Store(A, _key);
        swtpm.Kill();

        Assert.Contains("see whether swtpm still runs", AssertUnusable(() => store.TryLoad(A)), StringComparison.Ordinal);
        AssertUnusable(() => store.Store(A, new byte[SharedKeyStore.KeyLength]));

        swtpm.Restart();
        Assert.Equal(_key, store.TryLoad(A));
    }

    [Theory]
    [InlineData("urn:dev:")]
    [InlineData("urn:dev:../../operator")]
    [InlineData("urn:dev:a/b")]
    [InlineData("urn:dev:a_b")]
    [InlineData("urn:dev:a\0")]
    [InlineData("urn:dev:ä")]
    [InlineData("/etc/passwd")]
    [InlineData("")]
    public void A_name_that_is_no_URN_of_a_node_reaches_no_file(string urn)
    {
        using SharedKeyStore store = new(Plain, _folder);

        Assert.Throws<ArgumentException>(() => store.TryLoad(urn));
        Assert.Throws<ArgumentException>(() => store.Store(urn, _key));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Neither_a_key_of_another_length_nor_a_name_too_long_is_kept()
    {
        using SharedKeyStore store = new(Plain, _folder);

        Assert.Throws<ArgumentOutOfRangeException>(() => store.Store(A, new byte[31]));
        Assert.Throws<ArgumentException>(() => store.Store("urn:dev:" + new string('a', 200), _key));
    }

    private static string AssertUnusable(Action action)
    {
        LedgerException exception = Assert.Throws<LedgerException>(action);
        Assert.Equal(LedgerFault.KeyUnusable, exception.Fault);
        Assert.False(exception.IsFatal);
        return exception.Message;
    }
}
