using System.Security.Cryptography;
using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Node.Tests;

/// <summary>A node with a software key and a gateway on .NET's own P-256 come to the same session; nothing here is faked but the link.</summary>
public sealed class RealCurveTests : IDisposable
{
    private readonly ECDsa _service = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly Queue<(string Topic, byte[] Message)> _down = [];
    private readonly List<byte[]> _readings = [];
    private byte[] _nodeKey = [];
    private DownlinkSession? _session;
    private Evidence? _evidence;
    private bool _offCurve;

    [Fact]
    public void Hello_challenge_evidence_and_reading_verify_on_the_other_side()
    {
        NodeAgent agent = Run();
        Assert.True(agent.IsInSession);
        Assert.True(agent.IsAppraised);
        Assert.Equal(1u, agent.Counters.Acknowledged);
        Assert.True(agent.IsIdle);
        ReadingMessage reading = ReadingMessage.Parse(Assert.Single(_readings));
        Assert.True(Verifies(reading.Envelope));
        Assert.True(Verifies(_evidence!.Envelope));
        Assert.Empty(_evidence.Certificates);
        Assert.Null(_evidence.Claims.Quote);
        Assert.Equal(CoseKey.Thumbprint(_nodeKey), _evidence.KeyId);
    }

    [Fact]
    public void An_ephemeral_key_off_the_curve_makes_no_session_even_signed_by_the_gateway()
    {
        _offCurve = true;
        NodeAgent agent = Run();
        Assert.False(agent.IsInSession);
        Assert.Empty(_readings);
        Assert.True(agent.Counters.SecureElementFailures > 0);
    }

    public void Dispose() => _service.Dispose();

    private NodeAgent Run()
    {
        using SimulatedFlash keys = SoftwareSecureElementTests.CreateFlash();
        using SimulatedFlash flash = new(2048, 4);
        NodeSettings settings = NodeWorld.MakeSettings();
        settings.GatewayKey = SoftwareSecureElementTests.Coordinates(_service.ExportParameters(false));
        NodeAgent agent = new(
            settings, new SoftwareSecureElement(keys, new TestEntropy()), [new FakeSensor()], new Enviro.Node.Outbox(flash), new DirectLink(this), StartKind.Cold);
        Assert.True(agent.SetTime(0, NodeWorld.Epoch));
        for (int now = 0; now < 2_000; now += 20)
        {
            agent.Step(now);
        }

        return agent;
    }

    private void Take(string topic, byte[] message)
    {
        if (topic == Topics.HelloOf(NodeWorld.Urn))
        {
            Greet(Hello.Parse(message));
        }
        else if (topic == Topics.EvidenceOf(NodeWorld.Urn))
        {
            _evidence = Evidence.Parse(message);
            Answer(DownlinkKind.Appraisal, [0]);
        }
        else
        {
            _readings.Add(message);
            Answer(DownlinkKind.Acknowledgement, new Acknowledgement(SHA256.HashData(message), 0).Encode());
        }
    }

    private void Greet(Hello hello)
    {
        using ECDsa node = ECDsa.Create(SoftwareSecureElementTests.Parameters(hello.PublicKey));
        Assert.True(node.VerifyHash(hello.Envelope.Digest(), hello.Envelope.Signature));
        _nodeKey = hello.PublicKey;
        using ECDiffieHellman ephemeral = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using ECDiffieHellman other = ECDiffieHellman.Create(SoftwareSecureElementTests.Parameters(hello.PublicKey));
        byte[] key = SoftwareSecureElementTests.Coordinates(ephemeral.ExportParameters(false));
        key[63] ^= _offCurve ? (byte)1 : (byte)0;
        byte[] thumbprint = CoseKey.Thumbprint(SoftwareSecureElementTests.Coordinates(_service.ExportParameters(false)));
        byte[] header = TypedMessage.EncodeHeader(CoseLabels.Es256, Challenge.ContentType, thumbprint);
        byte[] payload = Challenge.EncodePayload(hello.Envelope.KeyId, hello.Nonce, key, NodeWorld.Epoch, FakeGateway.EvidenceNonce);
        byte[] challenge = TypedMessage.Sign1(header, payload, _service.SignHash(TypedMessage.DigestOf(header, payload)));
        _session = DownlinkSession.Derive(ephemeral.DeriveRawSecretAgreement(other.PublicKey), hello.Nonce, challenge);
        _down.Enqueue((Topics.ChallengeOf(NodeWorld.Urn), challenge));
    }

    private void Answer(DownlinkKind kind, byte[] body) =>
        _down.Enqueue((Topics.SessionOf(NodeWorld.Urn), _session!.Seal(kind, NodeWorld.Epoch, body)));

    private bool Verifies(CoseSign1 envelope)
    {
        CborWriter writer = new(Evidence.MaxLength);
        envelope.WriteSigStructure(writer, []);
        using ECDsa node = ECDsa.Create(SoftwareSecureElementTests.Parameters(_nodeKey));
        ReadOnlySpan<byte> signature = envelope.Message.AsSpan(envelope.SignatureOffset, CoseSign1.SignatureLength);
        return node.VerifyData(writer.ToArray(), signature, HashAlgorithmName.SHA256);
    }

    private sealed class DirectLink(RealCurveTests gateway) : ILink
    {
        public bool IsConnected => true;

        public bool TryPublish(string topic, byte[] message, int offset, int count)
        {
            gateway.Take(topic, message[offset..(offset + count)]);
            return true;
        }

        public bool TryReceive(out string topic, out byte[] message)
        {
            bool any = gateway._down.TryDequeue(out (string Topic, byte[] Message) next);
            (topic, message) = any ? next : ("", []);
            return any;
        }
    }
}
