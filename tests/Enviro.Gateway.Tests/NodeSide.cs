using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Verification.Tests;
using Enviro.Wire;

namespace Enviro.Gateway.Tests;

/// <summary>A node's side of the exchange: says hello, believes only the gateway's service key, and opens what is sealed for it.</summary>
internal sealed class NodeSide(TestNode node, Func<byte[]> gatewayKey, byte[]? sharedKey = null)
{
    private byte[] _nonce = [];
    private DownlinkSession? _session;

    internal TestNode Node { get; } = node;

    /// <summary>The last challenge believed.</summary>
    internal Challenge? Challenge { get; private set; }

    internal byte[] KeyId => sharedKey is null ? Node.Thumbprint : CoseKey.SymmetricThumbprint(sharedKey);

    /// <summary>A hello with a fresh nonce.</summary>
    internal byte[] Hello(string? urn = null)
    {
        _nonce = RandomNumberGenerator.GetBytes(32);
        byte[] payload = Wire.Hello.EncodePayload(urn ?? Node.Urn, sharedKey is null ? Node.PublicKey : [], _nonce, Node.Boot);
        byte[] header = TypedMessage.EncodeHeader(sharedKey is null ? CoseLabels.Es256 : CoseLabels.Hmac256, Wire.Hello.ContentType, KeyId);
        return sharedKey is not null
            ? CoseMac0.Seal(sharedKey, header, payload)
            : TypedMessage.Sign1(header, payload, Node.Key.SignHash(TypedMessage.DigestOf(header, payload), DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    /// <summary>Believes a challenge, as a node does, and has a session from then on.</summary>
    internal Challenge Accept(byte[] message)
    {
        Challenge challenge = Wire.Challenge.Parse(message);
        Assert.True(sharedKey is null
            ? Es256.Verify(gatewayKey(), challenge.Envelope.Digest(), challenge.Envelope.Signature)
            : challenge.Envelope.IsAuthenticUnder(sharedKey));
        Assert.Equal(KeyId, challenge.Node);
        Assert.Equal(_nonce, challenge.HelloNonce);
        byte[] secret = sharedKey ?? Agree(challenge.EphemeralKey);
        _session = DownlinkSession.Derive(secret, _nonce, message);
        Challenge = challenge;
        return challenge;
    }

    /// <summary>Opens a message of the session; fails when it is not one, or a replay.</summary>
    internal DownlinkMessage Open(byte[] payload)
    {
        DownlinkMessage? message = _session!.Open(payload);
        Assert.NotNull(message);
        Assert.False(message.IsReplay);
        return message;
    }

    /// <summary>Whether a message is of this node's session.</summary>
    internal bool CanOpen(byte[] payload) => _session?.Open(payload) is not null;

    /// <summary>A reading under the shared key, and its hash as the next one's previous.</summary>
    internal byte[] NextShared(long? timeS = null)
    {
        CborWriter header = new(ReadingHeader.MaxLength);
        new ReadingHeader { IsMac = true, KeyId = KeyId, Boot = Node.Boot, Sequence = Node.Sequence, Previous = Node.Previous }.Write(header);
        CborWriter pack = new(SenmlPack.MaxLength);
        SenmlPack.Write(pack, $"{Node.Urn}_", timeS is not null, timeS ?? 0, [new Reading("pm2.5", "ug/m3", 352, -1)], 1);
        byte[] message = CoseMac0.Seal(sharedKey!, header.ToArray(), pack.ToArray());
        Node.Sequence++;
        Node.Previous = SHA256.HashData(message);
        return message;
    }

    private byte[] Agree(byte[] ephemeralKey)
    {
        using ECDiffieHellman mine = ECDiffieHellman.Create(Node.Key.ExportParameters(true));
        using ECDiffieHellman theirs = ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = ephemeralKey[..32], Y = ephemeralKey[32..] },
        });
        return mine.DeriveRawSecretAgreement(theirs.PublicKey);
    }
}
