using System.Security.Cryptography;

namespace Enviro.Tpm;

/// <summary>The TPM's two key derivations, with SHA-256 (TPM 2.0 Part 1, 11.4.10).</summary>
internal static class TpmKdf
{
    /// <summary>KDFa: NIST SP 800-108 in counter mode with HMAC-SHA-256; counter and length are 32 bits wide.</summary>
    /// <param name="key">The key.</param>
    /// <param name="label">What for, such as <c>ATH</c>, without its closing zero.</param>
    /// <param name="contextU">One party's part of the context.</param>
    /// <param name="contextV">The other's.</param>
    /// <param name="size">Bytes wanted.</param>
    public static byte[] KdfA(ReadOnlySpan<byte> key, ReadOnlySpan<byte> label, ReadOnlySpan<byte> contextU, ReadOnlySpan<byte> contextV, int size)
    {
        byte[] derived = new byte[size];
        byte[] context = [.. contextU, .. contextV];
        SP800108HmacCounterKdf.DeriveBytes(key, HashAlgorithmName.SHA256, label, context, derived);
        return derived;
    }

    /// <summary>KDFe for 256 bits: the one-step derivation of NIST SP 800-56A, one block of it.</summary>
    /// <param name="z">The x-coordinate of the shared point, as wide as the curve.</param>
    /// <param name="label">What for, such as <c>SECRET</c>, without its closing zero.</param>
    /// <param name="partyU">x-coordinate of the ephemeral key.</param>
    /// <param name="partyV">x-coordinate of the static key.</param>
    /// <returns>32 bytes.</returns>
    public static byte[] KdfE(ReadOnlySpan<byte> z, ReadOnlySpan<byte> label, ReadOnlySpan<byte> partyU, ReadOnlySpan<byte> partyV) =>
        SHA256.HashData([0, 0, 0, 1, .. z, .. label, 0, .. partyU, .. partyV]);
}
