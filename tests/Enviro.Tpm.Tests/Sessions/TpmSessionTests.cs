using Enviro.Simulator;
using Enviro.Tpm.Tests.Keys;

namespace Enviro.Tpm.Tests.Sessions;

/// <summary>
/// That the derivations and the cipher are right, the TPM says: with another key, nonce or block it would refuse the HMAC or give out
/// noise.
/// </summary>
public sealed class TpmSessionTests : IDisposable
{
    private const int Unseal = 0x15E;
    private readonly Swtpm _swtpm = Swtpm.Start();

    public void Dispose() => _swtpm.Dispose();

    [Fact]
    public void A_response_changed_on_its_way_is_refused_at_any_byte()
    {
        int at = 0;
        using TpmDevice tpm = new(new RecordingChannel(
            TpmChannel.Open(_swtpm.Uri), (command, response) => TpmSigningKeyTests.Alter(command, response, Unseal, at)));
        byte[] blob = SealedSecret.Seal(tpm, "secret"u8);

        // Header, size of parameters, the encrypted secret of 6 bytes, nonce, attributes, HMAC.
        int length = 10 + 4 + (2 + 6) + (2 + 32) + 1 + (2 + 32);
        for (at = 1; at < length; at++)
        {
            // A changed response code has the form of none: no refusal carries parameters.
            Assert.Throws<TpmProtocolException>(() => SealedSecret.Unseal(tpm, blob));
        }

        at = 0;
        Assert.Equal("secret"u8.ToArray(), SealedSecret.Unseal(tpm, blob));
    }

    [Fact]
    public void A_command_changed_on_its_way_is_refused_by_the_TPM()
    {
        using TpmDevice tpm = TpmDevice.Open(_swtpm.Uri);
        using StorageKey storage = StorageKey.Load(tpm);
        using TpmSession session = storage.StartSession();

        // The TPM sees another Name than the HMAC covers.
        byte[] name = [.. storage.Public.Name];
        name[^1] ^= 1;
        TpmException refused = Assert.Throws<TpmException>(() => tpm.Create(
            storage.Handle, Template, "secret"u8, session.Authorize(name, TpmSessionAttributes.Decrypt)));

        Assert.Equal(("TPM_RC_BAD_AUTH", 1), (refused.ResponseCode.Name, refused.ResponseCode.Session));
        Assert.Equal(0u, tpm.GetProperty(TpmProperty.LockoutCounter));
        tpm.Create(storage.Handle, Template, "secret"u8, session.Authorize(storage.Public.Name, TpmSessionAttributes.Decrypt));
    }

    [Theory]
    [InlineData(TpmSessionAttributes.None)]
    [InlineData(TpmSessionAttributes.Decrypt)]
    [InlineData(TpmSessionAttributes.Encrypt)]
    [InlineData(TpmSessionAttributes.Decrypt | TpmSessionAttributes.Encrypt)]
    public void One_session_serves_many_commands(TpmSessionAttributes attributes)
    {
        using TpmDevice tpm = TpmDevice.Open(_swtpm.Uri);
        using StorageKey storage = StorageKey.Load(tpm);
        using TpmSession session = storage.StartSession();
        for (int round = 0; round < 10; round++)
        {
            byte[] secret = [.. Enumerable.Repeat((byte)round, 1 + (round * 14))];
            TpmCreatedObject created = tpm.Create(storage.Handle, Template, secret, session.Authorize(storage.Public.Name, attributes));
            TpmLoadedObject loaded = tpm.Load(storage.Handle, created, session.Authorize(storage.Public.Name, attributes));
            Assert.Equal(secret, tpm.Unseal(loaded.Handle, session.Authorize(loaded.Name, attributes & TpmSessionAttributes.Encrypt)));
            tpm.FlushContext(loaded.Handle);
        }
    }

    [Fact]
    public void A_storage_key_put_in_the_place_of_the_right_one_reveals_nothing()
    {
        // Somebody on the bus answers with the public area of a storage key of his own, with its right Name.
        using Swtpm attacker = Swtpm.Start();
        byte[] primary = [];
        using (TpmDevice tpm = new(new RecordingChannel(TpmChannel.Open(attacker.Uri), (command, response) =>
        {
            primary = command[9] == 0x31 ? response : primary;
            return response;
        })))
        {
            StorageKey.Load(tpm).Dispose();
        }

        bool interposed = false;
        RecordingChannel channel = new(
            TpmChannel.Open(_swtpm.Uri), (command, response) => interposed && command[8] == 0x01 && command[9] == 0x31 ? primary : response);
        using TpmDevice victim = new(channel);
        byte[] blob = SealedSecret.Seal(victim, "secret"u8);
        interposed = true;
        channel.Commands.Clear();

        Assert.Throws<SealedBlobException>(() => SealedSecret.Unseal(victim, blob));

        Assert.DoesNotContain(channel.Commands, command => command[8] == 0x01 && command[9] == 0x5E);
    }

    [Fact]
    public void Sessions_a_predecessor_left_are_flushed_on_opening()
    {
        using (TpmDevice careless = new(TpmChannel.Open(_swtpm.Uri)))
        {
            using StorageKey storage = StorageKey.Load(careless);
            storage.StartSession();
            storage.StartSession();
            storage.StartSession();
            Assert.Equal("TPM_RC_SESSION_MEMORY", Assert.Throws<TpmException>(() => storage.StartSession()).ResponseCode.Name);
        }

        using TpmDevice tpm = TpmDevice.Open(_swtpm.Uri);

        Assert.Empty(tpm.GetHandles(TpmHandles.LoadedSessionFirst));
        SealedSecret.Seal(tpm, "secret"u8);
    }

    [Fact]
    public void A_list_of_sessions_without_end_is_refused()
    {
        using TpmDevice tpm = new(new ScriptedChannel(command => Convert.FromHexString(
            command[9] == 0x7A ? "800100000017000000000100000001" + "00000001" + "02000000" : "80010000000a00000000")));

        Assert.Throws<TpmProtocolException>(tpm.FlushSessions);
    }

    [Fact]
    public void An_ended_session_authorises_nothing()
    {
        using TpmDevice tpm = TpmDevice.Open(_swtpm.Uri);
        using StorageKey storage = StorageKey.Load(tpm);
        TpmSession session = storage.StartSession();
        session.Dispose();
        session.Dispose();

        Assert.Throws<ObjectDisposedException>(
            () => tpm.Create(storage.Handle, Template, "secret"u8, session.Authorize(storage.Public.Name, TpmSessionAttributes.Decrypt)));
    }

    [Fact]
    public void A_storage_key_that_is_no_point_of_the_curve_is_refused()
    {
        byte[] area = [.. TpmStoragePublic.Template.Encoded[..^4], 0, 32, .. new byte[31], 1, 0, 32, .. new byte[31], 1];
        Assert.True(TpmStoragePublic.TryParse(area, out TpmStoragePublic? key));
        using TpmDevice tpm = TpmDevice.Open(_swtpm.Uri);

        Assert.Throws<TpmProtocolException>(() => tpm.StartAuthSession(0x80000000, key));
    }

    private static byte[] Template => Convert.FromHexString("0008000b00000452000000100000");
}
