using System.Diagnostics;
using System.Globalization;
using Enviro.Verification.Tests;
using Enviro.Wire;

namespace Enviro.Gateway.Tests;

/// <summary>The clients that come with Mosquitto: another implementation of MQTT than the broker's own.</summary>
public sealed class MosquittoTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task Publishing_and_subscribing_with_mosquitto_works(string version)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/mosquitto_pub"), "the package mosquitto-clients is not installed");
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        TestNode a = gateway.A;
        NodeSide side = new(a, () => gateway.ServiceKey);
        using Process subscriber = Run(
            "mosquitto_sub", gateway.Port, version, "-d", "-i", a.Urn, "-t", Topics.ChallengeOf(a.Urn), "-t", Topics.SessionOf(a.Urn), "-q", "1", "-C", "2", "-W", "20", "-F", "%x");
        await ReadLineAsync(subscriber, line => line.StartsWith("Subscribed", StringComparison.Ordinal));

        await PublishAsync(gateway, version, "publisher", Topics.HelloOf(a.Urn), side.Hello());
        side.Accept(Convert.FromHexString(await ReadLineAsync(subscriber, IsHex)));
        await PublishAsync(gateway, version, "publisher", Topics.ReadingOf(a.Urn), a.Next(DateTimeOffset.UtcNow.ToUnixTimeSeconds()));
        DownlinkMessage answer = side.Open(Convert.FromHexString(await ReadLineAsync(subscriber, IsHex)));
        await subscriber.WaitForExitAsync(Stop);

        Assert.Equal(DownlinkKind.Acknowledgement, answer.Kind);
        Assert.Equal(Acknowledgement.Kept, Acknowledgement.Parse(answer.Body).Result);
        Assert.Equal(1, (await gateway.StopAsync()).ReadingMessages);
    }

    [Theory]
    [InlineData("challenge")]
    [InlineData("session")]
    public async Task A_mosquitto_client_cannot_speak_to_a_node_as_the_gateway_does(string kind)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/mosquitto_pub"), "the package mosquitto-clients is not installed");
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        NodeClient a = await gateway.ConnectNodeAsync(gateway.A);

        await PublishAsync(gateway, "mqttv5", "intruder", Topics.Prefix + gateway.A.Urn + Topics.Down + kind, new byte[80]);

        // The next thing A hears is the answer to its own message.
        await a.KeepNextAsync(Stop);
        await gateway.StopAsync();
        Assert.Equal(1, gateway.CountRefused(Enviro.Verification.AppraisalResult.WrongTopic));
    }

    private static bool IsHex(string line) => line.Length > 64 && line.All(char.IsAsciiHexDigit);

    private static async Task<string> ReadLineAsync(Process subscriber, Func<string, bool> isWanted)
    {
        while (await subscriber.StandardOutput.ReadLineAsync(Stop) is string line)
        {
            if (isWanted(line.Trim()))
            {
                return line.Trim();
            }
        }

        throw new InvalidOperationException("mosquitto_sub ended before it said what was waited for");
    }

    private static async Task PublishAsync(RunningGateway gateway, string version, string client, string topic, byte[] payload)
    {
        string file = Path.Combine(gateway.Directory, "message.cbor");
        await File.WriteAllBytesAsync(file, payload, Stop);
        using Process publisher = Run("mosquitto_pub", gateway.Port, version, "-i", client, "-t", topic, "-q", "1", "-f", file);
        await publisher.WaitForExitAsync(Stop);
        Assert.Equal(0, publisher.ExitCode);
    }

    private static Process Run(string tool, int port, string version, params string[] arguments)
    {
        // Line by line, though the output is no terminal: the test waits for a line.
        ProcessStartInfo start = new("stdbuf", ["-oL", tool, "-h", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), "-V", version, .. arguments]);
        start.RedirectStandardOutput = true;
        return Process.Start(start)!;
    }
}
