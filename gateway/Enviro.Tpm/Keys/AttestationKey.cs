namespace Enviro.Tpm;

/// <summary>
/// The gateway's attestation key: a restricted P-256 primary of the owner hierarchy, kept at a persistent handle. It signs
/// only what the TPM itself makes, so its quotes cannot be had without the TPM's state in them.
/// </summary>
public sealed class AttestationKey
{
    /// <summary>Where the key is kept unless configured otherwise.</summary>
    public const uint DefaultHandle = 0x81010002;

    private readonly TpmDevice _tpm;
    private readonly TpmPublic _public;

    private AttestationKey(TpmDevice tpm, uint handle, TpmPublic publicArea)
    {
        _tpm = tpm;
        Handle = handle;
        _public = publicArea;
    }

    /// <summary>The persistent handle.</summary>
    public uint Handle { get; }

    /// <summary>The public key X || Y, 64 bytes.</summary>
    public byte[] PublicKey => _public.Point;

    /// <summary>The public area, for its Name and Qualified Name.</summary>
    public TpmPublic Public => _public;

    /// <summary>
    /// Finds the key at its handle, or creates it there. Created again in the same TPM it is the same key, until the owner
    /// hierarchy is cleared.
    /// </summary>
    /// <param name="tpm">The TPM; it must outlive the key.</param>
    /// <param name="handle">The persistent handle, 0x81000000–0x817FFFFF.</param>
    /// <param name="owner">The owner's authorisation; empty if left out.</param>
    /// <returns>The key.</returns>
    /// <exception cref="TpmConfigurationException">Something else is at the handle.</exception>
    public static AttestationKey Open(TpmDevice tpm, uint handle = DefaultHandle, TpmAuthorization? owner = null)
    {
        ArgumentNullException.ThrowIfNull(tpm);
        TpmPublic key = PersistentKey.Open(tpm, handle, TpmPublic.AttestationTemplate, "attestation key", owner ?? TpmAuthorization.Empty);
        return new AttestationKey(tpm, handle, key);
    }

    /// <summary>Quotes PCRs together with the caller's data.</summary>
    /// <param name="qualifyingData">A nonce or a digest, at most 64 bytes.</param>
    /// <param name="pcrs">The PCRs to cover.</param>
    /// <returns>The quote, verified: a bit that fell over on the bus is noticed here and not in a ledger years later.</returns>
    /// <exception cref="TpmConfigurationException">The TPM does not have these PCRs; it would have signed for fewer.</exception>
    public Quote Quote(ReadOnlySpan<byte> qualifyingData, PcrSelection pcrs)
    {
        Quote quote = _tpm.Quote(Handle, qualifyingData, pcrs, TpmAuthorization.Empty);
        if (!quote.IsSignedBy(PublicKey))
        {
            throw new TpmProtocolException("the signature of the quote does not verify");
        }

        Attest attest = Attest.Parse(quote.AttestBytes);
        if (!attest.ExtraData.AsSpan().SequenceEqual(qualifyingData))
        {
            throw new TpmProtocolException("the quote is over other qualifying data");
        }

        if (attest.Pcrs != pcrs)
        {
            throw new TpmConfigurationException(
                $"asked to quote {pcrs}, the TPM quoted {attest.Pcrs}: activate the bank with `tpm2_pcrallocate sha256:all` "
                + "and reset the TPM");
        }

        return quote;
    }
}
