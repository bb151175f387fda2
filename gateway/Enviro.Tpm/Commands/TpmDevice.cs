namespace Enviro.Tpm;

/// <summary>
/// A TPM 2.0 and its commands, a method each (TPM 2.0 Part 3), one file a group. Safe for concurrent callers: commands take
/// turns.
/// </summary>
/// <remarks>
/// Every command throws <see cref="TpmException"/> when the TPM refuses it, <see cref="TpmProtocolException"/> when the
/// response is not one, and <see cref="TpmUnavailableException"/> when there is none.
/// </remarks>
public sealed partial class TpmDevice : IDisposable
{
    private const int HeaderSize = 10;
    private const ushort TagNoSessions = 0x8001;
    private const ushort TagSessions = 0x8002;

    // 1 + 2 + … + 1024 ms, some two seconds: enough for the self-test of a chip after power-on.
    private const int MaxRetries = 11;

    private readonly ITpmChannel _channel;
    private readonly Lock _gate = new();

    /// <summary>Speaks to a TPM over a channel, as it is: nothing is sent.</summary>
    /// <param name="channel">The channel; disposed with this object.</param>
    public TpmDevice(ITpmChannel channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        _channel = channel;
    }

    /// <summary>
    /// Opens a TPM, starts it if nobody has, and flushes objects and sessions a predecessor left loaded: without a resource
    /// manager they outlive its connection, and a TPM has as few as three slots of each.
    /// </summary>
    /// <param name="uri">The TPM, see <see cref="TpmChannel.Open"/>.</param>
    /// <param name="timeout">Limit for connecting and for each command; <see cref="TpmChannel.DefaultTimeout"/> if left out.</param>
    /// <returns>The TPM, ready for use.</returns>
    /// <exception cref="TpmConfigurationException">The URI cannot be used.</exception>
    public static TpmDevice Open(string uri, TimeSpan? timeout = null) => Open(TpmChannel.Open(uri, timeout));

    /// <summary>As <see cref="Open(string, TimeSpan?)"/>, over a channel that is already open.</summary>
    /// <param name="channel">The channel; disposed with the TPM, or at once if opening fails.</param>
    /// <returns>The TPM, ready for use.</returns>
    public static TpmDevice Open(ITpmChannel channel)
    {
        TpmDevice tpm = new(channel);
        try
        {
            tpm.Startup();
            tpm.FlushTransientObjects();
            tpm.FlushSessions();
            return tpm;
        }
        catch
        {
            tpm.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();

    /// <summary>Sends one command, again for as long as the TPM asks for that, and takes its response apart.</summary>
    /// <param name="code">The command.</param>
    /// <param name="handles">Its handles.</param>
    /// <param name="authorizations">One for each handle that needs one, in their order.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="returnsHandle">Whether the response starts with a handle.</param>
    private Response Execute(
        TpmCommandCode code,
        ReadOnlySpan<uint> handles,
        ReadOnlySpan<TpmAuthorization> authorizations,
        ReadOnlySpan<byte> parameters,
        bool returnsHandle = false)
    {
        lock (_gate)
        {
            for (int attempt = 0; ; attempt++)
            {
                TpmWriter command = Compose(code, handles, authorizations, parameters);
                byte[] response = _channel.Transmit(command.Written);
                TpmResponseCode responseCode = ReadResponseCode(response, authorizations.Length != 0);
                if (responseCode.Value == TpmResponseCode.Success)
                {
                    return ReadResponse(code, response, authorizations, returnsHandle);
                }

                bool again = responseCode.Value is TpmResponseCode.Retry or TpmResponseCode.Yielded or TpmResponseCode.Testing;
                if (!again || attempt == MaxRetries)
                {
                    throw new TpmException(code, responseCode);
                }

                _channel.Wait(1 << attempt);
            }
        }
    }

    // TPM 2.0 Part 1, 18.2: header, handles, authorisation area with its size, parameters.
    private static TpmWriter Compose(
        TpmCommandCode code,
        ReadOnlySpan<uint> handles,
        ReadOnlySpan<TpmAuthorization> authorizations,
        ReadOnlySpan<byte> parameters)
    {
        TpmWriter writer = new();
        writer.UInt16(authorizations.IsEmpty ? TagNoSessions : TagSessions);
        writer.UInt32(0);
        writer.UInt32((uint)code);
        foreach (TpmAuthorization authorization in authorizations)
        {
            parameters = authorization.Conceal(parameters);
        }

        foreach (uint handle in handles)
        {
            writer.UInt32(handle);
        }

        if (!authorizations.IsEmpty)
        {
            int mark = writer.BeginSize32();
            foreach (TpmAuthorization authorization in authorizations)
            {
                authorization.Write(writer, code, parameters);
            }

            writer.EndSize32(mark);
        }

        writer.Bytes(parameters);
        writer.PatchUInt32(sizeof(ushort), (uint)writer.Length);
        return writer;
    }

    // A refusal is a bare header; a success bears the command's tag (TPM 2.0 Part 1, 18.3 and 18.4).
    private static TpmResponseCode ReadResponseCode(byte[] response, bool sessions)
    {
        TpmReader reader = new(response);
        ushort tag = reader.UInt16();
        TpmReader.Expect("size of the response", (uint)response.Length, reader.UInt32());
        TpmResponseCode code = new(reader.UInt32());
        if (code.Value != TpmResponseCode.Success)
        {
            reader.End();
        }
        else
        {
            TpmReader.Expect("tag of the response", sessions ? TagSessions : TagNoSessions, tag);
        }

        return code;
    }

    private static Response ReadResponse(
        TpmCommandCode code,
        byte[] response,
        ReadOnlySpan<TpmAuthorization> authorizations,
        bool returnsHandle)
    {
        TpmReader reader = new(response.AsSpan(HeaderSize));
        uint handle = returnsHandle ? reader.UInt32() : 0;
        if (authorizations.IsEmpty)
        {
            return new Response(handle, reader.Bytes(reader.Remaining).ToArray());
        }

        byte[] parameters = reader.Bytes(reader.Count(TpmChannel.MaxMessageSize)).ToArray();
        foreach (TpmAuthorization authorization in authorizations)
        {
            authorization.Check(ref reader, code, parameters);
        }

        reader.End();
        foreach (TpmAuthorization authorization in authorizations)
        {
            parameters = authorization.Reveal(parameters);
        }

        return new Response(handle, parameters);
    }

    private readonly record struct Response(uint Handle, byte[] Parameters)
    {
        public void ExpectNoParameters() => new TpmReader(Parameters).End();
    }
}
