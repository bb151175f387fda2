using Enviro.Wire;

namespace Enviro.Node.Tests;

/// <summary>A chip whose signatures anyone can compute; its boot counter outlives the power, as a chip's does.</summary>
internal sealed class BoardElement : ISecureElement
{
    private int _nonces;

    internal uint BootCounter { get; private set; }

    internal bool IsDead { get; set; }

    internal byte[] AuthorityKeyId { get; set; } = [];

    public bool TryGetPublicKey(byte[] publicKey)
    {
        FakeElement.PublicKey.CopyTo(publicKey, 0);
        return !IsDead;
    }

    public bool TrySign(byte[] digest, byte[] signature)
    {
        FakeCurve.Sign(FakeElement.PublicKey, digest).CopyTo(signature, 0);
        return !IsDead;
    }

    public bool TryAdvanceBootCounter(out uint boot)
    {
        BootCounter += IsDead ? 0u : 1u;
        boot = BootCounter;
        return !IsDead;
    }

    public bool TryRandom(byte[] random)
    {
        Sha256.HashData(BitConverter.GetBytes(++_nonces)).CopyTo(random, 0);
        return !IsDead;
    }

    public bool TryAgree(byte[] publicKey, byte[] sharedSecret)
    {
        FakeCurve.Agree(FakeElement.PublicKey, publicKey).CopyTo(sharedSecret, 0);
        return !IsDead;
    }

    public bool TryVerify(byte[] digest, byte[] signature, byte[] publicKey, out bool valid)
    {
        valid = FakeCurve.Verifies(publicKey, digest, signature);
        return !IsDead;
    }

    public bool TryGetCertificates(out byte[][] chain)
    {
        chain = [];
        return !IsDead;
    }

    public bool TryQuote(byte[] nonce, out ChipQuote? quote)
    {
        quote = null;
        return !IsDead;
    }

    public bool TryGetConfigurationDigest(out byte[] digest)
    {
        digest = [];
        return !IsDead;
    }

    public bool TryGetAuthorityKeyId(out byte[] keyId)
    {
        keyId = AuthorityKeyId;
        return !IsDead;
    }
}
