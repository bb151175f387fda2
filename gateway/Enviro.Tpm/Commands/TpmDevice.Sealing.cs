namespace Enviro.Tpm;

/// <summary>An object created under a parent: what has to be kept outside the TPM to load it again.</summary>
/// <param name="PrivateArea">TPM2B_PRIVATE without its size: encrypted by the parent, of use in this TPM only.</param>
/// <param name="PublicArea">TPMT_PUBLIC.</param>
public sealed record TpmCreatedObject(byte[] PrivateArea, byte[] PublicArea);

/// <summary>An object loaded under its parent.</summary>
/// <param name="Handle">The transient handle; flush it when done.</param>
/// <param name="Name">Its Name, as the TPM gave it.</param>
public sealed record TpmLoadedObject(uint Handle, byte[] Name);

public sealed partial class TpmDevice
{
    /// <summary>The largest secret a TPM seals, in bytes (MAX_SYM_DATA, TPM 2.0 Part 2, 11.1.14).</summary>
    public const int MaxSealed = 128;

    // Above the private area of any object sealed here; those of RSA keys are larger.
    private const int MaxPrivate = 512;

    /// <summary>TPM2_Create (Part 3, 12.1) of an object around the caller's data, without an authorisation value.</summary>
    /// <param name="parent">A loaded storage key.</param>
    /// <param name="template">TPMT_PUBLIC, without a size in front.</param>
    /// <param name="secret">The data, at most <see cref="MaxSealed"/> bytes.</param>
    /// <param name="authorization">That of the parent; a session that encrypts the command, or the secret crosses the bus in the clear.</param>
    /// <returns>The object; it is not loaded.</returns>
    public TpmCreatedObject Create(uint parent, ReadOnlySpan<byte> template, ReadOnlySpan<byte> secret, TpmAuthorization authorization)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(secret.Length, MaxSealed, nameof(secret));
        ArgumentNullException.ThrowIfNull(authorization);
        TpmWriter parameters = new();
        parameters.UInt16((2 * sizeof(ushort)) + secret.Length); // inSensitive: no authorisation value, the data
        parameters.Sized([]);
        parameters.Sized(secret);
        parameters.Sized(template);
        parameters.Sized([]); // outsideInfo
        parameters.UInt32(0); // creationPCR: none
        try
        {
            TpmReader reader = new(Execute(TpmCommandCode.Create, [parent], [authorization], parameters.Written).Parameters);
            byte[] privateArea = reader.Sized(MaxPrivate).ToArray();
            byte[] publicArea = reader.Sized(TpmChannel.MaxMessageSize).ToArray();
            SkipCreation(ref reader);
            reader.End();
            return new TpmCreatedObject(privateArea, publicArea);
        }
        finally
        {
            parameters.Clear();
        }
    }

    /// <summary>TPM2_Load (Part 3, 12.2).</summary>
    /// <param name="parent">The storage key the object was created under, loaded.</param>
    /// <param name="created">The object.</param>
    /// <param name="authorization">That of the parent.</param>
    /// <returns>The loaded object.</returns>
    public TpmLoadedObject Load(uint parent, TpmCreatedObject created, TpmAuthorization authorization)
    {
        ArgumentNullException.ThrowIfNull(created);
        ArgumentNullException.ThrowIfNull(authorization);
        TpmWriter parameters = new();
        parameters.Sized(created.PrivateArea);
        parameters.Sized(created.PublicArea);
        Response response = Execute(TpmCommandCode.Load, [parent], [authorization], parameters.Written, returnsHandle: true);
        TpmReader reader = new(response.Parameters);
        byte[] name = reader.Sized(MaxName).ToArray();
        reader.End();
        return new TpmLoadedObject(response.Handle, name);
    }

    /// <summary>TPM2_Unseal (Part 3, 12.7).</summary>
    /// <param name="handle">A loaded sealed object.</param>
    /// <param name="authorization">Its authorisation; a session that encrypts the response, or the secret crosses the bus in the clear.</param>
    /// <returns>The secret.</returns>
    public byte[] Unseal(uint handle, TpmAuthorization authorization)
    {
        ArgumentNullException.ThrowIfNull(authorization);
        TpmReader reader = new(Execute(TpmCommandCode.Unseal, [handle], [authorization], []).Parameters);
        byte[] secret = reader.Sized(MaxSealed).ToArray();
        reader.End();
        return secret;
    }
}
