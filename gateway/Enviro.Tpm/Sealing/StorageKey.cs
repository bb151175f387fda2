namespace Enviro.Tpm;

/// <summary>
/// The storage key that guards what is sealed: a P-256 primary of the owner hierarchy, loaded while it is needed. It takes no persistent
/// handle: the TPM makes the same key each time, until the owner hierarchy is cleared.
/// </summary>
public sealed class StorageKey : IDisposable
{
    private readonly TpmDevice _tpm;
    private bool _flushed;

    private StorageKey(TpmDevice tpm, uint handle, TpmStoragePublic publicArea)
    {
        _tpm = tpm;
        Handle = handle;
        Public = publicArea;
    }

    /// <summary>The transient handle.</summary>
    public uint Handle { get; }

    /// <summary>The public area.</summary>
    public TpmStoragePublic Public { get; }

    /// <summary>Creates and loads the key; takes one slot until disposed.</summary>
    /// <param name="tpm">The TPM; it must outlive the key.</param>
    /// <param name="owner">The owner's authorisation; empty if left out.</param>
    /// <returns>The key.</returns>
    public static StorageKey Load(TpmDevice tpm, TpmAuthorization? owner = null)
    {
        ArgumentNullException.ThrowIfNull(tpm);
        TpmPrimary primary = tpm.CreatePrimary(TpmHandles.Owner, TpmStoragePublic.Template.Encoded, owner ?? TpmAuthorization.Empty);
        if (TpmStoragePublic.TryParse(primary.PublicArea, out TpmStoragePublic? found) && primary.Name.AsSpan().SequenceEqual(found.Name))
        {
            return new StorageKey(tpm, primary.Handle, found);
        }

        tpm.FlushContext(primary.Handle);
        throw new TpmProtocolException("the storage key is not the one asked for");
    }

    /// <summary>Starts a session salted with this key.</summary>
    /// <returns>The session; dispose it when done.</returns>
    public TpmSession StartSession() => _tpm.StartAuthSession(Handle, Public);

    /// <summary>Flushes the key. A TPM that cannot be told has lost it, or flushes it at the next <see cref="TpmDevice.Open(string, TimeSpan?)"/>.</summary>
    public void Dispose()
    {
        if (_flushed)
        {
            return;
        }

        _flushed = true;
        try
        {
            _tpm.FlushContext(Handle);
        }
        catch (Exception e) when (e is TpmException or TpmProtocolException or TpmUnavailableException)
        {
            // What went wrong before this is what the caller has to hear.
        }
    }
}
