using System.Collections;
using Enviro.Node;

namespace Enviro.Wire.SelfTest;

/// <summary>A link with the gateway at its end: verifies every signature, answers hellos with challenges, readings with acknowledgements, evidence with a verdict.</summary>
internal sealed class LoopLink : ILink
{
    private readonly P256 _curve = new P256();
    private readonly Queue _topics = new Queue();
    private readonly Queue _messages = new Queue();
    private readonly byte[] _servicePrivate = Hex.Decode("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
    private readonly byte[] _ephemeralPrivate = Hex.Rising(1, 32);
    private readonly byte[] _ephemeral = new byte[P256.PublicKeyLength];
    private byte[] _nodeKey = [];
    private DownlinkSession? _session;

    internal LoopLink()
    {
        _curve.TryGetPublicKey(_servicePrivate, ServiceKey);
        _curve.TryGetPublicKey(_ephemeralPrivate, _ephemeral);
    }

    public bool IsConnected => true;

    internal byte[] ServiceKey { get; } = new byte[P256.PublicKeyLength];

    /// <summary>Whether nothing is answered.</summary>
    internal bool IsDeaf { get; set; }

    internal long UnixMs { get; set; }

    internal int Hellos { get; private set; }

    internal int Readings { get; private set; }

    internal ReadingMessage? LastReading { get; private set; }

    /// <summary>What did not verify, one word each.</summary>
    internal string Faults { get; private set; } = "";

    public bool TryPublish(string topic, byte[] message, int offset, int count)
    {
        byte[] copy = new byte[count];
        System.Array.Copy(message, offset, copy, 0, count);
        if (topic == Topics.HelloOf(Vectors.Urn))
        {
            TakeHello(copy);
        }
        else if (topic == Topics.EvidenceOf(Vectors.Urn))
        {
            Evidence evidence = Evidence.Parse(copy);
            Require("evidence", Verifies(evidence.Envelope) && Hex.AreEqual(evidence.Claims.Nonce, Hex.Repeat(0xE0, 32)));
            Answer(DownlinkKind.Appraisal, [0]);
        }
        else
        {
            LastReading = ReadingMessage.Parse(copy);
            Readings++;
            Require("reading", Verifies(LastReading.Envelope));
            Answer(DownlinkKind.Acknowledgement, new Acknowledgement(Sha256.HashData(copy), Acknowledgement.Kept).Encode());
        }

        return true;
    }

    public bool TryReceive(out string topic, out byte[] message)
    {
        topic = "";
        message = [];
        if (_topics.Count == 0)
        {
            return false;
        }

        topic = (string)_topics.Dequeue()!;
        message = (byte[])_messages.Dequeue()!;
        return true;
    }

    private void TakeHello(byte[] message)
    {
        Hellos++;
        Hello hello = Hello.Parse(message);
        _nodeKey = hello.PublicKey;
        Require("hello", _curve.Verify(_nodeKey, hello.Envelope.Digest(), hello.Envelope.Signature));
        if (IsDeaf)
        {
            return;
        }

        byte[] header = TypedMessage.EncodeHeader(CoseLabels.Es256, Challenge.ContentType, CoseKey.Thumbprint(ServiceKey));
        byte[] payload = Challenge.EncodePayload(hello.Envelope.KeyId, hello.Nonce, _ephemeral, UnixMs, Hex.Repeat(0xE0, 32));
        byte[] signature = new byte[P256.SignatureLength];
        _curve.Sign(_servicePrivate, TypedMessage.DigestOf(header, payload), signature);
        byte[] challenge = TypedMessage.Sign1(header, payload, signature);
        byte[] secret = new byte[P256.SharedSecretLength];
        Require("agree", _curve.TryAgree(_ephemeralPrivate, _nodeKey, secret));
        _session = DownlinkSession.Derive(secret, hello.Nonce, challenge);
        _topics.Enqueue(Topics.ChallengeOf(Vectors.Urn));
        _messages.Enqueue(challenge);
    }

    private void Answer(DownlinkKind kind, byte[] body)
    {
        if (_session != null)
        {
            _topics.Enqueue(Topics.SessionOf(Vectors.Urn));
            _messages.Enqueue(_session.Seal(kind, UnixMs, body));
        }
    }

    private bool Verifies(CoseSign1 envelope)
    {
        CborWriter structure = new CborWriter(Evidence.MaxLength);
        envelope.WriteSigStructure(structure, []);
        byte[] signature = new byte[CoseSign1.SignatureLength];
        System.Array.Copy(envelope.Message, envelope.SignatureOffset, signature, 0, signature.Length);
        return _curve.Verify(_nodeKey, Sha256.HashData(structure.ToArray()), signature);
    }

    private void Require(string what, bool holds)
    {
        if (!holds)
        {
            Faults += what + " ";
        }
    }
}
