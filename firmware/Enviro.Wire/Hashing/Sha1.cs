using System;

namespace Enviro.Wire;

/// <summary>
/// SHA-1 (FIPS 180-4 §6.1), for the key identifiers in other people's certificates and nothing else: there it is a name, not a proof. Collisions can
/// be made.
/// </summary>
public static class Sha1
{
    /// <summary>Length of a digest in bytes.</summary>
    public const int DigestLength = 20;

    private const int BlockLength = 64;

    /// <summary>The digest of a whole message.</summary>
    public static byte[] HashData(byte[] message)
    {
        int blocks = (message.Length + 8 + BlockLength) / BlockLength;
        byte[] padded = new byte[blocks * BlockLength];
        Array.Copy(message, 0, padded, 0, message.Length);
        padded[message.Length] = 0x80;
        PutWord(padded, padded.Length - 4, (uint)message.Length << 3);
        PutWord(padded, padded.Length - 8, (uint)message.Length >> 29);

        uint[] state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0];
        uint[] schedule = new uint[80];
        for (int offset = 0; offset < padded.Length; offset += BlockLength)
        {
            Compress(state, schedule, padded, offset);
        }

        byte[] digest = new byte[DigestLength];
        for (int i = 0; i < state.Length; i++)
        {
            PutWord(digest, 4 * i, state[i]);
        }

        return digest;
    }

    private static void Compress(uint[] state, uint[] w, byte[] block, int offset)
    {
        for (int t = 0; t < 80; t++)
        {
            int at = offset + (4 * t);
            w[t] = t < 16
                ? ((uint)block[at] << 24) | ((uint)block[at + 1] << 16) | ((uint)block[at + 2] << 8) | block[at + 3]
                : Rotate(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
        }

        uint a = state[0];
        uint b = state[1];
        uint c = state[2];
        uint d = state[3];
        uint e = state[4];
        for (int t = 0; t < 80; t++)
        {
            uint f = t < 20 ? (b & c) | (~b & d) : t >= 40 && t < 60 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
            uint k = t < 20 ? 0x5A827999 : t < 40 ? 0x6ED9EBA1 : t < 60 ? 0x8F1BBCDC : 0xCA62C1D6;
            uint next = Rotate(a, 5) + f + e + k + w[t];
            e = d;
            d = c;
            c = Rotate(b, 30);
            b = a;
            a = next;
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
    }

    private static uint Rotate(uint value, int count) => (value << count) | (value >> (32 - count));

    private static void PutWord(byte[] target, int offset, uint value)
    {
        target[offset] = (byte)(value >> 24);
        target[offset + 1] = (byte)(value >> 16);
        target[offset + 2] = (byte)(value >> 8);
        target[offset + 3] = (byte)value;
    }
}
