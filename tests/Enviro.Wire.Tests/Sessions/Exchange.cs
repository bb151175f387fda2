using System.Security.Cryptography;

namespace Enviro.Wire.Tests;

/// <summary>A hello and its challenge between the test key and a gateway of the platform's cryptography, with the session both derive.</summary>
internal sealed class Exchange : IDisposable
{
    internal const string Urn = "urn:dev:os:32473-0123a1b2c3d4e5f6ee";

    private readonly ECDsa _service = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDiffieHellman _ephemeral = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);

    internal Exchange(byte seed = 1, bool wantsEvidence = true)
    {
        Nonce = Sha256.HashData([seed, 1]);
        EvidenceNonce = wantsEvidence ? Sha256.HashData([seed, 2]) : [];
        Hello = SignedHello(Urn, TestKey.PublicKey, TestKey.Thumbprint, Nonce, 7);
        byte[] payload = Wire.Challenge.EncodePayload(TestKey.Thumbprint, Nonce, PublicKeyOf(_ephemeral.ExportParameters(false)), 1764547205123, EvidenceNonce);
        byte[] header = TypedMessage.EncodeHeader(CoseLabels.Es256, Wire.Challenge.ContentType, CoseKey.Thumbprint(ServiceKey));
        byte[] signature = _service.SignHash(TypedMessage.DigestOf(header, payload), DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        Challenge = TypedMessage.Sign1(header, payload, signature);
        using ECDiffieHellman node = ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = TestKey.X, Y = TestKey.Y },
            D = TestKey.D,
        });
        Secret = node.DeriveRawSecretAgreement(_ephemeral.PublicKey);
        Gateway = DownlinkSession.Derive(_ephemeral.DeriveRawSecretAgreement(node.PublicKey), Nonce, Challenge);
        Node = DownlinkSession.Derive(Secret, Nonce, Challenge);
    }

    internal byte[] Nonce { get; }

    internal byte[] EvidenceNonce { get; }

    internal byte[] Hello { get; }

    internal byte[] Challenge { get; }

    internal byte[] Secret { get; }

    internal byte[] ServiceKey => PublicKeyOf(_service.ExportParameters(false));

    internal DownlinkSession Gateway { get; }

    internal DownlinkSession Node { get; }

    public void Dispose()
    {
        _service.Dispose();
        _ephemeral.Dispose();
    }

    internal static byte[] SignedHello(string urn, byte[] publicKey, byte[] keyId, byte[] nonce, uint boot)
    {
        byte[] payload = Wire.Hello.EncodePayload(urn, publicKey, nonce, boot);
        byte[] header = TypedMessage.EncodeHeader(CoseLabels.Es256, Wire.Hello.ContentType, keyId);
        using ECDsa key = TestKey.Open();
        return TypedMessage.Sign1(header, payload, key.SignHash(TypedMessage.DigestOf(header, payload), DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    private static byte[] PublicKeyOf(ECParameters parameters) => [.. parameters.Q.X!, .. parameters.Q.Y!];
}
