using System.Security.Cryptography;

namespace Enviro.Wire.Tests;

/// <summary>The P-256 key "11" of RFC 9052 appendix C.7: published, so nobody takes it for a secret.</summary>
internal static class TestKey
{
    internal static readonly byte[] X = Convert.FromHexString("bac5b11cad8f99f9c72b05cf4b9e26d244dc189f745228255a219a86d6a09eff");

    internal static readonly byte[] Y = Convert.FromHexString("20138bf82dc1b6d562be0fa54ab7804a3a64b6d72ccfed6b6fb6ed28bbfc117e");

    internal static readonly byte[] D = Convert.FromHexString("57c92077664146e876760c9520d054aa93c3afb04e306705db6090308507b4d3");

    internal static byte[] PublicKey => [.. X, .. Y];

    internal static byte[] Thumbprint => CoseKey.Thumbprint(PublicKey);

    internal static ECDsa Open() => Open(X, Y, D);

    internal static ECDsa Open(byte[] x, byte[] y, byte[]? d) =>
        ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y }, D = d });

    internal static byte[] Sign(CborWriter sigStructure)
    {
        using ECDsa key = Open();
        return key.SignData(sigStructure.Buffer, 0, sigStructure.Length, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary>Says whether the message's own signature is this key's over its own Sig_structure.</summary>
    internal static bool Verifies(CoseSign1 message, byte[] externalAad)
    {
        using ECDsa key = Open();
        return Verifies(key, message, externalAad);
    }

    internal static bool Verifies(ECDsa key, CoseSign1 message, byte[] externalAad)
    {
        CborWriter writer = new(message.Message.Length + externalAad.Length + 32);
        message.WriteSigStructure(writer, externalAad);
        return key.VerifyData(
            writer.ToArray(), message.Message.AsSpan(message.SignatureOffset, CoseSign1.SignatureLength),
            HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
