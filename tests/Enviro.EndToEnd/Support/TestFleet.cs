using System.Security.Cryptography;
using Enviro.Gateway;
using Enviro.Simulator;

namespace Enviro.EndToEnd;

/// <summary>Nodes that run on a thread of their own, beside what the test does to their gateway.</summary>
internal sealed class TestFleet : IDisposable
{
    private readonly Thread _thread;
    private readonly Lock _stepping = new();
    private readonly string _serviceKey;
    private volatile bool _stop;
    private Exception? _failure;

    internal TestFleet(int count)
    {
        using ECDsa service = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _serviceKey = service.ExportPkcs8PrivateKeyPem();
        ECPoint q = service.ExportParameters(false).Q;
        Nodes = [.. Enumerable.Range(1, count).Select(number => new TestNode(number, [.. q.X!, .. q.Y!]))];
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    internal IReadOnlyList<TestNode> Nodes { get; }

    /// <summary>How many messages were acknowledged as kept.</summary>
    internal int Acknowledged => Nodes.Sum(node => node.Link.AcknowledgedCount);

    /// <summary>Writes a <c>gateway.json</c> that enrols these nodes, the key they expect their gateway to have, and a policy that accepts their firmware.</summary>
    internal void Configure(string directory, string key, int sealAfterEntries, int sealAfterS)
    {
        new GatewayOptions
        {
            Deployment = "end to end",
            Key = key,
            ListenPort = 0,
            SealAfterEntries = sealAfterEntries,
            SealAfterS = sealAfterS,
            Nodes = [.. Nodes.Select(node => node.Enrolment)],
        }.Save(directory);
        string keys = Directory.CreateDirectory(Path.Combine(directory, "keys"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        string path = Path.Combine(keys, "service.pem");
        File.WriteAllText(path, _serviceKey);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string firmware = $$"""{ "name": "{{SimulatedFirmware.Name}}", "version": "{{SimulatedFirmware.Version}}", "digest": "{{Convert.ToHexStringLower(SimulatedFirmware.Digest)}}" }""";
        File.WriteAllText(Path.Combine(directory, PolicyFile.FileName), $$"""{ "approval": "manual", "firmware": [{{firmware}}], "configurations": [] }""");
    }

    internal void Connect(int port)
    {
        foreach (TestNode node in Nodes)
        {
            node.Link.Connect(port);
        }
    }

    /// <summary>Waits until so many more messages have been acknowledged.</summary>
    internal void WaitForAcknowledgements(int more, RunningGateway gateway)
    {
        int aim = Acknowledged + more;
        Wait.Until(() => Acknowledged >= aim, Wait.Patience, () => $"{aim} acknowledgements, there are {Acknowledged}; the gateway says:\n{gateway.Log}");
        Check();
    }

    /// <summary>Ends the measuring and waits until all that was measured is acknowledged.</summary>
    internal void Drain(RunningGateway gateway)
    {
        foreach (TestNode node in Nodes)
        {
            node.IsMeasuring = false;
        }

        Wait.Until(AllIdle, Wait.Patience, () => $"nodes with nothing left to send; the gateway says:\n{gateway.Log}");
        Check();
    }

    public void Dispose()
    {
        _stop = true;
        _thread.Join();
        foreach (TestNode node in Nodes)
        {
            node.Dispose();
        }
    }

    private bool AllIdle()
    {
        lock (_stepping)
        {
            return Nodes.All(node => node.IsIdle);
        }
    }

    private void Check() => Assert.Null(_failure);

    private void Run()
    {
        try
        {
            for (; !_stop; Thread.Sleep(5))
            {
                lock (_stepping)
                {
                    foreach (TestNode node in Nodes)
                    {
                        node.Step();
                    }
                }
            }
        }
        catch (Exception failure)
        {
            _failure = failure;
        }
    }
}
