namespace Enviro.Node.Tests;

public sealed class AllocationTests
{
    /// <summary>What one message may allocate: parsing its acknowledgement, most of all. The outbox and the signer allocate nothing.</summary>
    private const long MaxBytesPerMessage = 6_000;

    [Fact]
    public void A_steady_node_allocates_a_bounded_constant_for_each_message()
    {
        Reflector link = new();
        using Enviro.Simulator.SimulatedFlash flash = new(4096, 8);
        NodeSettings settings = NodeWorld.MakeSettings();
        settings.SampleIntervalMs = 1_000;
        settings.ClockToleranceMs = long.MaxValue;
        NodeAgent agent = new(settings, new SilentElement(), [new FakeSensor()], new Enviro.Node.Outbox(flash), link, StartKind.Cold);
        Assert.True(agent.SetTime(0, NodeWorld.Epoch));
        Play(agent, link, 0, 200);
        long early = Play(agent, link, 200, 500);
        long late = Play(agent, link, 3_000, 500);

        Assert.InRange(early / 500, 1, MaxBytesPerMessage);
        Assert.InRange(late, early * 95 / 100, early * 105 / 100);
    }

    private static long Play(NodeAgent agent, Reflector link, int from, int count)
    {
        long allocated = 0;
        for (int i = from; i < from + count; i++)
        {
            for (int part = 0; part < 2; part++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                agent.Step((i * 1_000L) + (part * 10));
                allocated += GC.GetAllocatedBytesForCurrentThread() - before - link.TakeOwn();
            }

            Assert.True(agent.IsIdle);
        }

        return allocated;
    }

    /// <summary>Answers everything at once, and knows what that allocated itself.</summary>
    private sealed class Reflector : ILink
    {
        private readonly FakeGateway _gateway = new();
        private (string Topic, byte[] Message)? _answer;
        private long _own;

        public bool IsConnected => true;

        public bool TryPublish(string topic, byte[] message, int offset, int count)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            byte[] copy = message[offset..(offset + count)];
            _answer = _gateway.Take(topic, copy, NodeWorld.Epoch);
            if (_answer == null)
            {
                byte[] body = new Wire.Acknowledgement(Wire.Sha256.HashData(copy), 0).Encode();
                _answer = (Wire.Topics.SessionOf(NodeWorld.Urn), _gateway.Seal(Wire.DownlinkKind.Acknowledgement, NodeWorld.Epoch, body));
            }

            _own += GC.GetAllocatedBytesForCurrentThread() - before;
            return true;
        }

        public bool TryReceive(out string topic, out byte[] message)
        {
            (topic, message) = _answer ?? ("", []);
            bool any = _answer != null;
            _answer = null;
            return any;
        }

        internal long TakeOwn()
        {
            long own = _own;
            _own = 0;
            return own;
        }
    }

    /// <summary>An element whose signatures cost and mean nothing.</summary>
    private sealed class SilentElement : ISecureElement
    {
        private bool _isHello;

        public bool TryGetPublicKey(byte[] publicKey)
        {
            FakeElement.PublicKey.CopyTo(publicKey, 0);
            return true;
        }

        // Only the hello's must verify, or there is no session.
        public bool TrySign(byte[] digest, byte[] signature)
        {
            if (_isHello)
            {
                FakeCurve.Sign(FakeElement.PublicKey, digest).CopyTo(signature, 0);
            }

            _isHello = false;
            return true;
        }

        public bool TryAdvanceBootCounter(out uint boot)
        {
            boot = 1;
            return true;
        }

        public bool TryRandom(byte[] random) => _isHello = true;

        public bool TryAgree(byte[] publicKey, byte[] sharedSecret)
        {
            FakeCurve.Agree(FakeElement.PublicKey, publicKey).CopyTo(sharedSecret, 0);
            return true;
        }

        public bool TryVerify(byte[] digest, byte[] signature, byte[] publicKey, out bool valid) => valid = true;

        public bool TryGetCertificates(out byte[][] chain)
        {
            chain = [];
            return true;
        }

        public bool TryQuote(byte[] nonce, out Wire.ChipQuote? quote)
        {
            quote = null;
            return true;
        }

        public bool TryGetAuthorityKeyId(out byte[] keyId)
        {
            keyId = [];
            return true;
        }

        public bool TryGetConfigurationDigest(out byte[] digest)
        {
            digest = [];
            return true;
        }
    }
}
