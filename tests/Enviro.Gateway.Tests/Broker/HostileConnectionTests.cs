using System.Net.Sockets;
using System.Security.Cryptography;
using Enviro.Verification;

namespace Enviro.Gateway.Tests;

/// <summary>Bytes on the gateway's port that no MQTT library sends.</summary>
public sealed class HostileConnectionTests
{
    // CONNECT of MQTT 3.1.1 with client identifier "raw".
    private static readonly byte[] s_connect = [0x10, 0x0F, 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 4, 2, 0, 60, 0, 3, (byte)'r', (byte)'a', (byte)'w'];

    public static TheoryData<byte[]> TooLarge => new()
    {
        // 200 MB, as the first packet; 8193 bytes; a length of five bytes.
        new byte[] { 0x10, 0x80, 0x80, 0x80, 0x64 },
        new byte[] { 0x10, 0x81, 0x40 },
        new byte[] { 0x10, 0x80, 0x80, 0x80, 0x80, 0x01 },
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(TooLarge))]
    public async Task A_packet_that_is_too_large_is_ended_at_its_header(byte[] header)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        NodeClient a = await gateway.ConnectNodeAsync(gateway.A);
        long before = GC.GetTotalAllocatedBytes();
        await using NetworkStream first = await gateway.ConnectRawAsync();
        await first.WriteAsync(header, Stop);
        await AssertClosedAsync(first);

        await using NetworkStream second = await gateway.ConnectRawAsync();
        await second.WriteAsync(s_connect, Stop);
        await second.ReadExactlyAsync(new byte[4], Stop);
        await second.WriteAsync((byte[])[0x32, .. header[1..]], Stop);
        await AssertClosedAsync(second);

        Assert.True(GC.GetTotalAllocatedBytes() - before < 50_000_000);
        await a.KeepNextAsync(Stop);
        await gateway.StopAsync();
        Assert.Equal(2, gateway.CountRefused(AppraisalResult.PacketTooLarge));
    }

    [Fact]
    public async Task Garbage_ends_its_own_connection_only()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        NodeClient a = await gateway.ConnectNodeAsync(gateway.A);
        for (int i = 0; i < 50; i++)
        {
            await using NetworkStream raw = await gateway.ConnectRawAsync();
            if (i % 2 == 0)
            {
                await raw.WriteAsync(s_connect, Stop);
            }

            try
            {
                await raw.WriteAsync(RandomNumberGenerator.GetBytes(1 + (i * 37)), Stop);
            }
            catch (IOException)
            {
                // The gateway was quicker to close than this to write.
            }
        }

        await a.KeepNextAsync(Stop);
        await gateway.StopAsync();
        Assert.Null(gateway.Service.Failure);
    }

    [Fact]
    public async Task Connections_beyond_the_limit_are_closed_and_counted()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(new GatewayOptions { MaxClients = 3 });
        NodeClient a = await gateway.ConnectNodeAsync(gateway.A);
        NetworkStream[] idle = [await gateway.ConnectRawAsync(), await gateway.ConnectRawAsync()];
        for (int i = 0; i < 20; i++)
        {
            await using NetworkStream beyond = await gateway.ConnectRawAsync();
            await AssertClosedAsync(beyond);
        }

        await a.KeepNextAsync(Stop);
        foreach (NetworkStream stream in idle)
        {
            await stream.DisposeAsync();
        }

        // Room again once some have left.
        await RunningGateway.UntilAsync(() => gateway.TryConnectAsync(gateway.B.Urn).GetAwaiter().GetResult() is not null);
        await gateway.StopAsync();
        Assert.True(gateway.CountRefused(AppraisalResult.TooManyClients) >= 20);
    }

    [Fact]
    public async Task A_connection_that_says_nothing_keeps_nobody_from_stopping()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        await using NetworkStream silent = await gateway.ConnectRawAsync();
        await using NetworkStream half = await gateway.ConnectRawAsync();
        await half.WriteAsync(s_connect.AsMemory(0, 7), Stop);

        await gateway.StopAsync().WaitAsync(TimeSpan.FromSeconds(15), Stop);
    }

    private static async Task AssertClosedAsync(NetworkStream stream)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(TimeSpan.FromSeconds(5));
        byte[] buffer = new byte[256];
        try
        {
            while (await stream.ReadAsync(buffer, limit.Token) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Reset instead of an orderly end: closed all the same.
        }
    }
}
