using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Enviro.Wire;

namespace Enviro.Ledger;

/// <summary>
/// A P-256 public key ready for many verifications, on any number of threads at once: an ECDsa is for one thread at a time, so each verification
/// takes one out of a pool that grows to the number of threads in use.
/// </summary>
public sealed class Es256Key : IDisposable
{
    private readonly ConcurrentBag<ECDsa> _idle = [];

    private Es256Key(byte[] publicKey, ECDsa first)
    {
        PublicKey = publicKey;
        Thumbprint = CoseKey.Thumbprint(publicKey);
        _idle.Add(first);
    }

    /// <summary>Public key X‖Y, 64 bytes.</summary>
    public byte[] PublicKey { get; }

    /// <summary>COSE Key Thumbprint (RFC 9679), 32 bytes.</summary>
    public byte[] Thumbprint { get; }

    /// <summary>Takes X‖Y; false when it is no point of P-256.</summary>
    public static bool TryCreate(byte[] publicKey, [NotNullWhen(true)] out Es256Key? key)
    {
        ECDsa? ecdsa = Es256.TryImport(publicKey);
        key = ecdsa is null ? null : new Es256Key((byte[])publicKey.Clone(), ecdsa);
        return key is not null;
    }

    /// <summary>Verifies a signature r‖s of 64 bytes over a SHA-256 digest; false also for other lengths.</summary>
    public bool VerifyDigest(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        if (!_idle.TryTake(out ECDsa? ecdsa))
        {
            ecdsa = Es256.TryImport(PublicKey)!;
        }

        bool valid = Es256.VerifyWith(ecdsa, digest, signature);
        _idle.Add(ecdsa);
        return valid;
    }

    /// <summary>Verifies the signature of a COSE_Sign1 with an empty external_aad. What its header claims is for the caller to check.</summary>
    public bool VerifyCoseSign1(CoseSign1 message) =>
        VerifyDigest(Es256.DigestOf(message), message.Message.AsSpan(message.SignatureOffset, CoseSign1.SignatureLength));

    /// <summary>Frees the pool. No verification may be under way.</summary>
    public void Dispose()
    {
        while (_idle.TryTake(out ECDsa? ecdsa))
        {
            ecdsa.Dispose();
        }
    }
}
