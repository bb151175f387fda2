using System.Security.Cryptography;

namespace Enviro.Tpm;

public sealed partial class TpmDevice
{
    private const byte SessionTypeHmac = 0;

    // Above what any TPM keeps loaded; a list that never gets shorter stops here.
    private const int MaxLoadedSessions = 64;

    /// <summary>
    /// TPM2_StartAuthSession (Part 3, 11.1): an HMAC session with AES-128-CFB, not bound, salted by an ephemeral key against a storage
    /// key (Part 1, C.6.1).
    /// </summary>
    /// <param name="saltKeyHandle">The storage key, loaded.</param>
    /// <param name="saltKey">Its public area. The session is as trustworthy as this is: who could exchange it could read the salt.</param>
    /// <returns>The session; dispose it when done.</returns>
    public TpmSession StartAuthSession(uint saltKeyHandle, TpmStoragePublic saltKey)
    {
        ArgumentNullException.ThrowIfNull(saltKey);
        byte[] nonceCaller = RandomNumberGenerator.GetBytes(TpmSession.NonceSize);
        byte[] salt = Agree(saltKey, out byte[] ephemeral);
        TpmWriter point = new();
        point.Sized(ephemeral.AsSpan(0, TpmStoragePublic.CoordinateSize));
        point.Sized(ephemeral.AsSpan(TpmStoragePublic.CoordinateSize));
        TpmWriter parameters = new();
        parameters.Sized(nonceCaller);
        parameters.Sized(point.Written);
        parameters.UInt8(SessionTypeHmac);
        parameters.Algorithm(TpmAlgorithm.Aes);
        parameters.UInt16(ParameterCipher.KeyBits);
        parameters.Algorithm(TpmAlgorithm.Cfb);
        parameters.Algorithm(TpmAlgorithm.Sha256);
        Response response = Execute(
            TpmCommandCode.StartAuthSession, [saltKeyHandle, TpmHandles.Null], [], parameters.Written, returnsHandle: true);
        TpmReader reader = new(response.Parameters);
        byte[] nonceTpm = reader.Sized(TpmSession.NonceSize).ToArray();
        reader.End();
        TpmReader.Expect("size of the session's nonce", TpmSession.NonceSize, (uint)nonceTpm.Length);
        TpmSession session = new(this, response.Handle, salt, nonceCaller, nonceTpm);
        CryptographicOperations.ZeroMemory(salt);
        return session;
    }

    /// <summary>Flushes every loaded session; behind a resource manager only this connection's own.</summary>
    public void FlushSessions()
    {
        // One at a time: a list of HMAC and policy sessions is not in ascending order.
        for (int count = 0; GetCapability(CapabilityHandles, TpmHandles.LoadedSessionFirst, 1, out _) is [(uint handle, _)]; count++)
        {
            if (count == MaxLoadedSessions)
            {
                throw new TpmProtocolException("a list of sessions without end");
            }

            FlushContext(handle);
        }
    }

    private static byte[] Agree(TpmStoragePublic saltKey, out byte[] ephemeralPoint)
    {
        try
        {
            using ECDiffieHellman ephemeral = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
            using ECDiffieHellman peer = ECDiffieHellman.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint
                {
                    X = saltKey.Point[..TpmStoragePublic.CoordinateSize],
                    Y = saltKey.Point[TpmStoragePublic.CoordinateSize..],
                },
            });
            ECPoint own = ephemeral.ExportParameters(includePrivateParameters: false).Q;
            ephemeralPoint = [.. own.X!, .. own.Y!];
            byte[] z = ephemeral.DeriveRawSecretAgreement(peer.PublicKey);
            byte[] salt = TpmKdf.KdfE(z, "SECRET"u8, own.X, saltKey.Point.AsSpan(0, TpmStoragePublic.CoordinateSize));
            CryptographicOperations.ZeroMemory(z);
            return salt;
        }
        catch (CryptographicException)
        {
            throw new TpmProtocolException("the storage key's public part is no point of P-256");
        }
    }
}
