using Enviro.Ledger;
using Enviro.Verification;
using Enviro.Verification.Tests;
using Enviro.Wire;
using Microsoft.Data.Sqlite;

namespace Enviro.Gateway.Tests;

/// <summary>A gateway's core on a real store in a folder of its own, with two enrolled nodes and a clock that stands still.</summary>
internal sealed class Bench : IDisposable
{
    private readonly SigningKey _operatorKey;
    private readonly SigningKey _serviceKey;
    private readonly Dictionary<string, NodeSide> _sides = [];
    private readonly Dictionary<string, byte[]> _sharedKeys = [];

    internal Bench()
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("enviro-gateway-").FullName;
        _operatorKey = SigningKey.Create(Path.Combine(Directory, "operator.pem"));
        _serviceKey = SigningKey.Create(Path.Combine(Directory, "service.pem"));
        SealKey = new FlakySealKey(Path.Combine(Directory, "gateway.pem"));
        Options = new GatewayOptions { Key = "file:gateway.pem", SealAfterEntries = 1000, SealAfterS = 60, Nodes = [List(A), List(B)] };
        Start();
    }

    internal string Directory { get; }

    internal GatewayOptions Options { get; set; }

    internal TestNode A { get; } = new("urn:dev:ops:32473-a");

    internal TestNode B { get; } = new("urn:dev:ops:32473-b");

    internal TestNode Stranger { get; } = new("urn:dev:ops:32473-c");

    internal TestClock Clock { get; } = new();

    internal FlakySealKey SealKey { get; }

    internal LogLines<Bench> Log { get; } = new();

    internal LedgerStore Store { get; private set; } = null!;

    internal GatewayCore Core { get; private set; } = null!;

    internal static NodeOptions List(TestNode node, string site = "roof", int level = 1) => new()
    {
        Urn = node.Urn,
        Site = site,
        PublicKey = Convert.ToHexStringLower(node.PublicKey),
        AssuranceLevel = level,
    };

    public void Dispose()
    {
        Store.Dispose();
        SealKey.Dispose();
        _operatorKey.Dispose();
        _serviceKey.Dispose();
        A.Dispose();
        B.Dispose();
        Stranger.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    /// <summary>Ends the gateway without a word, as a power cut does, and starts it on what is on disk.</summary>
    internal void Restart(SigningKey? operatorKey = null)
    {
        Store.Dispose();
        Start(operatorKey);
    }

    /// <summary>The keys a node shares with the gateway, by URN.</summary>
    internal Dictionary<string, byte[]> SharedKeys => _sharedKeys;

    internal SigningKey OperatorKey => _operatorKey;

    internal GatewayKeys Keys(SigningKey? operatorKey = null) => new(SealKey, _serviceKey, operatorKey ?? _operatorKey, urn => _sharedKeys.GetValueOrDefault(urn));

    /// <summary>The node's side of its session.</summary>
    internal NodeSide SideOf(TestNode node)
    {
        string key = Convert.ToHexString(node.Thumbprint);
        if (!_sides.TryGetValue(key, out NodeSide? side))
        {
            side = new NodeSide(node, () => _serviceKey.PublicKey);
            _sides.Add(key, side);
        }

        return side;
    }

    /// <summary>Has a node say hello and believe the answer.</summary>
    internal Challenge Greet(TestNode node) => Greet(SideOf(node));

    internal Challenge Greet(NodeSide side)
    {
        Departure departure = Assert.Single(Core.Process([new Arrival(Topics.HelloOf(side.Node.Urn), side.Hello(), $"127.0.0.1:1 {side.Node.Urn}", Clock.NowMs)]).Departures);
        Assert.Equal(Topics.ChallengeOf(side.Node.Urn), departure.Topic);
        return side.Accept(departure.Payload);
    }

    internal Arrival From(TestNode node, byte[] message) => new(Topics.ReadingOf(node.Urn), message, "127.0.0.1:50000 test", Clock.NowMs);

    internal BatchOutcome Process(TestNode node, byte[] message) => Core.Process([From(node, message)]);

    /// <summary>The one answer of an outcome, opened in its session as the node does.</summary>
    internal Acknowledgement Answer(BatchOutcome outcome, TestNode node)
    {
        DownlinkMessage message = Told(outcome.Departures, SideOf(node));
        Assert.Equal((DownlinkKind.Acknowledgement, Clock.NowMs), (message.Kind, message.TimeMs));
        return Acknowledgement.Parse(message.Body);
    }

    /// <summary>The one message to a node, opened in its session.</summary>
    internal static DownlinkMessage Told(IReadOnlyList<Departure> departures, NodeSide side)
    {
        Departure departure = Assert.Single(departures);
        Assert.Equal(Topics.SessionOf(side.Node.Urn), departure.Topic);
        return side.Open(departure.Payload);
    }

    /// <summary>The node's next message is kept and acknowledged: whatever happened before has not harmed it.</summary>
    internal byte[] KeepNext(TestNode node)
    {
        byte[] message = node.Next();
        BatchOutcome outcome = Process(node, message);
        Assert.Equal((1, 0), (outcome.Kept, outcome.Refused));
        Acknowledgement answer = Answer(outcome, node);
        Assert.Equal(Acknowledgement.Kept, answer.Result);
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(message), answer.MessageHash);
        return message;
    }

    /// <summary>Makes every insert into a table fail, until the trigger is dropped.</summary>
    internal void BreakTable(string table) => Execute($"CREATE TRIGGER broken BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'broken'); END");

    internal void MendTable() => Execute("DROP TRIGGER broken");

    internal VerificationReport AssertSound()
    {
        using LedgerStore reader = LedgerStore.OpenReadOnly(Directory);
        VerificationReport report = LedgerVerifier.Verify(reader);
        Assert.Empty(report.Findings);
        return report;
    }

    private void Start(SigningKey? operatorKey = null)
    {
        Store = LedgerStore.Create(Directory);
        Core = GatewayCore.Start(Store, Keys(operatorKey), Options, PolicyFile.Load(Directory), Clock, SystemRandomSource.Instance, Log);
        foreach (TestNode node in (TestNode[])[A, B])
        {
            // Those the configuration lists connect and have a session.
            if (Options.Nodes.Any(listed => listed.Urn == node.Urn))
            {
                Greet(node);
            }
        }
    }

    private void Execute(string sql)
    {
        using SqliteConnection connection = new($"Data Source={Path.Combine(Directory, "ledger.db")};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
