using System;
using System.Security.Cryptography;
using Enviro.Wire;

namespace Enviro.Node.Esp32;

/// <summary>
/// Compares this firmware's HMAC-SHA-256 with the interpreter's native one at each start. The digest of every signature and the tag of every answer of the
/// gateway come from our own SHA-256, which runs on whatever interpreter was flashed: one that computes it wrongly must not measure, for what it signs
/// would be refused for good.
/// </summary>
internal static class HashCheck
{
    /// <summary>Bytes hashed: two blocks of SHA-256 and a part of one, so that padding and the loop over blocks are in it.</summary>
    private const int Length = 150;

    /// <summary>Raises <see cref="InvalidOperationException"/> where the two differ.</summary>
    internal static void Run()
    {
        byte[] key = new byte[HmacSha256.TagLength];
        byte[] message = new byte[Length];
        for (int i = 0; i < message.Length; i++)
        {
            message[i] = (byte)(i * 7);
            key[i % key.Length] ^= (byte)i;
        }

        if (!HmacSha256.FixedTimeEquals(HmacSha256.Compute(key, message, 0, message.Length), HMACSHA256.HashData(key, message)))
        {
            throw new InvalidOperationException("SHA-256 differs from the native one");
        }
    }
}
