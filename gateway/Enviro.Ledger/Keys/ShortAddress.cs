using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Enviro.Wire;
using Org.BouncyCastle.Crypto.Digests;

namespace Enviro.Ledger;

/// <summary>
/// A name for a public key that people can read out and copy, and that shows its own typing errors: Base58Check of the version byte 0x21 and
/// RIPEMD-160(SHA-256(X‖Y)). For display and for choosing a node; what is signed names keys by their thumbprint.
/// </summary>
public static class ShortAddress
{
    /// <summary>The version byte: addresses begin with E.</summary>
    public const byte Version = 0x21;

    private const int HashLength = 20;
    private const int ChecksumLength = 4;
    private const string Digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    /// <summary>The short address of a public key X‖Y, 64 bytes.</summary>
    public static string Of(byte[] publicKey)
    {
        ArgumentNullException.ThrowIfNull(publicKey);
        ArgumentOutOfRangeException.ThrowIfNotEqual(publicKey.Length, CoseKey.PublicKeyLength, nameof(publicKey));
        byte[] bytes = new byte[1 + HashLength + ChecksumLength];
        bytes[0] = Version;
        RipeMD160Digest ripemd = new();
        ripemd.BlockUpdate(SHA256.HashData(publicKey));
        ripemd.DoFinal(bytes, 1);
        Checksum(bytes).CopyTo(bytes.AsSpan(1 + HashLength));
        return Encode(bytes);
    }

    /// <summary>Whether this is a short address: its characters, length, version and checksum fit. It need not be any key's.</summary>
    public static bool IsWellFormed(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryDecode(text, out byte[] bytes)
            && bytes[0] == Version
            && Checksum(bytes).AsSpan().SequenceEqual(bytes.AsSpan(1 + HashLength))
            && Encode(bytes) == text;
    }

    private static byte[] Checksum(byte[] bytes) => SHA256.HashData(SHA256.HashData(bytes.AsSpan(0, 1 + HashLength)))[..ChecksumLength];

    // The version byte is not 0, so no leading zeros need a digit of their own.
    private static string Encode(byte[] bytes)
    {
        BigInteger number = new(bytes, isUnsigned: true, isBigEndian: true);
        StringBuilder text = new();
        while (!number.IsZero)
        {
            number = BigInteger.DivRem(number, Digits.Length, out BigInteger digit);
            text.Insert(0, Digits[(int)digit]);
        }

        return text.ToString();
    }

    private static bool TryDecode(string text, out byte[] bytes)
    {
        bytes = new byte[1 + HashLength + ChecksumLength];
        BigInteger number = 0;
        foreach (char letter in text.Length <= 40 ? text : "")
        {
            int digit = Digits.IndexOf(letter, StringComparison.Ordinal);
            if (digit < 0)
            {
                return false;
            }

            number = (number * Digits.Length) + digit;
        }

        return number.GetByteCount(isUnsigned: true) == bytes.Length && number.TryWriteBytes(bytes, out _, isUnsigned: true, isBigEndian: true);
    }
}
