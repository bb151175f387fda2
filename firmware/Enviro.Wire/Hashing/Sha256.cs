using System;

namespace Enviro.Wire;

/// <summary>
/// SHA-256 (FIPS 180-4 §6.2), incremental. The device's class library has none; hosts with a native one use that for bulk work.
/// One instance is reused: after <see cref="Finish"/> it is ready for the next message.
/// </summary>
public sealed class Sha256
{
    /// <summary>Length of a digest in bytes.</summary>
    public const int DigestLength = 32;

    internal const int BlockLength = 64;

    private static readonly uint[] RoundConstants =
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    private readonly uint[] _state = new uint[8];
    private readonly uint[] _schedule = new uint[64];
    private readonly byte[] _block = new byte[BlockLength];
    private int _blockUsed;
    private ulong _total;

    /// <summary>Creates an instance ready for a message.</summary>
    public Sha256()
    {
        Reset();
    }

    /// <summary>Hashes a whole array.</summary>
    public static byte[] HashData(byte[] source)
    {
        Sha256 hash = new Sha256();
        hash.Append(source, 0, source.Length);
        byte[] digest = new byte[DigestLength];
        hash.Finish(digest, 0);
        return digest;
    }

    /// <summary>Appends a part of the message.</summary>
    public void Append(byte[] source, int offset, int count)
    {
        _total += (ulong)count;
        while (count > 0)
        {
            int part = BlockLength - _blockUsed;
            if (part > count)
            {
                part = count;
            }

            Array.Copy(source, offset, _block, _blockUsed, part);
            _blockUsed += part;
            offset += part;
            count -= part;
            if (_blockUsed == BlockLength)
            {
                Compress();
                _blockUsed = 0;
            }
        }
    }

    /// <summary>Writes the 32-byte digest to <paramref name="digest"/> at <paramref name="offset"/> and resets.</summary>
    public void Finish(byte[] digest, int offset)
    {
        ulong bits = _total * 8;
        _block[_blockUsed++] = 0x80;
        if (_blockUsed > BlockLength - 8)
        {
            Array.Clear(_block, _blockUsed, BlockLength - _blockUsed);
            Compress();
            _blockUsed = 0;
        }

        Array.Clear(_block, _blockUsed, BlockLength - 8 - _blockUsed);
        for (int i = 0; i < 8; i++)
        {
            _block[BlockLength - 1 - i] = (byte)(bits >> (8 * i));
        }

        Compress();
        for (int i = 0; i < DigestLength; i++)
        {
            digest[offset + i] = (byte)(_state[i >> 2] >> (24 - ((i & 3) * 8)));
        }

        Reset();
    }

    /// <summary>Forgets what was appended.</summary>
    public void Reset()
    {
        _state[0] = 0x6a09e667;
        _state[1] = 0xbb67ae85;
        _state[2] = 0x3c6ef372;
        _state[3] = 0xa54ff53a;
        _state[4] = 0x510e527f;
        _state[5] = 0x9b05688c;
        _state[6] = 0x1f83d9ab;
        _state[7] = 0x5be0cd19;
        _blockUsed = 0;
        _total = 0;

        // The buffers may hold key material of an HMAC; they do not outlive the message.
        Array.Clear(_block, 0, BlockLength);
        Array.Clear(_schedule, 0, 64);
    }

    private static uint RotateRight(uint value, int bits) => (value >> bits) | (value << (32 - bits));

    private void Compress()
    {
        uint[] w = _schedule;
        for (int i = 0; i < 16; i++)
        {
            int at = i * 4;
            w[i] = ((uint)_block[at] << 24) | ((uint)_block[at + 1] << 16) | ((uint)_block[at + 2] << 8) | _block[at + 3];
        }

        for (int i = 16; i < 64; i++)
        {
            uint s0 = RotateRight(w[i - 15], 7) ^ RotateRight(w[i - 15], 18) ^ (w[i - 15] >> 3);
            uint s1 = RotateRight(w[i - 2], 17) ^ RotateRight(w[i - 2], 19) ^ (w[i - 2] >> 10);
            w[i] = w[i - 16] + s0 + w[i - 7] + s1;
        }

        uint a = _state[0], b = _state[1], c = _state[2], d = _state[3];
        uint e = _state[4], f = _state[5], g = _state[6], h = _state[7];
        for (int i = 0; i < 64; i++)
        {
            uint t1 = h + (RotateRight(e, 6) ^ RotateRight(e, 11) ^ RotateRight(e, 25)) + ((e & f) ^ (~e & g)) + RoundConstants[i] + w[i];
            uint t2 = (RotateRight(a, 2) ^ RotateRight(a, 13) ^ RotateRight(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
            h = g;
            g = f;
            f = e;
            e = d + t1;
            d = c;
            c = b;
            b = a;
            a = t1 + t2;
        }

        _state[0] += a;
        _state[1] += b;
        _state[2] += c;
        _state[3] += d;
        _state[4] += e;
        _state[5] += f;
        _state[6] += g;
        _state[7] += h;
    }
}
