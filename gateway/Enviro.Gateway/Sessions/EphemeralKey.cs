using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Wire;

namespace Enviro.Gateway;

/// <summary>A P-256 key pair that lives for one challenge (SP 800-56A rev. 3 §5.6.1.2.2: a private key by rejection of what is out of range).</summary>
internal sealed class EphemeralKey : IDisposable
{
    private const int ScalarLength = 32;

    // n - 1 of P-256 (SP 800-186 §3.2.1.3): private keys are 1 to n - 1.
    private static readonly byte[] LargestScalar = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632550");

    private readonly ECDiffieHellman _key;

    internal EphemeralKey(IRandomSource random)
    {
        byte[] scalar = new byte[ScalarLength];
        do
        {
            random.Fill(scalar);
        }
        while (scalar.AsSpan().SequenceCompareTo(LargestScalar) > 0 || scalar.AsSpan().IndexOfAnyExcept((byte)0) < 0);
        _key = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar });
        CryptographicOperations.ZeroMemory(scalar);
        ECPoint point = _key.ExportParameters(false).Q;
        PublicKey = [.. point.X!, .. point.Y!];
    }

    /// <summary>Public key X‖Y, 64 bytes.</summary>
    internal byte[] PublicKey { get; }

    public void Dispose() => _key.Dispose();

    /// <summary>The shared secret with a node's key: the X coordinate, 32 bytes; null where that key is no point of P-256.</summary>
    internal byte[]? Agree(byte[] nodeKey)
    {
        if (nodeKey.Length != CoseKey.PublicKeyLength)
        {
            return null;
        }

        try
        {
            using ECDiffieHellman node = ECDiffieHellman.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = nodeKey[..ScalarLength], Y = nodeKey[ScalarLength..] },
            });
            return _key.DeriveRawSecretAgreement(node.PublicKey);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
