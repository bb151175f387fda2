namespace Enviro.Benchmarks;

/// <summary>What a broker with a pipeline behind it costs over a broker.</summary>
/// <param name="Ratios">Messages a second of the clock, and of the broker's processor time.</param>
/// <param name="GatewayMb">Most memory our gateway had resident, in MB.</param>
/// <param name="MosquittoMb">The same of mosquitto.</param>
internal sealed record BrokerComparison(IReadOnlyList<Ratio> Ratios, double GatewayMb, double MosquittoMb);

/// <summary>Our gateway against mosquitto, both running, in turns, by the same generator on the same machine.</summary>
internal static class BrokerRatios
{
    internal static async Task<BrokerComparison> MeasureAsync(ScratchFolder scratch, int rounds, int messagesARound)
    {
        using GatewayFolder folder = new(scratch.PathOf("gateway"), BrokerLoad.NodeCount);
        using BrokerProcess gateway = BrokerProcess.Gateway(folder.FolderPath);
        using BrokerProcess mosquitto = BrokerProcess.Mosquitto(scratch.PathOf("mosquitto.conf"));
        using BrokerLoad atGateway = await BrokerLoad.AtGatewayAsync(gateway.Port, folder.Nodes).ConfigureAwait(false);
        using BrokerLoad atMosquitto = await BrokerLoad.AtMosquittoAsync(mosquitto.Port, folder.Nodes).ConfigureAwait(false);
        List<(double, double)> byClock = [];
        List<(double, double)> byCpu = [];
        for (int round = -1; round < rounds; round++)
        {
            byte[][][] packets = BrokerLoad.PacketsOf(folder.Messages(messagesARound), folder.Nodes);
            (double Clock, double Cpu) ours = await RateAsync(gateway, atGateway, packets).ConfigureAwait(false);
            (double Clock, double Cpu) theirs = await RateAsync(mosquitto, atMosquitto, packets).ConfigureAwait(false);

            // The first round is the compiler's.
            if (round >= 0)
            {
                byClock.Add((ours.Clock, theirs.Clock));
                byCpu.Add((ours.Cpu, theirs.Cpu));
            }
        }

        const string ourWords = "our gateway: verified, on the disk, acknowledged";
        const string theirWords = "mosquitto: passed to a subscriber";
        return new BrokerComparison(
            [
                Ratio.Of("gatewayAgainstMosquitto", ourWords, theirWords, "messages/s", byClock),
                Ratio.Of("gatewayAgainstMosquittoCpu", ourWords, theirWords, "1/s of the broker's processor time", byCpu),
            ],
            gateway.PeakResidentMb,
            mosquitto.PeakResidentMb);
    }

    private static async Task<(double Clock, double Cpu)> RateAsync(BrokerProcess broker, BrokerLoad load, byte[][][] packets)
    {
        int count = packets.Sum(list => list.Length);
        TimeSpan cpu = broker.CpuTime;
        double seconds = await load.SendAllAsync(packets).ConfigureAwait(false);
        return (count / seconds, count / (broker.CpuTime - cpu).TotalSeconds);
    }
}
