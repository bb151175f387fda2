using System.Diagnostics;
using System.Globalization;
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
        string message = Path.Combine(gateway.Directory, "message.cbor");
        await File.WriteAllBytesAsync(message, gateway.A.Next(DateTimeOffset.UtcNow.ToUnixTimeSeconds()), Stop);
        using Process subscriber = Run(
            "mosquitto_sub", gateway.Port, version, "-d", "-i", gateway.A.Urn, "-t", Topics.AckOf(gateway.A.Urn), "-q", "1", "-C", "1", "-W", "20", "-F", "%x");
        for (string? line = ""; line is not null && !line.StartsWith("Subscribed", StringComparison.Ordinal);)
        {
            line = await subscriber.StandardOutput.ReadLineAsync(Stop);
        }

        using Process publisher = Run("mosquitto_pub", gateway.Port, version, "-i", "publisher", "-t", Topics.ReadingOf(gateway.A.Urn), "-q", "1", "-f", message);
        await publisher.WaitForExitAsync(Stop);
        Assert.Equal(0, publisher.ExitCode);
        string output = await subscriber.StandardOutput.ReadToEndAsync(Stop);
        await subscriber.WaitForExitAsync(Stop);

        string hex = output.Split('\n', StringSplitOptions.TrimEntries).Single(line => line.Length > 32 && line.All(char.IsAsciiHexDigit));
        Acknowledgement? answer = Acknowledgement.Open(Convert.FromHexString(hex), gateway.A.DownlinkKey, gateway.A.Thumbprint);
        Assert.Equal(Acknowledgement.Kept, answer!.Result);
        Assert.Equal(1, (await gateway.StopAsync()).ReadingMessages);
    }

    private static Process Run(string tool, int port, string version, params string[] arguments)
    {
        // Line by line, though the output is no terminal: the test waits for a line.
        ProcessStartInfo start = new("stdbuf", ["-oL", tool, "-h", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), "-V", version, .. arguments]);
        start.RedirectStandardOutput = true;
        return Process.Start(start)!;
    }
}
