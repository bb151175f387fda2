using System;

namespace Enviro.Wire;

/// <summary>
/// A P-256 public key as a COSE_Key (RFC 9052 §7, RFC 9053 §7.1.1) with just its required members, and its thumbprint (RFC 9679 §4),
/// which is the identity of a key everywhere in Enviro.
/// </summary>
/// <remarks><code>{ 1 => 2, -1 => 1, -2 => bstr .size 32, -3 => bstr .size 32 }   ; kty EC2, crv P-256, x, y</code></remarks>
public static class CoseKey
{
    /// <summary>Length of a public key X‖Y in bytes.</summary>
    public const int PublicKeyLength = 64;

    /// <summary>Length of the encoded COSE_Key in bytes.</summary>
    public const int EncodedLength = 75;

    /// <summary>Encodes X‖Y as a COSE_Key.</summary>
    public static byte[] Encode(byte[] publicKey)
    {
        if (publicKey.Length != PublicKeyLength)
        {
            throw new ArgumentException("A P-256 public key X‖Y has 64 bytes.");
        }

        CborWriter writer = new CborWriter(EncodedLength);
        writer.WriteMapStart(4);
        writer.WriteInteger(1);
        writer.WriteInteger(2);
        writer.WriteInteger(-1);
        writer.WriteInteger(1);
        writer.WriteInteger(-2);
        writer.WriteByteString(publicKey, 0, 32);
        writer.WriteInteger(-3);
        writer.WriteByteString(publicKey, 32, 32);
        return writer.ToArray();
    }

    /// <summary>Decodes a COSE_Key into X‖Y; any other key type, curve or member raises <see cref="WireFormatException"/>.
    /// Whether the point is on the curve is for the one who uses the key.</summary>
    public static byte[] Decode(byte[] encoded)
    {
        CborReader reader = new CborReader(encoded);
        reader.ReadMapStart(4);
        reader.ReadLabel(1);
        reader.ReadLabel(2);
        reader.ReadLabel(-1);
        reader.ReadLabel(1);
        reader.ReadLabel(-2);
        byte[] x = reader.ReadByteString(32);
        reader.ReadLabel(-3);
        byte[] y = reader.ReadByteString(32);
        byte[] publicKey = new byte[PublicKeyLength];
        Array.Copy(x, 0, publicKey, 0, 32);
        Array.Copy(y, 0, publicKey, 32, 32);
        return publicKey;
    }

    /// <summary>COSE Key Thumbprint with SHA-256 (RFC 9679 §4) of a public key X‖Y.</summary>
    public static byte[] Thumbprint(byte[] publicKey) => Sha256.HashData(Encode(publicKey));

    /// <summary>
    /// COSE Key Thumbprint of a shared key of 32 bytes (RFC 9679 §4.3: { 1 => 4, -1 => k }). A random key of that length cannot be found from it.
    /// </summary>
    public static byte[] SymmetricThumbprint(byte[] sharedKey)
    {
        if (sharedKey.Length != HmacSha256.TagLength)
        {
            throw new ArgumentException("A shared key has 32 bytes.");
        }

        CborWriter writer = new CborWriter(sharedKey.Length + 8);
        writer.WriteMapStart(2);
        writer.WriteInteger(1);
        writer.WriteInteger(4);
        writer.WriteInteger(-1);
        writer.WriteByteString(sharedKey);
        return Sha256.HashData(writer.ToArray());
    }
}
