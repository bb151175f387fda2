using System.Security.Cryptography;

namespace Enviro.Tpm;

/// <summary>
/// A P-256 key of the TPM that signs any digest: a primary of the owner hierarchy, one for each purpose, kept at a persistent handle.
/// That it lives beside the attestation key is proved by <see cref="CertifyBy"/>.
/// </summary>
public sealed class TpmSigningKey
{
    private readonly TpmDevice _tpm;

    private TpmSigningKey(TpmDevice tpm, TpmKeyPurpose purpose, uint handle, TpmPublic publicArea)
    {
        _tpm = tpm;
        Purpose = purpose;
        Handle = handle;
        Public = publicArea;
    }

    /// <summary>What the key is for.</summary>
    public TpmKeyPurpose Purpose { get; }

    /// <summary>The persistent handle.</summary>
    public uint Handle { get; }

    /// <summary>The public key X || Y, 64 bytes.</summary>
    public byte[] PublicKey => Public.Point;

    /// <summary>The public area, for its Name and Qualified Name.</summary>
    public TpmPublic Public { get; }

    /// <summary>Where the key of a purpose is kept unless configured otherwise.</summary>
    /// <param name="purpose">The purpose.</param>
    /// <returns>The persistent handle.</returns>
    public static uint DefaultHandle(TpmKeyPurpose purpose) => purpose switch
    {
        TpmKeyPurpose.CertificateAuthority => 0x81010003,
        TpmKeyPurpose.GatewayService => 0x81010004,
        _ => throw new ArgumentOutOfRangeException(nameof(purpose), purpose, "no such purpose"),
    };

    /// <summary>
    /// The template of the key of a purpose. Its unique field, x = SHA-256("enviro " and the purpose's name) and y = 0, makes each purpose
    /// a key of its own; the TPM puts the point in its place.
    /// </summary>
    /// <param name="purpose">The purpose.</param>
    /// <returns>The template.</returns>
    public static TpmPublic TemplateOf(TpmKeyPurpose purpose)
    {
        ReadOnlySpan<byte> label = purpose switch
        {
            TpmKeyPurpose.CertificateAuthority => "enviro certificate authority"u8,
            TpmKeyPurpose.GatewayService => "enviro gateway service"u8,
            _ => throw new ArgumentOutOfRangeException(nameof(purpose), purpose, "no such purpose"),
        };
        return TpmPublic.Create(
            TpmPublic.AttestationTemplate.Attributes & ~TpmObjectAttributes.Restricted, [.. SHA256.HashData(label), .. new byte[32]]);
    }

    /// <summary>
    /// Finds the key at its handle, or creates it there. Created again in the same TPM it is the same key, until the owner
    /// hierarchy is cleared. A key found is known by its kind; its purpose is that of its handle.
    /// </summary>
    /// <param name="tpm">The TPM; it must outlive the key.</param>
    /// <param name="purpose">What it is for.</param>
    /// <param name="handle">The persistent handle, 0x81000000–0x817FFFFF; <see cref="DefaultHandle"/> if left out.</param>
    /// <param name="owner">The owner's authorisation; empty if left out.</param>
    /// <returns>The key.</returns>
    /// <exception cref="TpmConfigurationException">Something else is at the handle.</exception>
    public static TpmSigningKey Open(TpmDevice tpm, TpmKeyPurpose purpose, uint? handle = null, TpmAuthorization? owner = null)
    {
        ArgumentNullException.ThrowIfNull(tpm);
        uint at = handle ?? DefaultHandle(purpose);
        TpmPublic key = PersistentKey.Open(tpm, at, TemplateOf(purpose), "signing key", owner ?? TpmAuthorization.Empty);
        return new TpmSigningKey(tpm, purpose, at, key);
    }

    /// <summary>Signs a digest with ECDSA.</summary>
    /// <param name="digest">SHA-256 of what is to be signed, 32 bytes.</param>
    /// <returns>r || s, 64 bytes, verified: a bit that fell over on the bus is noticed here and not by a node far away.</returns>
    public byte[] Sign(ReadOnlySpan<byte> digest)
    {
        byte[] signature = _tpm.Sign(Handle, digest, TpmAuthorization.Empty);
        return TpmSignature.Verify(PublicKey, digest, signature)
            ? signature
            : throw new TpmProtocolException("the signature does not verify");
    }

    /// <summary>Has the attestation key of the same TPM attest that this key lives there.</summary>
    /// <param name="attestationKey">The attestation key, opened on the same <see cref="TpmDevice"/>.</param>
    /// <param name="qualifyingData">A nonce or a digest, at most 64 bytes.</param>
    /// <returns>The proof, verified.</returns>
    public KeyCertification CertifyBy(AttestationKey attestationKey, ReadOnlySpan<byte> qualifyingData)
    {
        ArgumentNullException.ThrowIfNull(attestationKey);
        (byte[] attest, byte[] signature) = _tpm.Certify(Handle, attestationKey.Handle, qualifyingData);
        KeyCertification certification = new(Public.Encoded, attest, signature);
        return certification.TryVerify(attestationKey.PublicKey, qualifyingData, out _)
            ? certification
            : throw new TpmProtocolException("the certification of the key does not verify");
    }
}
