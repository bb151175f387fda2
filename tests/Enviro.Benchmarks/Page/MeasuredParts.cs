using System.Globalization;

namespace Enviro.Benchmarks;

/// <summary>The measured parts of the page in words, tables and charts.</summary>
internal static class MeasuredParts
{
    private const string Rate = "messages/s";

    internal static string Comparisons(BrokerComparison brokers, IReadOnlyList<Ratio> sqlite) =>
        $"""
        {RatioReport.TableOf([.. brokers.Ratios, .. sqlite])}
        Most memory resident: our gateway {Whole(brokers.GatewayMb)} MB, mosquitto {Whole(brokers.MosquittoMb)} MB ({Machine.MosquittoVersion}).
        """;

    internal static string Nodes(PerformancePage page, IReadOnlyList<NodePoint> points)
    {
        MarkdownTable table = new("nodes:", "messages/s:", "1/s of processor time:", "against OpenSSL:", "first start, s:", "start, s:", "processor time of it, s:", "memory, MB:");
        foreach (NodePoint point in points)
        {
            table.Add(
                Whole(point.Nodes),
                Whole(point.PerSecond),
                Whole(point.PerCpuSecond),
                Fixed(point.AgainstOpenSsl, 2),
                Fixed(point.EnrolS, 2),
                Fixed(point.Start.ReadyS, 2),
                Fixed(point.Start.CpuS, 2),
                Whole(point.Start.ResidentMb));
        }

        const string across = "enrolled nodes";
        string rate = page.Chart("nodes-rate", new GrowthChart("Messages kept, by enrolled nodes", across, Rate)
            .Add("by the clock, all cores", points.Select(point => ((double)point.Nodes, (double?)point.PerSecond)))
            .Add("by processor time", points.Select(point => ((double)point.Nodes, (double?)point.PerCpuSecond))));
        string start = page.Chart("nodes-start", new GrowthChart("Start of a gateway, by enrolled nodes", across, "seconds")
            .Add("first start, enrolling them", points.Select(point => ((double)point.Nodes, (double?)point.EnrolS)))
            .Add("start, from disk", points.Select(point => ((double)point.Nodes, (double?)point.Start.ReadyS))));
        string memory = page.Chart("nodes-memory", new GrowthChart("Memory of a gateway after its start, by enrolled nodes", across, "MB resident")
            .Add("peak resident memory", points.Select(point => ((double)point.Nodes, (double?)point.Start.ResidentMb))));
        return $"{table}\n{rate}\n{start}\n{memory}";
    }

    internal static string Ledger(PerformancePage page, IReadOnlyList<LedgerPoint> points, long signedCount)
    {
        MarkdownTable table = new(
            "entries:", "appended, 1/s:", "commit, ms:", "99 %, ms:", "verified, 1/s:", "look-up, µs:", "open, s:", "registers, s:", "start, processor time, s:", "open from all leaves, s:", "memory, MB:", "bytes an entry:");
        foreach (LedgerPoint point in points)
        {
            table.Add(
                Whole(point.Entries),
                Whole(point.PerSecond),
                Fixed(point.CommitMs, 1),
                Fixed(point.SlowCommitMs, 1),
                point.VerifiedPerSecond is { } verified ? Whole(verified) : "–",
                Whole(point.LookUpUs),
                Fixed(point.Start.OpenS, 3),
                Fixed(point.Start.FoldS, 3),
                Fixed(point.Start.CpuS, 2),
                point.RebuildS is { } rebuild ? Fixed(rebuild, 2) : "–",
                Whole(point.Start.ResidentMb),
                Whole(point.BytesAnEntry));
        }

        const string across = "entries in the ledger";
        string rate = page.Chart("ledger-rate", new GrowthChart("Appending and verifying, by entries", across, Rate)
            .Add("appended, durable, 256 a commit", points.Select(point => ((double)point.Entries, (double?)point.PerSecond)))
            .Add("verified, all cores", points.Select(point => ((double)point.Entries, point.VerifiedPerSecond))));
        string latency = page.Chart("ledger-latency", new GrowthChart("Time of a commit and of a look-up, by entries", across, "milliseconds")
            .Add("commit of 256, median", points.Select(point => ((double)point.Entries, (double?)point.CommitMs)))
            .Add("commit of 256, 99 of 100", points.Select(point => ((double)point.Entries, (double?)point.SlowCommitMs)))
            .Add("look-up of a reading", points.Select(point => ((double)point.Entries, (double?)point.LookUpUs / 1000))));
        string start = page.Chart("ledger-start", new GrowthChart("Opening a ledger from disk, by entries", across, "seconds")
            .Add("with the stored subtrees, as always", points.Select(point => ((double)point.Entries, (double?)point.Start.OpenS)))
            .Add("from all leaves, after a rebuild of the caches", points.Select(point => ((double)point.Entries, point.RebuildS))));
        return $"The first {Whole(signedCount)} entries are signed; those after them repeat messages of the same size.\n\n{table}\n{rate}\n{latency}\n{start}";
    }

    /// <summary>What another machine would do, from what OpenSSL does there.</summary>
    internal static string Elsewhere(NodePoint point) =>
        $"""
        With {Whole(point.Nodes)} nodes the pipeline keeps **{Fixed(point.AgainstOpenSsl, 2)}** messages for each signature that OpenSSL verifies in the same processor time. A core that verifies
        V a second by `openssl speed ecdsap256` is therefore expected to keep {Fixed(point.AgainstOpenSsl, 2)} × V messages a second.
        """;

    internal static string Whole(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Fixed(double value, int digits) => value.ToString($"F{digits}", CultureInfo.InvariantCulture);
}
