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

    internal Bench()
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("enviro-gateway-").FullName;
        _operatorKey = SigningKey.Create(Path.Combine(Directory, "operator.pem"));
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
        DownlinkKey = Convert.ToHexStringLower(node.DownlinkKey),
        AssuranceLevel = level,
    };

    public void Dispose()
    {
        Store.Dispose();
        SealKey.Dispose();
        _operatorKey.Dispose();
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

    internal Arrival From(TestNode node, byte[] message) => new(Topics.ReadingOf(node.Urn), message, "127.0.0.1:50000 test", Clock.NowMs);

    internal BatchOutcome Process(TestNode node, byte[] message) => Core.Process([From(node, message)]);

    /// <summary>The one answer of an outcome, opened with the node's key as the node does.</summary>
    internal static Acknowledgement Answer(BatchOutcome outcome, TestNode node)
    {
        Departure departure = Assert.Single(outcome.Departures);
        Assert.Equal(Topics.AckOf(node.Urn), departure.Topic);
        return Assert.IsType<Acknowledgement>(Acknowledgement.Open(departure.Payload, node.DownlinkKey, node.Thumbprint));
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
        Core = GatewayCore.Start(Store, SealKey, operatorKey ?? _operatorKey, Options, Clock, Log);
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
