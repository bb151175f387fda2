using System.Text;

namespace Enviro.Wire.SelfTest;

/// <summary>SHA-256 and SHA-1 (FIPS 180-4 examples), HMAC (RFC 4231 §4), HKDF (RFC 5869 appendix A).</summary>
internal static class HashingTrials
{
    private const string TwoBlocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";

    internal static void Run(Tally tally)
    {
        tally.Equal("sha256-empty", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Sha256.HashData([]));
        tally.Equal("sha256-abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Sha256.HashData(Ascii("abc")));
        tally.Equal("sha256-two-blocks", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1", Sha256.HashData(Ascii(TwoBlocks)));
        tally.Equal("sha256-parts", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1", InParts(Ascii(TwoBlocks)));
        tally.Equal("sha1-abc", "a9993e364706816aba3e25717850c26c9cd0d89d", Sha1.HashData(Ascii("abc")));

        tally.Equal("hmac-rfc4231-1", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7", Hmac(Hex.Repeat(0x0b, 20), "Hi There"));
        tally.Equal("hmac-rfc4231-2", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", Hmac(Ascii("Jefe"), "what do ya want for nothing?"));
        tally.Equal(
            "hmac-rfc4231-6",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            Hmac(Hex.Repeat(0xaa, 131), "Test Using Larger Than Block-Size Key - Hash Key First"));

        tally.Equal(
            "hkdf-rfc5869-1",
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
            HkdfSha256.DeriveKey(Hex.Rising(0, 13), Hex.Repeat(0x0b, 22), Hex.Rising(0xf0, 10), 42));
        tally.Equal(
            "hkdf-rfc5869-2",
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87",
            HkdfSha256.DeriveKey(Hex.Rising(0x60, 80), Hex.Rising(0, 80), Hex.Rising(0xb0, 80), 82));
        tally.Equal(
            "hkdf-rfc5869-3",
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
            HkdfSha256.DeriveKey([], Hex.Repeat(0x0b, 22), [], 42));
        tally.True("compare-equal", HmacSha256.FixedTimeEquals(Hex.Rising(1, 32), Hex.Rising(1, 32)));
        tally.True("compare-different", !HmacSha256.FixedTimeEquals(Hex.Rising(1, 32), Hex.Rising(2, 32)));
    }

    private static byte[] Ascii(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Hmac(byte[] key, string text)
    {
        byte[] source = Ascii(text);
        return HmacSha256.Compute(key, source, 0, source.Length);
    }

    private static byte[] InParts(byte[] source)
    {
        Sha256 hash = new Sha256();
        byte[] digest = new byte[Sha256.DigestLength];
        for (int i = 0; i < source.Length; i += 7)
        {
            hash.Append(source, i, source.Length - i < 7 ? source.Length - i : 7);
        }

        hash.Finish(digest, 0);
        return digest;
    }
}
