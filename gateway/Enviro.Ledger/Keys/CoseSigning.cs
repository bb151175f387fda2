using System.Security.Cryptography;
using Enviro.Wire;

namespace Enviro.Ledger;

/// <summary>COSE_Sign1 messages by any <see cref="ISigningKey"/>.</summary>
public static class CoseSigning
{
    /// <summary>Signs a COSE_Sign1 (RFC 9052 §4.4, empty external_aad) and returns the whole message.</summary>
    /// <param name="key">The key.</param>
    /// <param name="protectedHeader">The encoded protected header map.</param>
    /// <param name="payload">The payload.</param>
    public static byte[] SignCoseSign1(this ISigningKey key, byte[] protectedHeader, byte[] payload)
    {
        CborWriter writer = new(protectedHeader.Length + payload.Length + 96);
        CoseSign1.WriteSigStructure(writer, protectedHeader, 0, protectedHeader.Length, [], payload, 0, payload.Length);
        byte[] signature = key.SignDigest(SHA256.HashData(writer.Buffer.AsSpan(0, writer.Length)));
        writer.Reset();
        CoseSign1.Write(writer, protectedHeader, 0, protectedHeader.Length, payload, 0, payload.Length, signature);
        return writer.ToArray();
    }
}
