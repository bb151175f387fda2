using System.Text.Json;
using Enviro.Simulator;

namespace Enviro.EndToEnd;

/// <summary>Other people's MQTT clients against a running gateway, beside a node that goes on as if nothing were.</summary>
public sealed class HostileClientTests
{
    private int _clients;

    [Fact]
    public void What_a_hostile_client_sends_is_counted_and_an_honest_node_goes_on()
    {
        using TempFolder folder = new();
        using Swtpm tpm = Swtpm.Start();
        using TestFleet fleet = new(1);
        fleet.Configure(folder.Root, tpm.Uri, sealAfterEntries: 4, sealAfterS: 1);
        using RunningGateway gateway = RunningGateway.Start(folder.Root);
        int port = gateway.WaitForPort();
        fleet.Connect(port);
        fleet.WaitForAcknowledgements(3, gateway);

        string urn = fleet.Nodes[0].Enrolment.Urn;
        string topic = $"enviro/v1/{urn}/up/reading";
        byte[] honest = fleet.Nodes[0].Link.LastPublished;
        Publish(folder, port, topic, "garbage"u8.ToArray());
        Publish(folder, port, topic, new byte[2000]);
        Publish(folder, port, topic, new byte[100_000]);
        Publish(folder, port, "some/other/topic", honest);
        Publish(folder, port, $"enviro/v1/{urn}/up/command", honest);
        Publish(folder, port, "enviro/v1/urn:dev:os:32473-other/up/reading", honest);
        Publish(folder, port, topic, [.. honest[..^1], (byte)(honest[^1] ^ 1)]);
        ProgramResult impostor = Publish(folder, port, topic, honest, client: urn);
        Assert.NotEqual(0, impostor.ExitCode);
        Programs.Run("mosquitto_sub", "-h", "127.0.0.1", "-p", ((long)port).Text(), "-i", "listener", "-t", "#", "-W", "1");

        fleet.WaitForAcknowledgements(5, gateway);
        Dictionary<string, long> expected = new()
        {
            ["Malformed"] = 1,
            ["Oversized"] = 1,
            ["PacketTooLarge"] = 1,
            ["WrongTopic"] = 2,
            ["NodeMismatch"] = 1,
            ["BadSignature"] = 1,
            ["DuplicateClient"] = 1,
            ["SubscriptionRefused"] = 1,
        };
        AssertRefused(folder.Root, expected);
        Assert.True(gateway.IsRunning);
        fleet.Drain(gateway);
        Assert.Equal(0, gateway.Terminate());
        Assert.Equal(0, Programs.Enviro("ledger", "verify", folder.Root).ExitCode);
        ProgramResult text = Programs.Enviro("gateway", "refusals", folder.Root);
        Assert.All(expected.Keys, reason => Assert.Contains(reason, text.Out, StringComparison.Ordinal));
        Assert.Contains("hostile", text.Out, StringComparison.Ordinal);
    }

    private ProgramResult Publish(TempFolder folder, int port, string topic, byte[] message, string? client = null)
    {
        File.WriteAllBytes(folder.At("message"), message);

        // A name of its own for each: the gateway may still hold the connection of the one before. One whose connection is closed would connect again for ever.
        client ??= $"hostile-{++_clients}";
        return Programs.Run(
            "timeout", "4", "mosquitto_pub", "-h", "127.0.0.1", "-p", ((long)port).Text(), "-i", client, "-t", topic, "-f", folder.At("message"), "-q", message.Length > 8192 ? "0" : "1");
    }

    private static void AssertRefused(string directory, Dictionary<string, long> expected)
    {
        // Refusals are written every other second.
        JsonElement json = default;
        Wait.Until(
            () =>
            {
                json = Programs.Enviro("gateway", "refusals", directory, "--json").Json;
                return expected.All(reason => CountOf(json, reason.Key) >= reason.Value);
            },
            TimeSpan.FromSeconds(20),
            () => $"all refusals counted:\n{json}");

        Assert.All(expected, reason => Assert.Equal(reason.Value, CountOf(json, reason.Key)));

        // The honest node may have repeated a message that crossed its acknowledgement.
        Assert.All(json.GetProperty("counts").EnumerateObject(), counted => Assert.Contains(counted.Name, expected.Keys.Append("Replayed")));
        Assert.Contains(
            json.GetProperty("last").EnumerateArray(),
            refusal => refusal.GetProperty("result").GetString() == "WrongTopic"
                && refusal.GetProperty("topic").GetString() == "some/other/topic"
                && refusal.GetProperty("source").GetString()!.StartsWith("127.0.0.1:", StringComparison.Ordinal)
                && refusal.GetProperty("source").GetString()!.EndsWith(" hostile-4", StringComparison.Ordinal));
    }

    private static long CountOf(JsonElement refusals, string reason) =>
        refusals.GetProperty("counts").TryGetProperty(reason, out JsonElement count) ? count.GetInt64() : 0;
}
