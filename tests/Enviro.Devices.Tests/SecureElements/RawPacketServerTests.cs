using System.Net.Sockets;
using Enviro.Simulator;

namespace Enviro.Devices.Tests;

public sealed class RawPacketServerTests : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly RawPacketServer _server =
        RawPacketServer.Listen(new ServedChip(SimulatedAtecc608.FactoryFresh(1), null, TimeProvider.System), 0);

    private readonly Task _serving;

    public RawPacketServerTests() => _serving = _server.ServeAsync(_stop.Token);

    [Fact]
    public void Each_frame_is_answered_by_the_chips_own_bytes()
    {
        using TcpClient client = Connect();
        Assert.Equal("04113343", Ask(client, [RawPacketServer.WakePulse]));
        string revision = Ask(client, [3, .. Served.Info]);
        Assert.StartsWith("0700006003", revision, StringComparison.Ordinal);
        Assert.Equal(revision, Ask(client, [0]));
        Assert.Equal(revision, Ask(client, [0]));
        Assert.Equal("01", Ask(client, [2]));
        Assert.Equal("00", Ask(client, [3, .. Served.Info]));
        Assert.Equal("04113343", Ask(client, [RawPacketServer.WakePulse]));
        Assert.Equal("01", Ask(client, [1]));
        Assert.Equal("00", Ask(client, [1]));
        Assert.Equal("00", Ask(client, [0]));
    }

    [Fact]
    public void A_packet_may_come_in_pieces_and_a_damaged_one_is_the_chips_to_judge()
    {
        using TcpClient client = Connect();
        Ask(client, [RawPacketServer.WakePulse]);
        client.GetStream().Write([3, .. Served.Info[..3]]);
        Thread.Sleep(50);
        Assert.StartsWith("0700006003", Ask(client, Served.Info[3..]), StringComparison.Ordinal);
        Assert.StartsWith("04FF", Ask(client, [3, .. Served.Info[..^1], (byte)~Served.Info[^1]]), StringComparison.Ordinal);
        Assert.StartsWith("04FF", Ask(client, [3, 0]), StringComparison.Ordinal);
        Assert.StartsWith("04FF", Ask(client, [3, 1]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("04")]
    [InlineData("FF")]
    [InlineData("474554202F")]
    public void A_client_that_speaks_something_else_is_cut_off_and_the_next_one_served(string bytes)
    {
        using (TcpClient stranger = Connect())
        {
            stranger.GetStream().Write(Convert.FromHexString(bytes));
            Assert.Equal(0, ReadOrReset(stranger));
        }

        using TcpClient client = Connect();
        Assert.Equal("04113343", Ask(client, [RawPacketServer.WakePulse]));
    }

    [Fact]
    public void A_client_that_dies_within_a_packet_leaves_the_chip_to_the_next_one()
    {
        for (int i = 0; i < 3; i++)
        {
            using TcpClient client = Connect();
            Ask(client, [RawPacketServer.WakePulse]);
            Ask(client, [1]);
            client.GetStream().Write([3, 200, 1, 2]);
            client.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        using TcpClient last = Connect();
        Assert.Equal("04113343", Ask(last, [RawPacketServer.WakePulse]));
    }

    [Fact]
    public void A_port_that_is_taken_is_named()
    {
        ServedChip other = new(SimulatedAtecc608.FactoryFresh(2), null, TimeProvider.System);
        ServeException failure = Assert.Throws<ServeException>(() => RawPacketServer.Listen(other, _server.Port));
        Assert.Contains($"--tcp {_server.Port}", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _serving.GetAwaiter().GetResult();
        _server.Dispose();
        _stop.Dispose();
    }

    internal static string Ask(TcpClient client, byte[] frame)
    {
        NetworkStream stream = client.GetStream();
        stream.Write(frame);
        byte[] first = new byte[1];
        stream.ReadExactly(first);
        byte[] rest = new byte[Math.Max(0, first[0] - 1)];
        stream.ReadExactly(rest);
        return Convert.ToHexString([.. first, .. rest]);
    }

    private static int ReadOrReset(TcpClient client)
    {
        try
        {
            return client.GetStream().Read(new byte[1]);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private TcpClient Connect() => new("127.0.0.1", _server.Port) { ReceiveTimeout = 10_000 };
}
