using Enviro.Gateway;
using Enviro.Ledger;
using Microsoft.Extensions.Logging.Abstractions;

namespace Enviro.Benchmarks;

/// <summary>A gateway's data folder with software keys, and the nodes its <c>gateway.json</c> lists, which begin to measure a day ago.</summary>
public sealed class GatewayFolder : IDisposable
{
    private readonly SampleNode[] _nodes;
    private int _turn;

    /// <summary>Writes the folder.</summary>
    public GatewayFolder(string directory, int nodeCount)
    {
        FolderPath = Directory.CreateDirectory(directory).FullName;
        uint firstTimeS = (uint)DateTimeOffset.UtcNow.AddDays(-1).ToUnixTimeSeconds();
        _nodes = [.. Enumerable.Range(0, nodeCount).Select(number => new SampleNode(number, firstTimeS))];
        new GatewayOptions
        {
            Key = "file:keys/gateway.pem",
            ListenPort = 0,
            Nodes = [.. _nodes.Select(node => new NodeOptions { Urn = node.Urn, Site = "bench", PublicKey = Convert.ToHexStringLower(node.Key.PublicKey), AssuranceLevel = 1 })],
        }.Save(FolderPath);
    }

    /// <summary>Full path of the folder.</summary>
    public string FolderPath { get; }

    /// <summary>The nodes.</summary>
    public IReadOnlyList<SampleNode> Nodes => _nodes;

    /// <summary>Makes messages, the nodes taking turns.</summary>
    public SampleMessage[] Messages(int count)
    {
        SampleMessage[] messages = SampleNode.TakeTurns(_nodes, _turn, count);
        _turn = (_turn + count) % _nodes.Length;
        return messages;
    }

    /// <summary>Frees the nodes' keys.</summary>
    public void Dispose()
    {
        foreach (SampleNode node in _nodes)
        {
            node.Dispose();
        }
    }
}

/// <summary>The pipeline of a data folder, opened as the gateway's service opens it, without its sockets.</summary>
public sealed class OpenGateway : IDisposable
{
    private readonly SigningKey _operatorKey;
    private readonly SoftwareSealKey _sealKey;
    private readonly SigningKey _serviceKey;

    /// <summary>Opens the ledger and starts the pipeline; the first start enrols every node.</summary>
    public OpenGateway(string directory)
    {
        string keys = Directory.CreateDirectory(Path.Combine(directory, "keys")).FullName;
        Store = LedgerStore.Create(directory);
        _operatorKey = SigningKey.LoadOrCreate(Path.Combine(keys, "operator.pem"));
        _sealKey = new SoftwareSealKey(Path.Combine(keys, "gateway.pem"));
        _serviceKey = SigningKey.LoadOrCreate(Path.Combine(keys, "service.pem"));
        Core = GatewayCore.Start(
            Store,
            new GatewayKeys(_sealKey, _serviceKey, _operatorKey, _ => null),
            GatewayOptions.Load(directory),
            policy: null,
            TimeProvider.System,
            SystemRandomSource.Instance,
            NullLogger.Instance);
    }

    /// <summary>The ledger.</summary>
    public LedgerStore Store { get; }

    /// <summary>The pipeline.</summary>
    public GatewayCore Core { get; }

    /// <summary>Closes the ledger and frees the keys.</summary>
    public void Dispose()
    {
        Store.Dispose();
        _operatorKey.Dispose();
        _sealKey.Dispose();
        _serviceKey.Dispose();
    }
}
