using System;

namespace Enviro.Wire;

/// <summary>
/// What a secure element shows the authority that is to certify it: its new key, with the chip's own proof that it was born in slot 0 after the
/// authority's nonce, and the quote of the configuration that keeps it there. Both are signed by the attestation key in slot 1.
/// </summary>
public sealed class DeviceBirth
{
    /// <summary>Length of the authority's nonce in bytes; the chip takes the first <see cref="ChipQuote.NumInLength"/>.</summary>
    public const int NonceLength = 32;

    /// <summary>The slot of the identity key.</summary>
    public const int KeySlot = 0;

    /// <summary>The slot of the attestation key.</summary>
    public const int AttestationSlot = 1;

    /// <summary>Creates a birth; a part of another length raises <see cref="ArgumentException"/>.</summary>
    /// <param name="nonce">The authority's nonce, 32 bytes.</param>
    /// <param name="publicKey">The new key X‖Y, 64 bytes.</param>
    /// <param name="random">The chip's random number in the proof, 32 bytes.</param>
    /// <param name="signature">Signature r‖s of the proof, 64 bytes.</param>
    /// <param name="quote">Quote of the configuration over the same nonce.</param>
    public DeviceBirth(byte[] nonce, byte[] publicKey, byte[] random, byte[] signature, ChipQuote quote)
    {
        if (nonce.Length != NonceLength || publicKey.Length != CoseKey.PublicKeyLength || random.Length != 32
            || signature.Length != CoseSign1.SignatureLength)
        {
            throw new ArgumentException("A birth has 32, 64, 32 and 64 bytes.");
        }

        Nonce = nonce;
        PublicKey = publicKey;
        Random = random;
        Signature = signature;
        Quote = quote;
    }

    /// <summary>The authority's nonce.</summary>
    public byte[] Nonce { get; }

    /// <summary>The key X‖Y that was born.</summary>
    public byte[] PublicKey { get; }

    /// <summary>The chip's random number in the proof.</summary>
    public byte[] Random { get; }

    /// <summary>Signature r‖s of the proof.</summary>
    public byte[] Signature { get; }

    /// <summary>The quote of the configuration.</summary>
    public ChipQuote Quote { get; }

    /// <summary>What <see cref="Signature"/> signs: GenKey(create and digest) of slot 0, see <see cref="Atecc608Evidence.KeyProofDigest"/>.</summary>
    public byte[] ProofDigest()
    {
        return Atecc608Evidence.KeyProofDigest(
            NumInOf(Nonce), Random, Atecc608Digests.GenKeyCreateDigestMode, KeySlot, PublicKey, Quote.Configuration, AttestationSlot);
    }

    /// <summary>What the quote's signature signs.</summary>
    public byte[] QuoteDigest()
    {
        return Atecc608Evidence.QuoteDigest(NumInOf(Nonce), Quote.Random, Quote.Configuration, AttestationSlot);
    }

    /// <summary>What goes into the chip's Nonce command: the first 20 bytes of a nonce.</summary>
    public static byte[] NumInOf(byte[] nonce)
    {
        byte[] numIn = new byte[ChipQuote.NumInLength];
        Array.Copy(nonce, 0, numIn, 0, numIn.Length);
        return numIn;
    }
}
