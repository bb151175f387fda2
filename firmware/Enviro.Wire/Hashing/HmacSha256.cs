using System;

namespace Enviro.Wire;

/// <summary>
/// HMAC with SHA-256 (RFC 2104, FIPS 198-1), incremental, and the comparison of tags that takes the same time wherever they differ.
/// One instance is reused: after <see cref="Finish"/> it holds nothing of the key and waits for the next <see cref="Start"/>.
/// </summary>
public sealed class HmacSha256
{
    /// <summary>Length of a tag in bytes.</summary>
    public const int TagLength = Sha256.DigestLength;

    private readonly Sha256 _hash = new Sha256();
    private readonly byte[] _pad = new byte[Sha256.BlockLength];
    private bool _started;

    /// <summary>Computes the 32-byte tag of a part of <paramref name="source"/> under <paramref name="key"/>.</summary>
    public static byte[] Compute(byte[] key, byte[] source, int offset, int count)
    {
        HmacSha256 hmac = new HmacSha256();
        byte[] tag = new byte[TagLength];
        hmac.Start(key);
        hmac.Append(source, offset, count);
        hmac.Finish(tag, 0);
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

    /// <summary>Begins a message under <paramref name="key"/>; one that was begun before is forgotten.</summary>
    public void Start(byte[] key)
    {
        _hash.Reset();
        Array.Clear(_pad, 0, _pad.Length);
        if (key.Length > Sha256.BlockLength)
        {
            _hash.Append(key, 0, key.Length);
            _hash.Finish(_pad, 0);
        }
        else
        {
            Array.Copy(key, 0, _pad, 0, key.Length);
        }

        for (int i = 0; i < _pad.Length; i++)
        {
            _pad[i] ^= 0x36;
        }

        _hash.Append(_pad, 0, _pad.Length);
        _started = true;
    }

    /// <summary>Appends a part of the message.</summary>
    public void Append(byte[] source, int offset, int count)
    {
        RequireStart();
        _hash.Append(source, offset, count);
    }

    /// <summary>Writes the 32-byte tag to <paramref name="tag"/> at <paramref name="offset"/> and forgets the key.</summary>
    public void Finish(byte[] tag, int offset)
    {
        RequireStart();
        _hash.Finish(tag, offset);
        for (int i = 0; i < _pad.Length; i++)
        {
            _pad[i] ^= 0x36 ^ 0x5c;
        }

        _hash.Append(_pad, 0, _pad.Length);
        _hash.Append(tag, offset, TagLength);
        _hash.Finish(tag, offset);
        Array.Clear(_pad, 0, _pad.Length);
        _started = false;
    }

    private void RequireStart()
    {
        if (!_started)
        {
            throw new InvalidOperationException("Start gives the key first.");
        }
    }
}
