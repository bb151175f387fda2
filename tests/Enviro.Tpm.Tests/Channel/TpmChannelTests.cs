using System.Net;
using System.Net.Sockets;
using Enviro.Simulator;

namespace Enviro.Tpm.Tests.Channel;

public sealed class TpmChannelTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);
    private static readonly byte[] GetRandom8 = Convert.FromHexString("80010000000c0000017b0008");

    [Theory]
    [InlineData("http://127.0.0.1:2321")]
    [InlineData("TPM:///dev/tpmrm0")]
    [InlineData("/dev/tpmrm0")]
    [InlineData("")]
    public void An_unknown_scheme_is_refused_with_those_that_are_known(string uri)
    {
        TpmConfigurationException error = Assert.Throws<TpmConfigurationException>(() => TpmChannel.Open(uri));

        Assert.Contains("unknown scheme", error.Message, StringComparison.Ordinal);
        Assert.All(
            (string[])["tpm:///dev/tpmrm0", "tpm+tcp://", "tpm+unix:///"],
            scheme => Assert.Contains(scheme, error.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("tpm://")]
    [InlineData("tpm:///")]
    [InlineData("tpm://dev/tpmrm0")]
    [InlineData("tpm+unix://run/tpm")]
    [InlineData("tpm+tcp://127.0.0.1")]
    [InlineData("tpm+tcp://:2321")]
    [InlineData("tpm+tcp://127.0.0.1:0")]
    [InlineData("tpm+tcp://127.0.0.1:65536")]
    [InlineData("tpm+tcp://127.0.0.1:-1")]
    [InlineData("tpm+tcp")]
    public void A_known_scheme_needs_its_path_or_host_and_port(string uri) =>
        Assert.Contains("lacks", Assert.Throws<TpmConfigurationException>(() => TpmChannel.Open(uri)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_absent_device_says_what_to_do()
    {
        string message = Assert.Throws<TpmUnavailableException>(() => TpmChannel.Open("tpm:///dev/tpmrm9")).Message;

        Assert.StartsWith("there is no TPM device /dev/tpmrm9: load the chip's driver", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_connection_says_what_to_do()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        string uri = $"tpm+tcp://{listener.LocalEndpoint}";
        listener.Stop();

        string message = Assert.Throws<TpmUnavailableException>(() => TpmChannel.Open(uri)).Message;

        Assert.StartsWith($"no TPM answers at {uri} (", message, StringComparison.Ordinal);
        Assert.EndsWith("start swtpm there or correct the address", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_absent_socket_and_one_with_too_long_a_path_say_so()
    {
        Assert.Throws<TpmUnavailableException>(() => TpmChannel.Open("tpm+unix:///nonexistent/tpm"));
        Assert.Throws<TpmConfigurationException>(() => TpmChannel.Open("tpm+unix:///" + new string('x', 200)));
    }

    [Theory]
    [InlineData(SwtpmTransport.Tcp)]
    [InlineData(SwtpmTransport.UnixSocket)]
    public void A_command_gets_its_response_over_either_socket(SwtpmTransport transport)
    {
        using Swtpm swtpm = Swtpm.Start(transport: transport);
        using ITpmChannel channel = TpmChannel.Open(swtpm.Uri);

        byte[] first = channel.Transmit(GetRandom8);
        byte[] second = channel.Transmit(GetRandom8);

        Assert.Equal((20, 20), (first.Length, second.Length));
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void A_response_in_many_pieces_is_put_together()
    {
        byte[] response = Convert.FromHexString("800100000014000000000008aabbccddeeff0011");
        using FakeServer server = new(async stream =>
        {
            foreach (byte b in response)
            {
                await stream.WriteAsync(new[] { b }, TestContext.Current.CancellationToken);
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }
        });
        using ITpmChannel channel = TpmChannel.Open(server.Uri);

        Assert.Equal(response, channel.Transmit(GetRandom8));
    }

    [Fact]
    public void A_silent_TPM_is_given_up_after_the_timeout_and_not_asked_again()
    {
        using FakeServer server = new(_ => Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken));
        using ITpmChannel channel = TpmChannel.Open(server.Uri, Short);

        string late = Assert.Throws<TpmUnavailableException>(() => channel.Transmit(GetRandom8)).Message;
        string again = Assert.Throws<TpmUnavailableException>(() => channel.Transmit(GetRandom8)).Message;

        Assert.Contains("did not answer within 0.2 s", late, StringComparison.Ordinal);
        Assert.Contains("failed earlier; open it again", again, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("8001")]
    [InlineData("80010000001400000000")]
    public void A_connection_closed_half_way_is_an_unavailable_TPM(string sent)
    {
        using FakeServer server = new(stream => stream.WriteAsync(Convert.FromHexString(sent)).AsTask());
        using ITpmChannel channel = TpmChannel.Open(server.Uri);

        Assert.Throws<TpmUnavailableException>(() => channel.Transmit(GetRandom8));
    }

    [Theory]
    [InlineData("80010000000900000000")]
    [InlineData("80010000100100000000")]
    [InlineData("8001ffffffff00000000")]
    [InlineData("485454502f312e312034")]
    public void An_impossible_size_is_refused_before_anything_is_read_for_it(string header)
    {
        using FakeServer server = new(stream => stream.WriteAsync(Convert.FromHexString(header)).AsTask());
        using ITpmChannel channel = TpmChannel.Open(server.Uri);

        Assert.Throws<TpmProtocolException>(() => channel.Transmit(GetRandom8));
        Assert.Throws<TpmUnavailableException>(() => channel.Transmit(GetRandom8));
    }

    /// <summary>Accepts one connection, waits for a command and does as told, then closes.</summary>
    private sealed class FakeServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public FakeServer(Func<NetworkStream, Task> answer)
        {
            _listener.Start();
            _ = Task.Run(async () =>
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync();
                await client.GetStream().ReadExactlyAsync(new byte[GetRandom8.Length]);
                await answer(client.GetStream());
            });
        }

        public string Uri => $"tpm+tcp://{_listener.LocalEndpoint}";

        public void Dispose() => _listener.Stop();
    }
}
