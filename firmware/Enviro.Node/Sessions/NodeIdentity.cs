using Enviro.Wire;

namespace Enviro.Node;

/// <summary>
/// The key that vouches for what the node says: the secure element's, or the one it shares with its gateway. A shared key proves nothing to
/// anybody but the two who hold it.
/// </summary>
internal sealed class NodeIdentity
{
    private readonly ISecureElement _element;

    internal NodeIdentity(NodeSettings settings, ISecureElement element)
    {
        _element = element;
        Urn = settings.Urn;
        SharedKey = settings.SharedKey;
    }

    internal string Urn { get; }

    /// <summary>The shared key; empty for a node with a key pair.</summary>
    internal byte[] SharedKey { get; }

    internal bool IsShared => SharedKey.Length > 0;

    /// <summary>COSE Key Thumbprint of the key, 32 bytes; empty before <see cref="TryRead"/> succeeded.</summary>
    internal byte[] KeyId { get; private set; } = [];

    /// <summary>Public key X‖Y; empty for a shared key.</summary>
    internal byte[] PublicKey { get; private set; } = [];

    internal bool TryRead()
    {
        if (IsShared)
        {
            KeyId = CoseKey.SymmetricThumbprint(SharedKey);
            return true;
        }

        byte[] publicKey = new byte[CoseKey.PublicKeyLength];
        if (!_element.TryGetPublicKey(publicKey))
        {
            return false;
        }

        PublicKey = publicKey;
        KeyId = CoseKey.Thumbprint(publicKey);
        return true;
    }

    /// <summary>Makes a typed message of a payload; false when the element would not sign.</summary>
    internal bool TryMake(string contentType, byte[] payload, out byte[] message)
    {
        byte[] header = TypedMessage.EncodeHeader(IsShared ? CoseLabels.Hmac256 : CoseLabels.Es256, contentType, KeyId);
        if (IsShared)
        {
            message = CoseMac0.Seal(SharedKey, header, payload);
            return true;
        }

        return TrySign(header, payload, out message);
    }

    /// <summary>Makes a COSE_Sign1 of header and payload; false when the element would not sign.</summary>
    internal bool TrySign(byte[] header, byte[] payload, out byte[] message)
    {
        message = [];
        byte[] signature = new byte[CoseSign1.SignatureLength];
        if (!_element.TrySign(TypedMessage.DigestOf(header, payload), signature))
        {
            return false;
        }

        message = TypedMessage.Sign1(header, payload, signature);
        return true;
    }
}
