using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Enviro.Tpm;

/// <summary>TPMA_SESSION: what a session does in one command (TPM 2.0 Part 2, 8.4).</summary>
[Flags]
public enum TpmSessionAttributes
{
    /// <summary>It authorises, and no more; the session ends with the command.</summary>
    None = 0,

    /// <summary>The session goes on after the command.</summary>
    ContinueSession = 1 << 0,

    /// <summary>The command's first parameter crosses the bus encrypted. It must be a TPM2B.</summary>
    Decrypt = 1 << 5,

    /// <summary>The response's first parameter crosses the bus encrypted. It must be a TPM2B.</summary>
    Encrypt = 1 << 6,
}

/// <summary>
/// A salted HMAC session (TPM 2.0 Part 1, 19.6): its key comes from a salt that only the TPM can decrypt, so whoever listens on the bus
/// learns none of the parameters it encrypts, and whoever alters a command or response is noticed. It authorises objects whose
/// authorisation value is empty. For one command at a time.
/// </summary>
public sealed class TpmSession : IDisposable
{
    internal const int NonceSize = SHA256.HashSizeInBytes;

    private readonly TpmDevice _tpm;
    private readonly byte[] _key;
    private byte[] _nonceCaller;
    private byte[] _nonceTpm;
    private bool _ended;

    internal TpmSession(TpmDevice tpm, uint handle, ReadOnlySpan<byte> salt, byte[] nonceCaller, byte[] nonceTpm)
    {
        _tpm = tpm;
        Handle = handle;
        _nonceCaller = nonceCaller;
        _nonceTpm = nonceTpm;
        _key = TpmKdf.KdfA(salt, "ATH"u8, nonceTpm, nonceCaller, SHA256.HashSizeInBytes);
    }

    /// <summary>The session's handle.</summary>
    public uint Handle { get; }

    /// <summary>Authorises one command.</summary>
    /// <param name="names">The Names of all the command's handles, one after the other: what the command is about cannot be altered.</param>
    /// <param name="attributes">What the session does; <see cref="TpmSessionAttributes.ContinueSession"/> is always set.</param>
    /// <returns>The authorisation.</returns>
    public TpmAuthorization Authorize(ReadOnlySpan<byte> names, TpmSessionAttributes attributes) =>
        new SessionAuthorization(this, names.ToArray(), attributes | TpmSessionAttributes.ContinueSession);

    /// <summary>Ends the session. A TPM that cannot be told has lost it, or flushes it at the next <see cref="TpmDevice.Open(string, TimeSpan?)"/>.</summary>
    public void Dispose()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        CryptographicOperations.ZeroMemory(_key);
        try
        {
            _tpm.FlushContext(Handle);
        }
        catch (Exception e) when (e is TpmException or TpmProtocolException or TpmUnavailableException)
        {
            // What went wrong before this is what the caller has to hear.
        }
    }

    /// <summary>The exchange of one command: nonces roll with it.</summary>
    private sealed class SessionAuthorization(TpmSession session, byte[] names, TpmSessionAttributes attributes) : TpmAuthorization
    {
        internal override ReadOnlySpan<byte> Conceal(ReadOnlySpan<byte> parameters)
        {
            ObjectDisposedException.ThrowIf(session._ended, session);
            session._nonceCaller = RandomNumberGenerator.GetBytes(NonceSize);
            if (!attributes.HasFlag(TpmSessionAttributes.Decrypt))
            {
                return parameters;
            }

            TpmReader reader = new(parameters);
            ReadOnlySpan<byte> first = reader.Sized(TpmChannel.MaxMessageSize);
            byte[] concealed = parameters.ToArray();
            ParameterCipher.Encrypt(session._key, session._nonceCaller, session._nonceTpm, first).CopyTo(concealed.AsSpan(sizeof(ushort)));
            return concealed;
        }

        internal override void Write(TpmWriter writer, TpmCommandCode command, ReadOnlySpan<byte> parameters)
        {
            // cpHash, Part 1, 16.7.
            byte[] digest = SHA256.HashData([.. BigEndian((uint)command), .. names, .. parameters]);
            writer.UInt32(session.Handle);
            writer.Sized(session._nonceCaller);
            writer.UInt8((byte)attributes);
            writer.Sized(Hmac(digest, session._nonceCaller, session._nonceTpm));
        }

        internal override void Check(ref TpmReader reader, TpmCommandCode command, ReadOnlySpan<byte> responseParameters)
        {
            byte[] nonceTpm = reader.Sized(NonceSize).ToArray();
            TpmReader.Expect("size of the session's nonce", NonceSize, (uint)nonceTpm.Length);
            TpmReader.Expect("attributes of the session", (uint)attributes, reader.UInt8());
            ReadOnlySpan<byte> hmac = reader.Sized(SHA256.HashSizeInBytes);

            // rpHash, Part 1, 16.8.
            byte[] digest = SHA256.HashData([.. BigEndian(TpmResponseCode.Success), .. BigEndian((uint)command), .. responseParameters]);
            if (!CryptographicOperations.FixedTimeEquals(hmac, Hmac(digest, nonceTpm, session._nonceCaller)))
            {
                throw new TpmProtocolException("the HMAC of the response does not verify: it was altered on the bus, or another TPM answers");
            }

            session._nonceTpm = nonceTpm;
        }

        internal override byte[] Reveal(byte[] responseParameters)
        {
            if (!attributes.HasFlag(TpmSessionAttributes.Encrypt))
            {
                return responseParameters;
            }

            TpmReader reader = new(responseParameters);
            ReadOnlySpan<byte> first = reader.Sized(TpmChannel.MaxMessageSize);
            byte[] revealed = [.. responseParameters];
            ParameterCipher.Decrypt(session._key, session._nonceTpm, session._nonceCaller, first).CopyTo(revealed.AsSpan(sizeof(ushort)));
            return revealed;
        }

        // Part 1, 19.6.4; the authorisation value, which would follow the session's key, is empty.
        private byte[] Hmac(byte[] parametersDigest, byte[] nonceNewer, byte[] nonceOlder) =>
            HMACSHA256.HashData(session._key, (byte[])[.. parametersDigest, .. nonceNewer, .. nonceOlder, (byte)attributes]);

        private static byte[] BigEndian(uint value)
        {
            byte[] bytes = new byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
            return bytes;
        }
    }
}
