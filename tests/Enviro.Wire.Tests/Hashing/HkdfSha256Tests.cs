using System.Security.Cryptography;
using CsCheck;

namespace Enviro.Wire.Tests;

public sealed class HkdfSha256Tests
{
    public static TheoryData<string, byte[], byte[], byte[], string, string> Rfc5869 => new()
    {
        {
            "A.1", Repeat(0x0b, 22), Range(0x00, 13), Range(0xf0, 10), "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
        },
        {
            "A.2", Range(0x00, 80), Range(0x60, 80), Range(0xb0, 80), "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c581"
            + "79ec3e87c14c01d5c1f3434f1d87"
        },
        {
            "A.3", Repeat(0x0b, 22), [], [], "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
        },
    };

    [Theory]
    [MemberData(nameof(Rfc5869))]
    public void Rfc_5869_appendix(string name, byte[] secret, byte[] salt, byte[] info, string key, string output)
    {
        Assert.StartsWith("A.", name, StringComparison.Ordinal);
        Assert.Equal(key, Convert.ToHexStringLower(HkdfSha256.Extract(salt, secret)));
        Assert.Equal(output, Convert.ToHexStringLower(HkdfSha256.Expand(HkdfSha256.Extract(salt, secret), info, output.Length / 2)));
        Assert.Equal(output, Convert.ToHexStringLower(HkdfSha256.DeriveKey(salt, secret, info, output.Length / 2)));
    }

    [Fact]
    public void Random_secrets_and_lengths_agree_with_the_runtime() =>
        Gen.Select(Gen.Byte.Array[0, 100], Gen.Byte.Array[0, 100], Gen.Byte.Array[0, 100], Gen.Int[1, 300]).Sample(
            (salt, secret, info, length) =>
                Assert.Equal(HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, length, salt, info), HkdfSha256.DeriveKey(salt, secret, info, length)),
            iter: 500);

    [Fact]
    public void The_longest_output_is_255_tags()
    {
        byte[] longest = HkdfSha256.DeriveKey([], [1], [2], HkdfSha256.MaxLength);
        Assert.Equal(HKDF.DeriveKey(HashAlgorithmName.SHA256, [1], 8160, [], [2]), longest);
        Assert.Throws<ArgumentException>(() => HkdfSha256.DeriveKey([], [1], [2], HkdfSha256.MaxLength + 1));
        Assert.Throws<ArgumentException>(() => HkdfSha256.DeriveKey([], [1], [2], 0));
        Assert.Throws<ArgumentException>(() => HkdfSha256.Expand(new byte[31], [], 1));
    }

    private static byte[] Repeat(byte value, int count) => [.. Enumerable.Repeat(value, count)];

    private static byte[] Range(int first, int count) => [.. Enumerable.Range(first, count).Select(i => (byte)i)];
}
