using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification;

namespace Enviro.Gateway.Tests;

public sealed class ControlSocketTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<byte[]> Hostile => new()
    {
        Array.Empty<byte>(),
        new byte[] { 0, 0 },
        new byte[] { 0, 0, 0, 0 },
        new byte[] { 0xFF, 0xFF, 0xFF, 0xFF },
        new byte[] { 0x7F, 0xFF, 0xFF, 0xFF, 1, 2, 3 },
        new byte[] { 0, 0, 0x40, 1 },
        new byte[] { 0, 0, 0, 100, 1, 2, 3 },
        new byte[] { 0, 0, 0, 3, 1, 2, 3 },
        new byte[] { 0, 0, 0, 4, 0x83, 0x02, 0x02, 0x40 },
        new byte[] { 0, 0, 0, 8, 0x83, 0x01, 0x1B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF },
    };

    [Fact]
    public async Task A_transaction_is_entered_while_the_gateway_runs_and_only_its_user_may_ask()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        NodeClient a = await gateway.ConnectNodeAsync(gateway.A);
        await a.KeepNextAsync(Stop);

        OperatorOutcome suspended = await SubmitAsync(gateway, EntryKind.NodeStatus, StatusOf(gateway, NodeStatus.Suspended));
        OperatorOutcome again = await SubmitAsync(gateway, EntryKind.NodeStatus, StatusOf(gateway, NodeStatus.Suspended));
        byte[] held = gateway.A.Next(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        await a.PublishAsync(held, Stop);
        OperatorOutcome resumed = await SubmitAsync(gateway, EntryKind.NodeStatus, StatusOf(gateway, NodeStatus.Active));
        await a.PublishAsync(held, Stop);

        Assert.Equal((true, RegisterResult.AlreadyPresent, true), (suspended.IsAccepted, again.Result, resumed.IsAccepted));
        Assert.Equal(SHA256.HashData(held), (await a.ReceiveAsync(Stop)).MessageHash);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(PathOf(gateway)));
        Assert.Equal(2, (await gateway.StopAsync()).ReadingMessages);
        Assert.False(File.Exists(PathOf(gateway)));
    }

    [Fact]
    public async Task A_transaction_is_entered_here_where_no_gateway_runs_though_one_left_its_socket()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        await gateway.StopAsync();
        using (Socket dead = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(PathOf(gateway)));
        }

        Assert.True((await SubmitAsync(gateway, EntryKind.NodeStatus, StatusOf(gateway, NodeStatus.Revoked))).IsAccepted);

        await gateway.StopAsync();
        using LedgerStore store = LedgerStore.OpenReadOnly(gateway.Directory);
        Assert.Equal(NodeStatus.Revoked, LedgerState.Fold(store).NodesByUrn[gateway.A.Urn].Status);
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Hostile_bytes_harm_nobody(byte[] bytes)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        NodeClient a = await gateway.ConnectNodeAsync(gateway.A);
        Socket[] silent = [.. Enumerable.Range(0, 3).Select(_ => Connect(gateway))];
        using (Socket socket = Connect(gateway))
        {
            await socket.SendAsync(bytes, Stop);
            socket.Shutdown(SocketShutdown.Send);
            await DrainAsync(socket);
        }

        await a.KeepNextAsync(Stop);
        Assert.True((await SubmitAsync(gateway, EntryKind.NodeStatus, StatusOf(gateway, NodeStatus.Suspended))).IsAccepted);
        Array.ForEach(silent, socket => socket.Dispose());
        await gateway.StopAsync();
        Assert.Null(gateway.Service.Failure);
    }

    [Fact]
    public async Task Connections_that_say_nothing_end_and_others_get_their_turn()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        Socket[] silent = [.. Enumerable.Range(0, 8).Select(_ => Connect(gateway))];

        Assert.True((await SubmitAsync(gateway, EntryKind.NodeStatus, StatusOf(gateway, NodeStatus.Suspended))).IsAccepted);

        Array.ForEach(silent, socket => socket.Dispose());
        await gateway.StopAsync();
    }

    [Fact]
    public async Task What_is_not_the_operators_is_refused()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync();
        using SigningKey other = SigningKey.Create(Path.Combine(gateway.Directory, "other.pem"));
        byte[] status = StatusOf(gateway, NodeStatus.Suspended);
        byte[] altered = [.. status];
        altered[^1] ^= 1;

        Assert.Equal(RegisterResult.NotAuthorised, (await SubmitAsync(gateway, EntryKind.NodeStatus, StatusOf(gateway, NodeStatus.Suspended, other))).Result);
        Assert.Equal(RegisterResult.BadSignature, (await SubmitAsync(gateway, EntryKind.NodeStatus, altered)).Result);
        Assert.Equal(RegisterResult.Malformed, (await SubmitAsync(gateway, EntryKind.NodeEnrolled, status)).Result);
        foreach (EntryKind kind in (EntryKind[])[EntryKind.Charter, EntryKind.GatewayEnrolled, EntryKind.NodeAttested, EntryKind.Policy, EntryKind.Reading, (EntryKind)99])
        {
            OperatorOutcome outcome = await SubmitAsync(gateway, kind, status);
            Assert.Null(outcome.Result);
            Assert.Contains("do not come from the operator", outcome.Failure, StringComparison.Ordinal);
        }

        VerificationReport report = await gateway.StopAsync();
        Assert.Equal(4, report.Entries);
    }

    private static string PathOf(RunningGateway gateway) => Path.Combine(gateway.Directory, ControlSocket.FileName);

    private static Task<OperatorOutcome> SubmitAsync(RunningGateway gateway, EntryKind kind, byte[] message) =>
        Task.Run(() => OperatorTransactions.Submit(gateway.Directory, kind, message, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()));

    private static byte[] StatusOf(RunningGateway gateway, NodeStatus status, SigningKey? key = null)
    {
        using SigningKey own = SigningKey.Load(Path.Combine(gateway.Directory, "keys", "operator.pem"));
        using LedgerStore store = LedgerStore.OpenReadOnly(gateway.Directory);
        return new NodeStatusChange
        {
            Node = gateway.A.Thumbprint,
            Status = status,
            Reason = "test",
            AtMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
            ChainId = LedgerState.Fold(store).ChainId,
        }.Sign(key ?? own);
    }

    private static Socket Connect(RunningGateway gateway)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(PathOf(gateway)));
        return socket;
    }

    private static async Task DrainAsync(Socket socket)
    {
        byte[] buffer = new byte[4096];
        try
        {
            int first = await socket.ReceiveAsync(buffer, Stop);
            Assert.True(first == 0 || BinaryPrimitives.ReadInt32BigEndian(buffer) == first - sizeof(int));
        }
        catch (SocketException)
        {
            // Ended without an answer: as good as one.
        }
    }
}
