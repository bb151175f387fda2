using System;

namespace Enviro.Wire;

/// <summary>
/// What a secure element says of itself: its whole configuration zone, signed by a key that signs nothing but what the chip builds itself, over a
/// nonce of the asker's. The chip's way is Nonce, GenDig over the four blocks of the zone, Sign(internal) (DS20005927);
/// Atecc608Digests beside it computes what was signed.
/// </summary>
/// <remarks><code>{ 1 => bstr .size 32, 2 => bstr .size 128, 3 => bstr .size 64, 4 => bstr .size 64 }
/// ; chip's random, configuration zone, attestation public key X‖Y, signature r‖s</code></remarks>
public sealed class ChipQuote
{
    /// <summary>Bytes of a nonce that go into the chip's Nonce command: the first 20 of the evidence nonce.</summary>
    public const int NumInLength = 20;

    /// <summary>Length of a configuration zone in bytes.</summary>
    public const int ConfigurationLength = 128;

    /// <summary>Creates a quote; a part of another length raises <see cref="ArgumentException"/>.</summary>
    public ChipQuote(byte[] random, byte[] configuration, byte[] attestationKey, byte[] signature)
    {
        if (random.Length != 32 || configuration.Length != ConfigurationLength || attestationKey.Length != CoseKey.PublicKeyLength
            || signature.Length != CoseSign1.SignatureLength)
        {
            throw new ArgumentException("A chip quote has 32, 128, 64 and 64 bytes.");
        }

        Random = random;
        Configuration = configuration;
        AttestationKey = attestationKey;
        Signature = signature;
    }

    /// <summary>The random number the chip answered to Nonce, 32 bytes.</summary>
    public byte[] Random { get; }

    /// <summary>The configuration zone, 128 bytes.</summary>
    public byte[] Configuration { get; }

    /// <summary>Public key X‖Y of the slot that signs internal messages only, 64 bytes.</summary>
    public byte[] AttestationKey { get; }

    /// <summary>Signature r‖s, 64 bytes.</summary>
    public byte[] Signature { get; }

    internal void Write(CborWriter writer)
    {
        writer.WriteMapStart(4);
        writer.WriteInteger(1);
        writer.WriteByteString(Random);
        writer.WriteInteger(2);
        writer.WriteByteString(Configuration);
        writer.WriteInteger(3);
        writer.WriteByteString(AttestationKey);
        writer.WriteInteger(4);
        writer.WriteByteString(Signature);
    }

    internal static ChipQuote Read(CborReader reader)
    {
        reader.ReadMapStart(4);
        reader.ReadLabel(1);
        byte[] random = reader.ReadByteString(32);
        reader.ReadLabel(2);
        byte[] configuration = reader.ReadByteString(ConfigurationLength);
        reader.ReadLabel(3);
        byte[] attestationKey = reader.ReadByteString(CoseKey.PublicKeyLength);
        reader.ReadLabel(4);
        return new ChipQuote(random, configuration, attestationKey, reader.ReadByteString(CoseSign1.SignatureLength));
    }
}
