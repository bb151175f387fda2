using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Simulator;
using Enviro.Tpm;

namespace Enviro.Gateway.Tests;

public sealed class SigningKeysTests : IDisposable
{
    private static readonly byte[] Digest = SHA256.HashData("message"u8);
    private readonly string _folder = Directory.CreateTempSubdirectory("enviro-keys-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_is_made_once_and_found_again()
    {
        using ISigningKey made = SigningKeys.Open("file:service.pem", _folder, TpmKeyPurpose.GatewayService);
        using ISigningKey found = SigningKeys.Open("file:service.pem", _folder, TpmKeyPurpose.GatewayService);

        Assert.Equal(made.PublicKey, found.PublicKey);
        Assert.True(Es256.Verify(found.PublicKey, Digest, found.SignDigest(Digest)));
    }

    [Theory]
    [InlineData("http://tpm")]
    [InlineData("keys/gateway.pem")]
    [InlineData("")]
    public void Another_scheme_is_refused_everywhere(string uri)
    {
        Assert.Throws<GatewayConfigurationException>(() => SigningKeys.Open(uri, _folder, TpmKeyPurpose.GatewayService));
        Assert.Throws<GatewayConfigurationException>(() => SigningKeys.UriBeside(uri, TpmKeyPurpose.GatewayService));
        Assert.Throws<GatewayConfigurationException>(() => new SharedKeyStore(uri, _folder));
    }

    [Theory]
    [InlineData("tpm:///dev/tpmrm0", TpmKeyPurpose.CertificateAuthority, "tpm:///dev/tpmrm0")]
    [InlineData("file:keys/gateway.pem", TpmKeyPurpose.CertificateAuthority, "file:keys/certificate-authority.pem")]
    [InlineData("file:keys/gateway.pem", TpmKeyPurpose.GatewayService, "file:keys/service.pem")]
    [InlineData("file:gateway.pem", TpmKeyPurpose.GatewayService, "file:service.pem")]
    [InlineData("file:/etc/enviro/gateway.pem", TpmKeyPurpose.GatewayService, "file:/etc/enviro/service.pem")]
    public void Each_purpose_has_its_place_beside_the_seal_key(string sealKey, TpmKeyPurpose purpose, string expected) =>
        Assert.Equal(expected, SigningKeys.UriBeside(sealKey, purpose));

    [Fact]
    public void A_TPM_that_is_not_there_is_a_key_that_cannot_be_used()
    {
        LedgerException refused = Assert.Throws<LedgerException>(
            () => SigningKeys.Open("tpm+unix:///nonexistent/tpm", _folder, TpmKeyPurpose.GatewayService));

        Assert.Equal(LedgerFault.KeyUnusable, refused.Fault);
        Assert.False(refused.IsFatal);
        Assert.StartsWith("TPM tpm+unix:///nonexistent/tpm: no TPM answers", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SwtpmTransport.Tcp)]
    [InlineData(SwtpmTransport.UnixSocket)]
    public void All_keys_of_one_TPM_work_side_by_side(SwtpmTransport transport)
    {
        using Swtpm swtpm = Swtpm.Start(transport: transport);
        using ISealKey seal = SealKeys.Open(swtpm.Uri, _folder);
        using ISigningKey authority = SigningKeys.Open(swtpm.Uri, _folder, TpmKeyPurpose.CertificateAuthority);
        using ISigningKey service = SigningKeys.Open(swtpm.Uri, _folder, TpmKeyPurpose.GatewayService);
        using SharedKeyStore shared = new(swtpm.Uri, _folder);
        byte[] key = RandomNumberGenerator.GetBytes(SharedKeyStore.KeyLength);
        shared.Store("urn:dev:mac:0024befffe804ff1", key);

        Parallel.For(0, 40, i =>
        {
            ISigningKey signer = i % 2 == 0 ? authority : service;
            Assert.True(Es256.Verify(signer.PublicKey, Digest, signer.SignDigest(Digest)));
            Assert.NotEmpty(seal.Seal([(byte)i]).Encode());
            Assert.Equal(key, shared.TryLoad("urn:dev:mac:0024befffe804ff1"));
        });
        Assert.Equal(3, new[] { seal.PublicKey, authority.PublicKey, service.PublicKey }.DistinctBy(Convert.ToHexString).Count());
    }

    [Fact]
    public void A_key_in_the_TPM_signs_a_charter_that_holds()
    {
        using Swtpm swtpm = Swtpm.Start();
        using ISigningKey key = SigningKeys.Open(swtpm.Uri, _folder, TpmKeyPurpose.GatewayService);

        Assert.True(Charter.TryParse(Charter.Sign(key, "deployment", 1), out Charter? charter));

        Assert.Equal(key.Thumbprint, charter.OperatorKey.Thumbprint);
        SignedMessage signed = SignedMessage.Parse(SignedMessage.Sign(key, "text/plain", [1, 2]), "text/plain", 512);
        Assert.True(signed.IsSignedBy(charter.OperatorKey));
    }

    [Fact]
    public void The_seal_key_proves_where_the_service_key_lives()
    {
        using Swtpm swtpm = Swtpm.Start();
        using ISealKey seal = SealKeys.Open(swtpm.Uri, _folder);
        using TpmServiceKey service = new(swtpm.Uri, TpmKeyPurpose.GatewayService);

        KeyCertification proof = service.Certify(Digest);

        Assert.True(proof.TryVerify(seal.PublicKey, Digest, out TpmPublic? certified));
        Assert.Equal(service.PublicKey, certified.Point);
    }

    [Fact]
    public void A_TPM_that_went_away_is_opened_again_by_whoever_comes_first()
    {
        using Swtpm swtpm = Swtpm.Start();
        using ISealKey seal = SealKeys.Open(swtpm.Uri, _folder);
        using ISigningKey service = SigningKeys.Open(swtpm.Uri, _folder, TpmKeyPurpose.GatewayService);
        ulong counter = seal.AdvanceRollbackCounter(0);
        swtpm.Kill();
        Assert.Equal(LedgerFault.KeyUnusable, Assert.Throws<LedgerException>(() => service.SignDigest(Digest)).Fault);
        Assert.Throws<SealingException>(() => seal.Seal([1]));
        swtpm.Restart();

        Assert.True(Es256.Verify(service.PublicKey, Digest, service.SignDigest(Digest)));
        Assert.NotEmpty(seal.Seal([1]).Encode());
        Assert.True(seal.AdvanceRollbackCounter(counter) > counter);

        // Reset behind our back: the next command fails, and with it the connection is opened and the TPM started anew.
        swtpm.Reset();
        Assert.Throws<LedgerException>(() => service.SignDigest(Digest));
        Assert.NotEmpty(seal.Seal([1]).Encode());
        Assert.Equal(64, service.SignDigest(Digest).Length);
    }

    [Fact]
    public void Another_TPM_in_its_place_is_noticed_by_every_key()
    {
        DirectoryInfo state = Directory.CreateDirectory(Path.Combine(_folder, "state"));
        using Swtpm swtpm = Swtpm.Start(state.FullName);
        using ISealKey seal = SealKeys.Open(swtpm.Uri, _folder);
        using ISigningKey service = SigningKeys.Open(swtpm.Uri, _folder, TpmKeyPurpose.GatewayService);
        swtpm.Kill();
        foreach (FileInfo file in state.GetFiles())
        {
            file.Delete();
        }

        swtpm.Restart();
        Assert.Throws<LedgerException>(() => service.SignDigest(Digest));
        for (int attempt = 0; attempt < 2; attempt++)
        {
            Assert.Contains("another than before", Assert.Throws<LedgerException>(() => service.SignDigest(Digest)).Message, StringComparison.Ordinal);
            Assert.Contains("another than before", Assert.Throws<SealingException>(() => seal.Seal([1])).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_TPM_is_let_go_with_the_last_key_and_not_before()
    {
        using Swtpm swtpm = Swtpm.Start();
        ISealKey seal = SealKeys.Open(swtpm.Uri, _folder);
        ISigningKey service = SigningKeys.Open(swtpm.Uri, _folder, TpmKeyPurpose.GatewayService);
        seal.Dispose();
        seal.Dispose();
        Assert.Equal(64, service.SignDigest(Digest).Length);
        Assert.Throws<ObjectDisposedException>(() => seal.Seal([1]));
        service.Dispose();

        // Held, it would let nobody else in.
        using TpmDevice other = TpmDevice.Open(swtpm.Uri, TimeSpan.FromSeconds(5));
        Assert.Empty(other.GetHandles(TpmHandles.TransientFirst));
    }

    [Fact]
    public void A_key_that_did_not_open_holds_nothing_back()
    {
        using Swtpm swtpm = Swtpm.Start();
        using (TpmDevice tpm = TpmDevice.Open(swtpm.Uri))
        {
            AttestationKey.Open(tpm, TpmSigningKey.DefaultHandle(TpmKeyPurpose.GatewayService));
        }

        LedgerException refused = Assert.Throws<LedgerException>(() => SigningKeys.Open(swtpm.Uri, _folder, TpmKeyPurpose.GatewayService));

        Assert.Contains("tpm2_evictcontrol -C o -c 0x81010004", refused.Message, StringComparison.Ordinal);
        using TpmDevice other = TpmDevice.Open(swtpm.Uri, TimeSpan.FromSeconds(5));
    }
}
