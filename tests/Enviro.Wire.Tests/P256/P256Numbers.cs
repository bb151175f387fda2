using System.Numerics;

namespace Enviro.Wire.Tests;

/// <summary>P-256 in whole numbers, as the standard writes it: what the limbs are checked against.</summary>
internal static class P256Numbers
{
    internal static readonly BigInteger P = (BigInteger.One << 256) - (BigInteger.One << 224) + (BigInteger.One << 192) + (BigInteger.One << 96) - 1;

    internal static readonly BigInteger N = Of("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

    internal static readonly byte[] G = Convert.FromHexString(
        "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");

    internal static BigInteger Of(string hex) => Of(Convert.FromHexString(hex));

    internal static BigInteger Of(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    internal static byte[] ToBytes(BigInteger number)
    {
        byte[] digits = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - digits.Length], .. digits];
    }

    internal static BigInteger Modulo(BigInteger number, BigInteger modulus) => ((number % modulus) + modulus) % modulus;
}
