using System;

namespace Enviro.Wire;

/// <summary>HKDF with SHA-256 (RFC 5869): from a secret that is not uniform, such as an agreed X coordinate, to keys that are.</summary>
public static class HkdfSha256
{
    /// <summary>Length of a pseudorandom key in bytes.</summary>
    public const int KeyLength = HmacSha256.TagLength;

    /// <summary>Most bytes one expansion gives (RFC 5869 §2.3: 255 tags).</summary>
    public const int MaxLength = 255 * HmacSha256.TagLength;

    /// <summary>HKDF-Extract (§2.2): the 32-byte pseudorandom key of <paramref name="secret"/>. An empty salt is 32 zero bytes.</summary>
    public static byte[] Extract(byte[] salt, byte[] secret) => HmacSha256.Compute(salt, secret, 0, secret.Length);

    /// <summary>HKDF-Expand (§2.3): <paramref name="length"/> bytes for the purpose <paramref name="info"/> names.</summary>
    /// <exception cref="ArgumentException">The length is not 1 to <see cref="MaxLength"/>, or the key is shorter than
    /// <see cref="KeyLength"/>.</exception>
    public static byte[] Expand(byte[] key, byte[] info, int length)
    {
        if (length < 1 || length > MaxLength)
        {
            throw new ArgumentException("HKDF with SHA-256 gives 1 to " + MaxLength + " bytes.");
        }

        if (key.Length < KeyLength)
        {
            throw new ArgumentException("The pseudorandom key has at least " + KeyLength + " bytes.");
        }

        HmacSha256 hmac = new HmacSha256();
        byte[] output = new byte[length];
        byte[] tag = new byte[HmacSha256.TagLength];
        byte[] counter = new byte[1];
        for (int done = 0; done < length; done += tag.Length)
        {
            hmac.Start(key);
            if (done > 0)
            {
                hmac.Append(tag, 0, tag.Length);
            }

            counter[0]++;
            hmac.Append(info, 0, info.Length);
            hmac.Append(counter, 0, 1);
            hmac.Finish(tag, 0);
            Array.Copy(tag, 0, output, done, length - done < tag.Length ? length - done : tag.Length);
        }

        Array.Clear(tag, 0, tag.Length);
        return output;
    }

    /// <summary>Extract, then expand.</summary>
    /// <exception cref="ArgumentException">The length is not 1 to <see cref="MaxLength"/>.</exception>
    public static byte[] DeriveKey(byte[] salt, byte[] secret, byte[] info, int length)
    {
        byte[] key = Extract(salt, secret);
        byte[] output = Expand(key, info, length);
        Array.Clear(key, 0, key.Length);
        return output;
    }
}
