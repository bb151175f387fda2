namespace Enviro.Tpm;

/// <summary>
/// Seals a secret so that only this TPM can give it out again: a stolen disk or backup is worth nothing. Between here and the TPM it
/// travels encrypted, in a session salted with the storage key. Not bound to PCRs, and not guarded from whoever may use the TPM.
/// </summary>
public static class SealedSecret
{
    /// <summary>The largest secret, in bytes.</summary>
    public const int MaxLength = TpmDevice.MaxSealed;

    /// <summary>The largest blob, in bytes: a bound for files that hold one.</summary>
    public const int MaxBlobLength = 1024;

    /// <summary>Seals a secret.</summary>
    /// <param name="tpm">The TPM.</param>
    /// <param name="secret">1 to 128 bytes.</param>
    /// <param name="owner">The owner's authorisation; empty if left out.</param>
    /// <returns>The blob, to be kept outside the TPM; about 300 bytes.</returns>
    public static byte[] Seal(TpmDevice tpm, ReadOnlySpan<byte> secret, TpmAuthorization? owner = null)
    {
        ArgumentNullException.ThrowIfNull(tpm);
        ArgumentOutOfRangeException.ThrowIfZero(secret.Length, nameof(secret));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(secret.Length, MaxLength, nameof(secret));
        using StorageKey parent = StorageKey.Load(tpm, owner);
        using TpmSession session = parent.StartSession();
        TpmAuthorization concealed = session.Authorize(parent.Public.Name, TpmSessionAttributes.Decrypt);
        TpmCreatedObject created = tpm.Create(parent.Handle, SealedBlob.Template, secret, concealed);
        return new SealedBlob(parent.Public.Name, created).Format();
    }

    /// <summary>Unseals a blob.</summary>
    /// <param name="tpm">The TPM that sealed it.</param>
    /// <param name="blob">The blob.</param>
    /// <param name="owner">The owner's authorisation; empty if left out.</param>
    /// <returns>The secret. Whoever listens on the bus learns nothing of it.</returns>
    /// <exception cref="SealedBlobException">The blob is damaged, or another TPM's.</exception>
    public static byte[] Unseal(TpmDevice tpm, ReadOnlySpan<byte> blob, TpmAuthorization? owner = null)
    {
        ArgumentNullException.ThrowIfNull(tpm);
        SealedBlob parsed = SealedBlob.Parse(blob);
        using StorageKey parent = StorageKey.Load(tpm, owner);

        // Also keeps anybody between us and the TPM from putting a storage key of his own in its place.
        if (!parsed.ParentName.AsSpan().SequenceEqual(parent.Public.Name))
        {
            throw new SealedBlobException(
                SealedBlobFault.OtherTpm,
                "the blob was sealed by another TPM, or by this one before it was cleared: put that TPM back, or seal the secret anew");
        }

        using TpmSession session = parent.StartSession();
        TpmLoadedObject loaded = Load(tpm, parent, parsed.Sealed);
        try
        {
            byte[] name = TpmPublic.ComputeName(parsed.Sealed.PublicArea);
            if (!loaded.Name.AsSpan().SequenceEqual(name))
            {
                throw new TpmProtocolException("the Name of the sealed secret is not that of its public area");
            }

            return tpm.Unseal(loaded.Handle, session.Authorize(name, TpmSessionAttributes.Encrypt));
        }
        finally
        {
            tpm.FlushContext(loaded.Handle);
        }
    }

    private static TpmLoadedObject Load(TpmDevice tpm, StorageKey parent, TpmCreatedObject sealedObject)
    {
        try
        {
            return tpm.Load(parent.Handle, sealedObject, TpmAuthorization.Empty);
        }
        catch (TpmException e) when (e.ResponseCode.Parameter != 0)
        {
            throw new SealedBlobException(
                SealedBlobFault.Damaged, $"the sealed blob was altered ({e.ResponseCode.Describe()}): restore it from a backup", e);
        }
    }
}
