using Enviro.Node;
using Enviro.Wire;

namespace Enviro.EndToEnd;

/// <summary>
/// A node's key as the operator lists it, without a certificate, which lets the test know what was agreed last, so that it can read what the gateway tells
/// the node.
/// </summary>
internal sealed class AgreeingElement(ISecureElement element) : ISecureElement
{
    /// <summary>The secret of the last agreement; empty before.</summary>
    internal byte[] LastSecret { get; private set; } = [];

    public bool TryGetPublicKey(byte[] publicKey) => element.TryGetPublicKey(publicKey);

    public bool TrySign(byte[] digest, byte[] signature) => element.TrySign(digest, signature);

    public bool TryAdvanceBootCounter(out uint boot) => element.TryAdvanceBootCounter(out boot);

    public bool TryRandom(byte[] random) => element.TryRandom(random);

    public bool TryAgree(byte[] publicKey, byte[] sharedSecret)
    {
        bool agreed = element.TryAgree(publicKey, sharedSecret);
        LastSecret = agreed ? [.. sharedSecret] : LastSecret;
        return agreed;
    }

    public bool TryVerify(byte[] digest, byte[] signature, byte[] publicKey, out bool valid) => element.TryVerify(digest, signature, publicKey, out valid);

    public bool TryGetCertificates(out byte[][] chain)
    {
        chain = [];
        return true;
    }

    public bool TryQuote(byte[] nonce, out ChipQuote? quote)
    {
        quote = null;
        return true;
    }

    public bool TryGetConfigurationDigest(out byte[] digest)
    {
        digest = [];
        return true;
    }

    public bool TryGetAuthorityKeyId(out byte[] keyId)
    {
        keyId = [];
        return true;
    }
}
