using System;

namespace Enviro.Wire;

/// <summary>HMAC with SHA-256 (RFC 2104, FIPS 198-1), and the comparison of tags that takes the same time wherever they differ.</summary>
public static class HmacSha256
{
    /// <summary>Length of a tag in bytes.</summary>
    public const int TagLength = Sha256.DigestLength;

    /// <summary>Computes the 32-byte tag of a part of <paramref name="source"/> under <paramref name="key"/>.</summary>
    public static byte[] Compute(byte[] key, byte[] source, int offset, int count)
    {
        byte[] pad = new byte[Sha256.BlockLength];
        byte[] shortened = key.Length > Sha256.BlockLength ? Sha256.HashData(key) : key;
        Array.Copy(shortened, 0, pad, 0, shortened.Length);
        for (int i = 0; i < pad.Length; i++)
        {
            pad[i] ^= 0x36;
        }

        Sha256 hash = new Sha256();
        byte[] tag = new byte[TagLength];
        hash.Append(pad, 0, pad.Length);
        hash.Append(source, offset, count);
        hash.Finish(tag, 0);

        for (int i = 0; i < pad.Length; i++)
        {
            pad[i] ^= 0x36 ^ 0x5c;
        }

        hash.Append(pad, 0, pad.Length);
        hash.Append(tag, 0, tag.Length);
        hash.Finish(tag, 0);
        Array.Clear(pad, 0, pad.Length);
        return tag;
    }

    /// <summary>Compares two arrays without telling by its time where they differ.</summary>
    public static bool FixedTimeEquals(byte[] left, byte[] right)
    {
        if (left.Length != right.Length)
        {
            return false;
        }

        int difference = 0;
        for (int i = 0; i < left.Length; i++)
        {
            difference |= left[i] ^ right[i];
        }

        return difference == 0;
    }
}
