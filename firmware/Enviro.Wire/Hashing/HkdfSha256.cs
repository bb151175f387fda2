using System;

namespace Enviro.Wire;

/// <summary>HKDF with SHA-256 (RFC 5869): makes keys out of a secret that is not one yet, such as the outcome of an ECDH.</summary>
public static class HkdfSha256
{
    /// <summary>Longest output in bytes: 255 blocks (RFC 5869 §2.3).</summary>
    public const int MaxLength = 255 * HmacSha256.TagLength;

    /// <summary>
    /// Extracts and expands (RFC 5869 §2.2, §2.3): <paramref name="length"/> bytes, 1 … <see cref="MaxLength"/>; anything else raises
    /// <see cref="ArgumentException"/>.
    /// </summary>
    /// <param name="secret">Input keying material, at least one byte.</param>
    /// <param name="salt">Salt; an empty one stands for 32 zeros.</param>
    /// <param name="info">What the output is for; may be empty.</param>
    /// <param name="length">Bytes wanted.</param>
    public static byte[] Derive(byte[] secret, byte[] salt, byte[] info, int length)
    {
        if (secret.Length == 0 || length < 1 || length > MaxLength)
        {
            throw new ArgumentException("HKDF needs a secret and gives 1 to 8,160 bytes.");
        }

        byte[] pseudorandomKey = HmacSha256.Compute(salt, secret, 0, secret.Length);
        byte[] output = new byte[length];
        byte[] input = new byte[HmacSha256.TagLength + info.Length + 1];
        int done = 0;
        int previousLength = 0;
        for (byte counter = 1; done < length; counter++)
        {
            Array.Copy(info, 0, input, previousLength, info.Length);
            input[previousLength + info.Length] = counter;
            byte[] block = HmacSha256.Compute(pseudorandomKey, input, 0, previousLength + info.Length + 1);
            int count = length - done < block.Length ? length - done : block.Length;
            Array.Copy(block, 0, output, done, count);
            Array.Copy(block, 0, input, 0, block.Length);
            previousLength = block.Length;
            done += count;
            Array.Clear(block, 0, block.Length);
        }

        Array.Clear(input, 0, input.Length);
        Array.Clear(pseudorandomKey, 0, pseudorandomKey.Length);
        return output;
    }
}
