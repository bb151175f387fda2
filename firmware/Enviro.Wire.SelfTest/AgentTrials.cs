using Enviro.Node;

namespace Enviro.Wire.SelfTest;

/// <summary>
/// A whole node on real P-256: boot, hello, session, evidence, one sample, its acknowledgement; and the same sample signed again after its power went before the
/// acknowledgement.
/// </summary>
internal static class AgentTrials
{
    private const long UnixMs = 1_764_547_200_000;

    internal static void Run(Tally tally)
    {
        MemoryFlash keyFlash = new MemoryFlash(2048, SoftwareSecureElement.SectorCount);
        MemoryFlash outboxFlash = new MemoryFlash(2048, 4);
        LoopLink link = new LoopLink { IsDeaf = true };
        NodeAgent agent = Start(keyFlash, outboxFlash, link);
        RunSteps(agent, 3_000);
        tally.True("agent-started", agent.IsStarted && agent.Boot == 1);
        tally.True("agent-hello", link.Hellos > 0 && !agent.IsInSession);
        tally.Number("agent-keeps-what-it-measured", 1, agent.WaitingCount);

        // Power lost: the next boot brings the message that was kept, in a session with a gateway that answers now.
        link.IsDeaf = false;
        agent = Start(keyFlash, outboxFlash, link);
        RunSteps(agent, 3_000);
        tally.True("agent-next-boot", agent.Boot == 2);
        tally.True("agent-session", agent.IsInSession);
        tally.True("agent-acknowledged", link.Readings > 0 && agent.WaitingCount == 0);
        tally.True("agent-appraised", agent.IsAppraised && agent.LastAppraisal == 0);
        tally.True("agent-idle", agent.IsIdle);
        tally.Number("agent-nothing-refused", 0, agent.Counters.ForgedDownlink + agent.Counters.ReplayedDownlink + agent.Counters.MalformedDownlink);
        tally.True("agent-gateway-verified-everything", link.Faults.Length == 0);

        ReadingMessage? reading = link.LastReading;
        tally.True("agent-values", reading != null && reading.Pack.Readings.Length == 2 && reading.Pack.Readings[0].Mantissa == 2_150);
        tally.True("agent-urn", reading != null && reading.Pack.NodeName == Vectors.Urn + "_");
        tally.Number("agent-first-message", 0, reading == null ? -1 : reading.Header.Sequence);
    }

    private static NodeAgent Start(MemoryFlash keyFlash, MemoryFlash outboxFlash, LoopLink link)
    {
        NodeSettings settings = new NodeSettings
        {
            Urn = Vectors.Urn,
            GatewayKey = link.ServiceKey,
            FirmwareName = "enviro-selftest",
            FirmwareVersion = "1",
            FirmwareDigest = Hex.Rising(3, 32),
            HardwareModel = "interpreter",
            HardwareVersion = "1",
        };
        SoftwareSecureElement element = new SoftwareSecureElement(keyFlash, new CountedEntropy());
        NodeAgent agent = new NodeAgent(settings, element, [new FixedSensor()], new Outbox(outboxFlash), link, StartKind.Cold);
        agent.SetTime(0, UnixMs);
        link.UnixMs = UnixMs;
        return agent;
    }

    private static void RunSteps(NodeAgent agent, long durationMs)
    {
        for (long nowMs = 0; nowMs <= durationMs; nowMs += 100)
        {
            agent.Step(nowMs);
        }
    }

    private sealed class CountedEntropy : IEntropy
    {
        private byte _draws;

        public bool TryFill(byte[] buffer)
        {
            // Sound for nothing but a test: anyone can compute it.
            byte[] drawn = Sha256.HashData([0x5e, ++_draws]);
            System.Array.Copy(drawn, 0, buffer, 0, buffer.Length);
            return true;
        }
    }

    private sealed class FixedSensor : ISensor
    {
        public string Name => "fixed";

        public int MaxReadings => 2;

        public ReadingLimits? LimitsOf(Reading reading) => null;

        public SensorStatus Read(Reading[] readings, ref int count)
        {
            readings[count++] = new Reading("temp", "Cel", 2_150, -2);
            readings[count++] = new Reading("humidity", "%RH", 48, 0);
            return SensorStatus.Measured;
        }
    }
}
