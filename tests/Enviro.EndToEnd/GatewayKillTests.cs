using System.Security.Cryptography;
using System.Text.Json;
using Enviro.Ledger;
using Enviro.Simulator;

namespace Enviro.EndToEnd;

public sealed class GatewayKillTests
{
    private const int Kills = 24;
    private const int Nodes = 6;

    [Fact]
    public void What_was_acknowledged_is_in_the_ledger_once_however_often_the_gateway_is_killed()
    {
        int seed = RandomNumberGenerator.GetInt32(int.MaxValue);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        Console.Error.WriteLine($"kill test: seed {seed}");
        Random random = new(seed);
        using TempFolder folder = new();
        using Swtpm tpm = Swtpm.Start();
        using TestFleet fleet = new(Nodes);

        // Small blocks, so that kills hit the sealing as well as the journal.
        fleet.Configure(folder.Root, tpm.Uri, sealAfterEntries: 8, sealAfterS: 1);
        int progressed = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            int before = fleet.Acknowledged;
            RunAndKill(folder.Root, fleet, random, duringStart: kill % 4 == 0);
            progressed += fleet.Acknowledged > before ? 1 : 0;
        }

        using (RunningGateway last = RunningGateway.Start(folder.Root))
        {
            fleet.Connect(last.WaitForPort());
            fleet.Drain(last);
            Assert.Equal(0, last.Terminate());
        }

        // Otherwise the kills hit a gateway that had nothing to do, and prove nothing.
        Assert.True(progressed >= Kills / 4, $"seed {seed}: messages were acknowledged in {progressed} of {Kills} lives only");
        AssertNothingLost(folder.Root, fleet, seed);
    }

    private static void RunAndKill(string directory, TestFleet fleet, Random random, bool duringStart)
    {
        using RunningGateway gateway = RunningGateway.Start(directory);
        if (duringStart)
        {
            // Anything from the runtime's own start to the first connections.
            Thread.Sleep(random.Next(100, 1500));
        }
        else
        {
            fleet.Connect(gateway.WaitForPort());
            Thread.Sleep(random.Next(50, 600));
        }

        Assert.True(gateway.IsRunning, $"The gateway ended by itself:\n{gateway.Log}");
        gateway.Kill();
    }

    private static void AssertNothingLost(string directory, TestFleet fleet, int seed)
    {
        ProgramResult verified = Programs.Enviro("ledger", "verify", directory, "--json");
        Assert.True(verified.ExitCode == 0, $"seed {seed}: {verified}");
        Assert.Equal(0, verified.Json.GetProperty("unsealed").GetInt32());
        Assert.Equal(0, verified.Json.GetProperty("missingMessages").GetInt32());
        ProgramResult fsck = Programs.Enviro("ledger", "fsck", directory);
        Assert.True(fsck.ExitCode == 0, $"seed {seed}: {fsck}");

        Dictionary<string, int> kept = [];
        using (LedgerStore store = LedgerStore.OpenReadOnly(directory))
        {
            foreach (StoredEntry entry in store.ReadEntries(0, long.MaxValue).Where(entry => entry.Kind == EntryKind.Reading))
            {
                string hash = Convert.ToHexStringLower(SHA256.HashData(entry.Message!));
                kept[hash] = kept.GetValueOrDefault(hash) + 1;
            }
        }

        int acknowledged = 0;
        foreach (TestNode node in fleet.Nodes)
        {
            acknowledged += node.Link.AcknowledgedCount;
            Assert.All(node.Link.Acknowledged, hash => Assert.True(kept.GetValueOrDefault(hash) == 1, $"seed {seed}: {hash} is in the ledger {kept.GetValueOrDefault(hash)} times"));
            Assert.Equal(0, node.Link.WrongAnswers);
            Assert.Equal(0u, node.Dropped);
            Assert.Equal(node.Counters.Stored, (uint)node.Link.AcknowledgedCount);
        }

        Assert.Equal(kept.Count, acknowledged);
        Assert.True(acknowledged >= Kills, $"seed {seed}: {acknowledged} messages are too few to prove anything");
        JsonElement refusals = Programs.Enviro("gateway", "refusals", directory, "--json").Json;
        Assert.All(refusals.GetProperty("counts").EnumerateObject(), refused => Assert.Equal("Replayed", refused.Name));
    }
}
