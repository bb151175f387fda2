namespace Enviro.Wire.Tests;

/// <summary>Software P-256 against the figures NIST validates implementations with.</summary>
public sealed class CavpTests
{
    private readonly P256 _p256 = new();

    /// <summary>PKV.rsp of CAVP's ECDSA vectors for P-256: x, y and whether it is a public key. Numbers longer than 64 digits are out of range.</summary>
    public static TheoryData<string, string, bool> PublicKeys => new()
    {
        { "d2b419e62dc101b395401208b9868a3b3fd007ad92adb18921c068d416aa22e7", "17952007e021b46a2ab12f14115aafb70608a37f0c3366e7e3921414b904d395a", false },
        { "6f969d90fd494b04913eda9e0cf23f66eea5a70dfd5fb3e48f393397421c2b02", "c19ad66d7d6993b792b608879e1d861026805cf6fde1f5d8bb4f790ad1cee456", false },
        { "8332d9d42b5f48f08b3dd969dbbb28d2be9de30adf560727068e670444f5976f", "58880380a26a9b3881d189da6b48a11a531c31cefebe696efbd5eaec5917382d", false },
        { "d45779fb33629e21abe0d4a5f8b99f12c71952e53aa4ca065cc393e6300d0f2e", "6d1a3d5666c7ee9c84c03f02ca2834f5eaf924d6c15536a7b4877481be3fcd2c", false },
        { "98df269ff29c0d81d8d46da3a43843f4ae804d0f92022191ba19a444fee4948a", "a5eab66e8e72688711bfa17f22eb59997c8ef5160b2437e15f862483c0a4cf45", true },
        { "93156ffcc569b8f62144a042c23d53f514be012521df1cc661586926de919da8", "81bfc58efe44ec86d3edd77a01df15ed5186f71e40719c2790791c0d2efd47dd", true },
        { "97122f1600870462c029000bd610883a396a2943e6ad6ff8fd1ccf1c29425233", "806e5ccade16c0c76f7c374d5db35351db0f292644b533170b82b2d408745aa9", true },
        { "18c60b77ce23fb3210073ba7dad451ca25bf16c3c1d2d67b2e6eca51f1c77e56", "19b47a0fea8c46dc3bd9f65506b281a9dc872d16ed90fd20e94f2fbc94c68d0ba", false },
        { "5772caf0d1641479a79aa443fefb222a385b3c481ff51e9fce76ccb513a9bfad", "110906da47200cb4a536f2c4f601c4ecf82d8dc18405a1cd4746b25a572b46b2c", false },
        { "68f90cc1487ffe8f013161627dbead158e4717547ec99c67fbda6b579c1aa1c1", "bcd39a5062cc838a81dcef2fc0588bfbc984bf4a83eb45bcac9c304db426e645", true },
        { "9ba790614fa1c43816b77729ce03f2cc9666e25f27488886a270b22a36636f11", "0a0d36ae87c44c2671a2684793fe8ef2bf6c17411f3fb972b695e30b101b1184", false },
        { "dde744307e7b64098581aa52db5de8c22cdbd46959922e15a714192b7597ecf4", "111c5393185604be8cbd53b28d2c3fcb4e853291a5bd82660564e4eeda10924c8", false },
    };

    public static TheoryData<int> Verifications => [.. Enumerable.Range(0, CavpSignatureVectors.Verification.Length)];

    public static TheoryData<int> Generations => [.. Enumerable.Range(0, CavpSignatureVectors.Generation.Length)];

    public static TheoryData<int> Agreements => [.. Enumerable.Range(0, CavpAgreementVectors.All.Length)];

    [Theory]
    [MemberData(nameof(PublicKeys))]
    public void Public_key_validation(string x, string y, bool valid)
    {
        // A number of 65 digits has no place in 64 bytes: an odd digit gets its zero, and the length alone refuses it.
        byte[] key = Convert.FromHexString(x + (y.Length % 2 == 0 ? "" : "0") + y);
        Assert.Equal(valid, _p256.IsValidPublicKey(key));
    }

    [Theory]
    [MemberData(nameof(Verifications))]
    public void Signature_verification(int number)
    {
        (string x, string y, string digest, string r, string s, bool holds) = CavpSignatureVectors.Verification[number];
        Assert.Equal(holds, _p256.Verify(Convert.FromHexString(x + y), Convert.FromHexString(digest), Convert.FromHexString(r + s)));
    }

    [Theory]
    [MemberData(nameof(Generations))]
    public void Signature_generation_with_the_given_nonce(int number)
    {
        (string d, string x, string y, string k, string digest, string r, string s) = CavpSignatureVectors.Generation[number];
        byte[] publicKey = new byte[P256.PublicKeyLength];
        byte[] signature = new byte[P256.SignatureLength];
        Assert.True(_p256.TryGetPublicKey(Convert.FromHexString(d), publicKey));
        Assert.Equal(x + y, Convert.ToHexStringLower(publicKey));
        Assert.True(_p256.TrySign(Convert.FromHexString(d), Convert.FromHexString(digest), Convert.FromHexString(k), signature));
        Assert.Equal(r + s, Convert.ToHexStringLower(signature));
        Assert.True(_p256.Verify(publicKey, Convert.FromHexString(digest), signature));
    }

    [Theory]
    [MemberData(nameof(Agreements))]
    public void Key_agreement(int number)
    {
        (string peerX, string peerY, string d, string x, string y, string expected) = CavpAgreementVectors.All[number];
        byte[] publicKey = new byte[P256.PublicKeyLength];
        byte[] secret = new byte[P256.SharedSecretLength];
        Assert.True(_p256.TryGetPublicKey(Convert.FromHexString(d), publicKey));
        Assert.Equal(x + y, Convert.ToHexStringLower(publicKey));
        Assert.True(_p256.TryAgree(Convert.FromHexString(d), Convert.FromHexString(peerX + peerY), secret));
        Assert.Equal(expected, Convert.ToHexStringLower(secret));
    }
}
