using System.Text;

namespace Enviro.Wire.SelfTest;

/// <summary>Software P-256: RFC 6979 A.2.5 and a vector of NIST's CAVP for the agreement.</summary>
internal static class P256Trials
{
    private const string PrivateKey = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";
    private const string PublicKey =
        "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";

    private const string SampleSignature =
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";

    private const string TestSignature =
        "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083";

    internal static void Run(Tally tally)
    {
        P256 curve = new P256();
        byte[] privateKey = Hex.Decode(PrivateKey);
        byte[] publicKey = new byte[P256.PublicKeyLength];
        curve.TryGetPublicKey(privateKey, publicKey);
        tally.Equal("p256-public-key", PublicKey, publicKey);

        byte[] sample = Sha256.HashData(Encoding.UTF8.GetBytes("sample"));
        byte[] signature = new byte[P256.SignatureLength];
        curve.Sign(privateKey, sample, signature);
        tally.Equal("p256-sign-rfc6979-sample", SampleSignature, signature);
        tally.True("p256-verify", curve.Verify(publicKey, sample, signature));

        byte[] test = Sha256.HashData(Encoding.UTF8.GetBytes("test"));
        tally.True("p256-refuses-another-digest", !curve.Verify(publicKey, test, signature));
        signature[40] ^= 1;
        tally.True("p256-refuses-an-altered-signature", !curve.Verify(publicKey, sample, signature));
        curve.Sign(privateKey, test, signature);
        tally.Equal("p256-sign-rfc6979-test", TestSignature, signature);

        byte[] secret = new byte[P256.SharedSecretLength];
        curve.TryAgree(
            Hex.Decode("7d7dc5f71eb29ddaf80d6214632eeae03d9058af1fb6d22ed80badb62bc1a534"),
            Hex.Decode("700c48f77f56584c5cc632ca65640db91b6bacce3a4df6b42ce7cc838833d287db71e509e3fd9b060ddb20ba5c51dcc5948d46fbf640dfe0441782cab85fa4ac"),
            secret);
        tally.Equal("p256-agree-cavp", "46fc62106420ff012e54a434fbdd2d25ccc5852060561e68040dd7778997bd7b", secret);

        publicKey[63] ^= 1;
        tally.True("p256-refuses-a-point-off-the-curve", !curve.IsValidPublicKey(publicKey));
        tally.True("p256-refuses-zero-as-a-key", !curve.IsValidPrivateKey(new byte[P256.PrivateKeyLength]));
    }
}
