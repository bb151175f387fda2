using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>
/// A node's key and its chain of reading messages: signed ahead as far as is asked for, and one by one beyond that. For one thread at a time.
/// </summary>
internal sealed class LoadChain : IDisposable
{
    /// <summary>Boot that every message is of.</summary>
    internal const uint Boot = 1;

    private const int ScalarLength = 32;

    // What a node with a dust sensor, a climate sensor and a carbon dioxide sensor sends.
    private static readonly Reading[] Readings =
    [
        new("pm2.5", "ug/m3", 352, -1), new("pm10", "ug/m3", 481, -1), new("temperature", "Cel", 2134, -2),
        new("humidity", "%RH", 4571, -2), new("pressure", "hPa", 101_325, -2), new("co2", "ppm", 612, 0),
    ];

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly Queue<byte[]> _signed = new();
    private readonly long _timeS;
    private uint _sequence;
    private byte[] _previous = new byte[Sha256.DigestLength];

    /// <summary>Makes a node's key.</summary>
    /// <param name="urn">The node's URN.</param>
    /// <param name="timeS">When its messages say they were measured and signed, seconds since 1970.</param>
    internal LoadChain(string urn, long timeS)
    {
        Urn = urn;
        _timeS = timeS;
        ECPoint q = _key.ExportParameters(false).Q;
        PublicKey = [.. q.X!, .. q.Y!];
        Thumbprint = CoseKey.Thumbprint(PublicKey);
    }

    /// <summary>The node's URN.</summary>
    internal string Urn { get; }

    /// <summary>Public key X‖Y, 64 bytes.</summary>
    internal byte[] PublicKey { get; }

    /// <summary>COSE Key Thumbprint, 32 bytes.</summary>
    internal byte[] Thumbprint { get; }

    /// <summary>Messages that had to be signed when they were wanted.</summary>
    internal int SignedLate { get; private set; }

    /// <summary>Signs so many messages ahead.</summary>
    internal void Prepare(int count)
    {
        CborWriter header = new(ReadingHeader.MaxLength);
        CborWriter pack = new(SenmlPack.MaxLength);
        CborWriter message = new(ReadingMessage.MaxLength);
        for (int i = 0; i < count; i++)
        {
            _signed.Enqueue(Sign(header, pack, message));
        }
    }

    /// <summary>The next message of the chain.</summary>
    internal byte[] Next()
    {
        if (_signed.Count == 0)
        {
            SignedLate++;
            Prepare(1);
        }

        return _signed.Dequeue();
    }

    /// <summary>A hello with this nonce.</summary>
    internal byte[] Hello(byte[] nonce)
    {
        byte[] payload = Wire.Hello.EncodePayload(Urn, PublicKey, nonce, Boot);
        byte[] header = TypedMessage.EncodeHeader(CoseLabels.Es256, Wire.Hello.ContentType, Thumbprint);
        return TypedMessage.Sign1(header, payload, SignDigest(TypedMessage.DigestOf(header, payload)));
    }

    /// <summary>The session that a challenge opens; null when it is not the gateway's answer to this node's hello.</summary>
    internal DownlinkSession? Agree(byte[] challengeMessage, byte[] helloNonce, byte[] gatewayKey)
    {
        Challenge challenge = Challenge.Parse(challengeMessage);
        if (!Es256.Verify(gatewayKey, challenge.Envelope.Digest(), challenge.Envelope.Signature)
            || !challenge.Node.AsSpan().SequenceEqual(Thumbprint)
            || !challenge.HelloNonce.AsSpan().SequenceEqual(helloNonce))
        {
            return null;
        }

        using ECDiffieHellman mine = ECDiffieHellman.Create(_key.ExportParameters(true));
        using ECDiffieHellman theirs = ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = challenge.EphemeralKey[..ScalarLength], Y = challenge.EphemeralKey[ScalarLength..] },
        });
        return DownlinkSession.Derive(mine.DeriveRawSecretAgreement(theirs.PublicKey), helloNonce, challengeMessage);
    }

    public void Dispose() => _key.Dispose();

    private byte[] Sign(CborWriter header, CborWriter pack, CborWriter message)
    {
        header.Reset();
        new ReadingHeader
        {
            KeyId = Thumbprint,
            HasIssuedAt = true,
            IssuedAt = (uint)_timeS,
            Boot = Boot,
            Sequence = _sequence++,
            Previous = _previous,
        }.Write(header);
        pack.Reset();
        SenmlPack.Write(pack, $"{Urn}_", true, _timeS, Readings, Readings.Length);
        message.Reset();
        CoseSign1.WriteSigStructure(message, header.Buffer, 0, header.Length, [], pack.Buffer, 0, pack.Length);
        byte[] signature = SignDigest(SHA256.HashData(message.Buffer.AsSpan(0, message.Length)));
        message.Reset();
        CoseSign1.Write(message, header.Buffer, 0, header.Length, pack.Buffer, 0, pack.Length, signature);
        byte[] signed = message.ToArray();
        _previous = SHA256.HashData(signed);
        return signed;
    }

    private byte[] SignDigest(byte[] digest) => _key.SignHash(digest, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
}
