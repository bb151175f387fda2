namespace Enviro.Tpm;

/// <summary>A P-256 signing key as a primary of the owner hierarchy, kept at a persistent handle: what our keys have in common.</summary>
internal static class PersistentKey
{
    /// <summary>Finds the key at its handle, or creates it there. What else is at the handle is refused.</summary>
    public static TpmPublic Open(TpmDevice tpm, uint handle, TpmPublic template, string kind, TpmAuthorization owner)
    {
        if (!tpm.HasHandle(handle))
        {
            Create(tpm, handle, template, owner);
        }

        TpmPublicArea found = tpm.ReadPublic(handle);
        bool isSigningKey = TpmPublic.TryParse(found.PublicArea, out TpmPublic? key);
        if (isSigningKey && !found.Name.AsSpan().SequenceEqual(key!.Name))
        {
            // A bit that fell over on the bus must not send anybody to remove a key.
            throw new TpmProtocolException($"the Name of the {kind} is not that of its public area");
        }

        if (!isSigningKey
            || key!.Point.Length == 0
            || key.Attributes != template.Attributes
            || !found.QualifiedName.AsSpan().SequenceEqual(key.QualifiedNameUnder(TpmHandles.Owner)))
        {
            throw new TpmConfigurationException(
                $"the handle 0x{handle:X8} holds something else than our {kind}: configure another handle, or, "
                + $"if nobody needs it, remove it with `tpm2_evictcontrol -C o -c 0x{handle:X8}`");
        }

        return key;
    }

    private static void Create(TpmDevice tpm, uint handle, TpmPublic template, TpmAuthorization owner)
    {
        TpmPrimary primary = tpm.CreatePrimary(TpmHandles.Owner, template, owner);
        try
        {
            tpm.EvictControl(primary.Handle, handle, owner);
        }
        finally
        {
            tpm.FlushContext(primary.Handle);
        }
    }
}
