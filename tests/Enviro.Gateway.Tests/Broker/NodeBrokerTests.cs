using Enviro.Verification;
using Enviro.Wire;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Enviro.Gateway.Tests;

/// <summary>The real broker and its clients over TCP.</summary>
public sealed class NodeBrokerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task A_published_message_is_acknowledged_once_it_is_kept(MqttProtocolVersion version)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        NodeClient a = await gateway.ConnectNodeAsync(gateway.A, version);
        NodeClient b = await gateway.ConnectNodeAsync(gateway.B, version);
        for (int i = 0; i < 5; i++)
        {
            await a.KeepNextAsync(Stop);
            await b.KeepNextAsync(Stop);
        }

        VerificationReport report = await gateway.StopAsync();

        Assert.Equal((10, 0, 0), (report.ReadingMessages, report.MissingMessages, report.Unsealed));
    }

    [Fact]
    public async Task A_stop_seals_what_is_journaled_and_a_start_goes_on()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(new GatewayOptions { SealAfterEntries = 1000, SealAfterS = 3600 });
        NodeClient a = await gateway.ConnectNodeAsync(gateway.A);
        await a.KeepNextAsync(Stop);
        string portFile = Path.Combine(gateway.Directory, GatewayService.PortFileName);
        Assert.True(File.Exists(portFile));

        VerificationReport report = await gateway.StopAsync();

        Assert.Equal((1, 0, 5), (report.Blocks, report.Unsealed, report.Entries));
        Assert.False(File.Exists(portFile));
        Assert.Null(gateway.Service.Failure);
    }

    [Fact]
    public async Task A_block_is_sealed_while_it_runs()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(new GatewayOptions { SealAfterEntries = 5, SealAfterS = 3600 });
        NodeClient a = await gateway.ConnectNodeAsync(gateway.A);

        await a.KeepNextAsync(Stop);

        await RunningGateway.UntilAsync(() => gateway.Log.Lines.Any(line => line.Contains("Sealed block 0", StringComparison.Ordinal)));
        await a.KeepNextAsync(Stop);
        Assert.Equal(2, (await gateway.StopAsync()).Blocks);
    }

    [Fact]
    public async Task A_message_that_is_refused_is_answered_if_authentic()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        NodeClient a = await gateway.ConnectNodeAsync(gateway.A);
        await a.PublishAsync([1, 2, 3], Stop);
        await a.PublishAsync(gateway.A.Sign(1, 0, new byte[32], 1_000_000_000), Stop);

        Acknowledgement answer = await a.ReceiveAsync(Stop);

        Assert.Equal((uint)AppraisalResult.ClockOutOfRange, answer.Result);
        await a.KeepNextAsync(Stop);
        await gateway.StopAsync();
        Assert.Equal((1, 1), (gateway.CountRefused(AppraisalResult.Malformed), gateway.CountRefused(AppraisalResult.ClockOutOfRange)));
    }

    [Fact]
    public async Task A_second_client_of_the_same_name_is_refused_and_the_first_goes_on()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        NodeClient a = await gateway.ConnectNodeAsync(gateway.A);
        await a.KeepNextAsync(Stop);

        Assert.Null(await gateway.TryConnectAsync(gateway.A.Urn));
        Assert.Null(await gateway.TryConnectAsync(gateway.A.Urn, MqttProtocolVersion.V500));

        await a.KeepNextAsync(Stop);
        await a.Client.DisconnectAsync(new MqttClientDisconnectOptions(), Stop);
        IMqttClient? again = null;
        await RunningGateway.UntilAsync(() => (again = gateway.TryConnectAsync(gateway.A.Urn).GetAwaiter().GetResult()) is not null);
        await gateway.StopAsync();
        Assert.True(gateway.CountRefused(AppraisalResult.DuplicateClient) >= 2);
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task A_client_without_a_name_or_with_an_endless_one_is_refused(MqttProtocolVersion version)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();

        Assert.Null(await gateway.TryConnectAsync("", version));
        Assert.Null(await gateway.TryConnectAsync(new string('x', 129), version));
        Assert.NotNull(await gateway.TryConnectAsync(new string('x', 128), version));

        await gateway.StopAsync();
        Assert.Equal(2, gateway.CountRefused(AppraisalResult.InvalidClient));
    }

    [Theory]
    [InlineData("#", 1)]
    [InlineData("enviro/#", 1)]
    [InlineData("enviro/v1/+/down/session", 1)]
    [InlineData("enviro/v1/urn:dev:ops:32473-b/down/session", 1)]
    [InlineData("enviro/v1/urn:dev:ops:32473-a/up/reading", 1)]
    [InlineData("$SYS/#", 1)]
    [InlineData("$share/group/enviro/v1/urn:dev:ops:32473-a/down/session", 0)] // The library has no shared subscriptions and says so itself.
    public async Task A_client_may_not_read_what_is_for_others(string filter, long counted)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        NodeClient a = await gateway.ConnectNodeAsync(gateway.A);

        MqttClientSubscribeResult result = await a.Client.SubscribeAsync(filter, MqttQualityOfServiceLevel.AtLeastOnce, Stop);

        Assert.True((int)Assert.Single(result.Items).ResultCode >= 0x80);
        await a.KeepNextAsync(Stop);
        await gateway.StopAsync();
        Assert.Equal(counted, gateway.CountRefused(AppraisalResult.SubscriptionRefused));
    }

    [Fact]
    public async Task A_client_cannot_write_to_another()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        NodeClient a = await gateway.ConnectNodeAsync(gateway.A);
        NodeClient b = await gateway.ConnectNodeAsync(gateway.B);
        await b.PublishAsync(new byte[100], Stop, Topics.SessionOf(gateway.A.Urn));
        await b.PublishAsync(new byte[100], Stop, Topics.ChallengeOf(gateway.A.Urn));
        await b.KeepNextAsync(Stop);

        // The next thing A hears is the answer to its own message.
        await a.KeepNextAsync(Stop);
        await gateway.StopAsync();
        Assert.Equal(2, gateway.CountRefused(AppraisalResult.WrongTopic));
    }

    [Fact]
    public async Task A_client_identifier_of_any_letters_does_not_end_the_gateway()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        IMqttClient odd = await gateway.ConnectAsync(string.Concat(Enumerable.Repeat("\U0001F600", 60)));

        await new NodeClient(odd, gateway.A, () => gateway.ServiceKey).PublishAsync(gateway.A.Next(DateTimeOffset.UtcNow.ToUnixTimeSeconds()), Stop);

        NodeClient b = await gateway.ConnectNodeAsync(gateway.B);
        await b.KeepNextAsync(Stop);
        Assert.Equal(2, (await gateway.StopAsync()).ReadingMessages);
        Assert.Null(gateway.Service.Failure);
    }
}
