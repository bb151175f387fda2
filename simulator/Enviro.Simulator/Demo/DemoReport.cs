using System.Text;
using System.Text.Json;

namespace Enviro.Simulator;

/// <summary>What a demo came to. Its JSON is the last line on standard output.</summary>
/// <param name="Nodes">How many nodes ran.</param>
/// <param name="Enrolled">Nodes the ledger enrols: they presented themselves, nobody listed them.</param>
/// <param name="Attested">Nodes whose evidence was accepted.</param>
/// <param name="Readings">Reading messages they signed and stored.</param>
/// <param name="Accepted">Reading messages in the ledger.</param>
/// <param name="Refused">What the gateway refused, by reason.</param>
/// <param name="Blocks">Blocks sealed.</param>
/// <param name="Entries">Entries in the ledger, enrolments included.</param>
/// <param name="Verified">Whether the ledger is sound, every node attested, everything signed was acknowledged, and everything is sealed.</param>
/// <param name="Tpm">The TPM that sealed.</param>
/// <param name="ElapsedS">How long it took, in seconds.</param>
/// <param name="GatewayPeakMb">Most memory the gateway had resident, in MB.</param>
/// <param name="GatewayRestarts">How often the gateway died and was started again.</param>
/// <param name="Directory">The data folder.</param>
internal sealed record DemoReport(
    int Nodes, int Enrolled, int Attested, long Readings, long Accepted, IReadOnlyDictionary<string, long> Refused, long Blocks, long Entries, bool Verified, string Tpm,
    double ElapsedS, double GatewayPeakMb, int GatewayRestarts, string Directory)
{
    internal string ToJson()
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("nodes", Nodes);
            writer.WriteNumber("enrolled", Enrolled);
            writer.WriteNumber("attested", Attested);
            writer.WriteNumber("readings", Readings);
            writer.WriteNumber("accepted", Accepted);
            writer.WriteStartObject("refused");
            foreach ((string reason, long count) in Refused)
            {
                writer.WriteNumber(reason, count);
            }

            writer.WriteEndObject();
            writer.WriteNumber("blocks", Blocks);
            writer.WriteNumber("entries", Entries);
            writer.WriteBoolean("verified", Verified);
            writer.WriteString("tpm", Tpm);
            writer.WriteNumber("elapsedS", Math.Round(ElapsedS, 1));
            writer.WriteNumber("gatewayPeakMb", GatewayPeakMb);
            writer.WriteNumber("gatewayRestarts", GatewayRestarts);
            writer.WriteString("data", Directory);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
