using System.Security.Cryptography;
using Enviro.Wire;

namespace Enviro.Ledger.Tests;

public sealed class SigningKeyTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string KeyFile => _folder.File("key.pem");

    [Fact]
    public void A_key_is_the_same_after_loading()
    {
        using SigningKey created = SigningKey.LoadOrCreate(KeyFile);
        using SigningKey loaded = SigningKey.LoadOrCreate(KeyFile);
        Assert.Equal(created.PublicKey, loaded.PublicKey);
        Assert.Equal(CoseKey.Thumbprint(created.PublicKey), loaded.Thumbprint);
        byte[] digest = SHA256.HashData([1]);
        Assert.True(Es256.Verify(created.PublicKey, digest, loaded.SignDigest(digest)));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_signed_message_parses_and_verifies()
    {
        using SigningKey key = SigningKey.Create(KeyFile);
        CoseSign1 message = CoseSign1.Parse(key.SignCoseSign1([0xa0], [1, 2, 3]));
        Assert.True(Es256Key.TryCreate(key.PublicKey, out Es256Key? publicKey));
        Assert.True(publicKey.VerifyCoseSign1(message));
        message.Message[message.PayloadOffset] ^= 1;
        Assert.False(publicKey.VerifyCoseSign1(message));
    }

    [Fact]
    public void Only_the_owner_may_read_the_file()
    {
        SigningKey.Create(KeyFile).Dispose();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.Contains("chmod 600", AssertUnusable(() => SigningKey.Load(KeyFile)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_is_never_overwritten()
    {
        SigningKey.Create(KeyFile).Dispose();
        byte[] before = File.ReadAllBytes(KeyFile);
        AssertUnusable(() => SigningKey.Create(KeyFile));
        Assert.Equal(before, File.ReadAllBytes(KeyFile));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void What_is_no_private_key_of_P256_is_refused()
    {
        using ECDsa p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using ECDsa p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using RSA rsa = RSA.Create(2048);
        string[] contents =
        [
            "", "no key", p384.ExportPkcs8PrivateKeyPem(), p256.ExportSubjectPublicKeyInfoPem(), rsa.ExportPkcs8PrivateKeyPem(),
            p256.ExportPkcs8PrivateKeyPem()[..60], new string('x', 20000),
        ];
        foreach (string content in contents)
        {
            Write(KeyFile, content);
            Assert.Contains(KeyFile, AssertUnusable(() => SigningKey.Load(KeyFile)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_missing_file_or_folder_is_named()
    {
        Assert.Contains(KeyFile, AssertUnusable(() => SigningKey.Load(KeyFile)).Message, StringComparison.Ordinal);
        AssertUnusable(() => SigningKey.Create(_folder.File("none/key.pem")));
    }

    [Fact]
    public void A_digest_of_another_length_is_refused()
    {
        using SigningKey key = SigningKey.Create(KeyFile);
        Assert.Throws<ArgumentOutOfRangeException>(() => key.SignDigest(new byte[31]));
    }

    public void Dispose() => _folder.Dispose();

    private static LedgerException AssertUnusable(Action action)
    {
        LedgerException exception = Assert.Throws<LedgerException>(action);
        Assert.Equal(LedgerFault.KeyUnusable, exception.Fault);
        Assert.False(exception.IsFatal);
        return exception;
    }

    private static void Write(string path, string content)
    {
        File.WriteAllText(path, content);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
