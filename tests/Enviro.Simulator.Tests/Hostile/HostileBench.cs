using System.Security.Cryptography;
using Enviro.Gateway;
using Enviro.Gateway.Tests;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification.Tests;
using Enviro.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace Enviro.Simulator.Tests;

/// <summary>A real gateway's core in a folder of its own, with two listed nodes and one on evidence, sealed by a simulated TPM or a key in a file.</summary>
internal sealed class HostileBench : IDisposable
{
    private const long BlockMs = 900_000;

    private readonly bool _hasTpm;
    private readonly SimulationRandom _random = new(17);
    private readonly SimulatedTpm _tpm;
    private readonly Dictionary<TestNode, NodeSide> _sides = [];
    private readonly Dictionary<TestNode, byte[]> _last = [];
    private readonly string _backup;

    internal HostileBench(bool hasTpm = true)
    {
        _hasTpm = hasTpm;
        Directory = System.IO.Directory.CreateTempSubdirectory("enviro-hostile-bench-").FullName;
        _backup = System.IO.Directory.CreateTempSubdirectory("enviro-hostile-backup-").FullName;
        Operator = new SimulatedSigningKey(_random.Fork("operator"));
        Service = new SimulatedSigningKey(_random.Fork("service"));
        Device = new TestDevice(Authority);
        _tpm = new SimulatedTpm(_random, () => Clock.NowMs);
        string uri = $"tpm:bench/{Guid.NewGuid():N}";
        SealKey = hasTpm ? new TpmSealKey(uri, _ => _tpm.Connect()) : new SoftwareSealKey(Path.Combine(Directory, "gateway.pem"));
        Start();
    }

    internal string Directory { get; }

    internal EventQueue Clock { get; } = new(SimulationPlan.StartMs);

    internal ISealKey SealKey { get; }

    internal SimulatedSigningKey Operator { get; }

    internal SimulatedSigningKey Service { get; }

    internal TestAuthority Authority { get; } = new("Workshop");

    /// <summary>A node that comes to be enrolled on its evidence.</summary>
    internal TestDevice Device { get; }

    internal TestNode A { get; } = new("urn:dev:ops:32473-a");

    internal TestNode B { get; } = new("urn:dev:ops:32473-b");

    internal LedgerStore Store { get; private set; } = null!;

    internal GatewayCore Core { get; private set; } = null!;

    /// <summary>Every message that an honest node published.</summary>
    internal List<CapturedMessage> Captured { get; } = [];

    public void Dispose()
    {
        Store.Dispose();
        SealKey.Dispose();
        Device.Dispose();
        A.Dispose();
        B.Dispose();
        Authority.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
        System.IO.Directory.Delete(_backup, recursive: true);
    }

    /// <summary>Six blocks with every kind of entry; nodes that were away, suspended, restarted and attested again.</summary>
    internal HostileBench Filled()
    {
        Attest();
        Seal();
        Measure();
        Seal();
        Submit(EntryKind.NodeStatus, StatusOf(B, NodeStatus.Suspended));
        Submit(EntryKind.NodeStatus, StatusOf(B, NodeStatus.Active));
        Measure();
        Backup();
        Device.Node.Boot++;
        Device.Node.Sequence = 0;
        Attest();
        Measure();
        Submit(EntryKind.Calibration, Calibration());
        Seal();
        A.Next(Clock.NowMs / 1000);
        Measure();
        Seal();
        Measure();
        Submit(EntryKind.NodeStatus, StatusOf(B, NodeStatus.Suspended));
        Seal();
        return this;
    }

    /// <summary>Lets time pass.</summary>
    internal void Wait(long ms = BlockMs) => Clock.RunUntil(Clock.NowMs + ms);

    /// <summary>Ends the gateway and starts it on what is on disk.</summary>
    internal void Restart()
    {
        Store.Dispose();
        Start();
    }

    internal Arrival Arrive(string topic, byte[] payload, string source) => new(topic, payload, source, Clock.NowMs);

    /// <summary>A node says hello and believes the answer.</summary>
    internal Challenge Greet(TestNode node)
    {
        NodeSide side = SideOf(node);
        byte[] hello = side.Hello();
        return side.Accept(Publish(node, Topics.HelloOf(node.Urn), hello).First(departure => departure.Topic == Topics.ChallengeOf(node.Urn)).Payload);
    }

    /// <summary>The node's side of its session.</summary>
    internal NodeSide SideOf(TestNode node)
    {
        if (!_sides.TryGetValue(node, out NodeSide? side))
        {
            _sides.Add(node, side = new NodeSide(node, () => Service.PublicKey));
        }

        return side;
    }

    /// <summary>The device shows its evidence, which is accepted.</summary>
    internal void Attest()
    {
        Challenge challenge = Greet(Device.Node);
        byte[] evidence = Device.Sign(Device.Claims(challenge.EvidenceNonce, Device.Node.Boot));
        long before = Store.EntryCount;
        Publish(Device.Node, Topics.EvidenceOf(Device.Node.Urn), evidence);
        Assert.Equal(before + 1, Store.EntryCount);
    }

    /// <summary>A reading of each node, kept.</summary>
    internal void Measure()
    {
        foreach (TestNode node in (TestNode[])[A, B, Device.Node])
        {
            long before = Store.EntryCount;
            Publish(node, Topics.ReadingOf(node.Urn), node.Next(Clock.NowMs / 1000));
            Assert.Equal(before + 1, Store.EntryCount);
            Wait(1_000);
        }
    }

    internal void Seal()
    {
        Wait();
        Assert.True(Core.Sealer.Seal());
    }

    internal void Submit(EntryKind kind, byte[] message) => Assert.True(Core.Submit(kind, message, "operator", Clock.NowMs).Outcome.IsAccepted);

    internal byte[] StatusOf(TestNode node, NodeStatus status)
    {
        Wait(1_000);
        return new NodeStatusChange { Node = node.Thumbprint, Status = status, Reason = "test", AtMs = Clock.NowMs, ChainId = ChainId }.Sign(Operator);
    }

    internal byte[] ChainId => LedgerState.Fold(Store).ChainId;

    /// <summary>Closes the ledger and gives everything its hostile operator has.</summary>
    internal HostileLedger Close()
    {
        byte[] pinned = Store.Head!.Header;
        Store.Dispose();
        return new HostileLedger
        {
            Copy = () => LedgerCopy.OfFolder(Directory),
            OlderCopy = () => LedgerCopy.OfFolder(_backup),
            SealKey = SealKey,
            OperatorKey = Operator,
            ServiceKey = Service,
            PinnedHeader = pinned,
            StolenNodeKey = new NodeKey(A),
            QuoteResettable = _hasTpm ? hash => ResettableQuote.Of(_tpm.Connect(), hash) : null,
            CutTpmPower = _hasTpm ? _tpm.Reset : null,
            PassTime = _hasTpm ? Wait : null,
        };
    }

    private IReadOnlyList<Departure> Publish(TestNode node, string topic, byte[] payload)
    {
        string source = $"10.0.0.{node.Urn.Length}:40000 {node.Urn}";
        Captured.Add(new CapturedMessage(topic, payload, source));
        return Core.Process([Arrive(topic, payload, source)]).Departures;
    }

    private void Backup()
    {
        Seal();
        Store.Dispose();
        File.Copy(Path.Combine(Directory, "ledger.db"), Path.Combine(_backup, "ledger.db"));
        Start();
    }

    private byte[] Calibration() => new Calibration
    {
        Urn = A.Urn,
        Quantity = "pm2.5",
        Who = "Ada",
        Instrument = "Grimm 11-D",
        Reference = "certificate 17",
        Offset = new ExactDecimal(-4, -1),
        Gain = new ExactDecimal(1034, -3),
        ValidFromMs = 0,
        ValidToMs = 0,
        AtMs = Clock.NowMs,
        ChainId = ChainId,
    }.Sign(Operator);

    private void Start()
    {
        Store = LedgerStore.Create(Directory);
        GatewayOptions options = new() { SealAfterEntries = 1000, SealAfterS = 86_400, Nodes = [List(A), List(B)] };
        PolicyFile policy = PolicyFile.Of(
            Authority.Trusted,
            new FirmwareReference("enviro-node", "0.2.0", TestDevice.FirmwareDigest),
            new ConfigurationReference("field", Atecc608Configuration.ConfigurationDigest(Device.Configuration)),
            ApprovalMode.Automatic);
        Core = GatewayCore.Start(
            Store, new GatewayKeys(SealKey, Service, Operator, _ => null), options, policy, Clock, _random, NullLogger.Instance, isSingleThreaded: true);
    }

    private static NodeOptions List(TestNode node) => new()
    {
        Urn = node.Urn,
        Site = "roof",
        PublicKey = Convert.ToHexStringLower(node.PublicKey),
        AssuranceLevel = 1,
    };

    internal sealed class NodeKey(TestNode node) : ISigningKey
    {
        public byte[] PublicKey => node.PublicKey;

        public byte[] Thumbprint => node.Thumbprint;

        public byte[] SignDigest(ReadOnlySpan<byte> digest) => node.Key.SignHash(digest, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

        public void Dispose()
        {
            // The node's own.
        }
    }
}
