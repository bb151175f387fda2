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
        NodeSettings settings = new() { Urn = NodeWorld.Urn, DownlinkKey = FakeGateway.DownlinkKey, SampleIntervalMs = 1_000, ClockToleranceMs = long.MaxValue };
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

    /// <summary>Acknowledges everything at once, and knows what that allocated itself.</summary>
    private sealed class Reflector : ILink
    {
        private byte[]? _answer;
        private long _own;

        public bool IsConnected => true;

        public bool TryPublish(string topic, byte[] message, int offset, int count)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            byte[] hash = Wire.Sha256.HashData(message[offset..(offset + count)]);
            _answer = new Wire.Acknowledgement(hash, 0, NodeWorld.Epoch).Encode(FakeGateway.DownlinkKey, FakeGateway.NodeThumbprint);
            _own += GC.GetAllocatedBytesForCurrentThread() - before;
            return true;
        }

        public bool TryReceive(out string topic, out byte[] message)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            topic = Wire.Topics.AckOf(NodeWorld.Urn);
            _own += GC.GetAllocatedBytesForCurrentThread() - before;
            message = _answer ?? [];
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

    private sealed class SilentElement : ISecureElement
    {
        public bool TryGetPublicKey(byte[] publicKey)
        {
            FakeElement.PublicKey.CopyTo(publicKey, 0);
            return true;
        }

        public bool TrySign(byte[] digest, byte[] signature) => true;

        public bool TryAdvanceBootCounter(out uint boot)
        {
            boot = 1;
            return true;
        }
    }
}
