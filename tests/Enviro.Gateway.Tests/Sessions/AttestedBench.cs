using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification;
using Enviro.Verification.Tests;
using Enviro.Wire;

namespace Enviro.Gateway.Tests;

/// <summary>A gateway with a policy, an authority it trusts, and a provisioned device that is not enrolled.</summary>
internal sealed class AttestedBench : IDisposable
{
    internal const string OtherUrn = "urn:dev:os:32473-0123ffffffffffffee";

    internal AttestedBench(ApprovalMode approval = ApprovalMode.Automatic, GatewayOptions? options = null)
    {
        Device = new TestDevice(Authority);
        WritePolicy(Bench.Directory, Device.Policy(Authority, approval: approval));
        Bench.Options = options ?? new GatewayOptions { SealAfterEntries = 1000, SealAfterS = 60 };
        Bench.Restart();
    }

    internal Bench Bench { get; } = new();

    internal TestAuthority Authority { get; } = new("Workshop");

    internal TestAuthority Stranger { get; } = new("Stranger");

    internal TestDevice Device { get; }

    internal LedgerState State => LedgerState.Fold(Bench.Store);

    public void Dispose()
    {
        Device.Dispose();
        Bench.Dispose();
        Authority.Dispose();
        Stranger.Dispose();
    }

    /// <summary>Another board that says it is of this URN.</summary>
    internal TestDevice NewDevice(string urn = TestDevice.Urn)
    {
        TestDevice device = new(Authority, new TestNode(urn));
        Device.Configuration.CopyTo(device.Configuration, 0);
        return device;
    }

    /// <summary>The arrival of a node's evidence.</summary>
    internal Arrival Evidence(TestDevice device, byte[] message) => new(Topics.EvidenceOf(device.Node.Urn), message, "127.0.0.1:2 board", Bench.Clock.NowMs);

    /// <summary>Hello, challenge, true evidence; returns the verdict the node was told.</summary>
    internal AppraisalResult Attest(TestDevice device)
    {
        Challenge challenge = Bench.Greet(device.Node);
        return Answer(device, device.Sign(device.Claims(challenge.EvidenceNonce, device.Node.Boot)));
    }

    /// <summary>Sends evidence; returns the verdict the node was told.</summary>
    internal AppraisalResult Answer(TestDevice device, byte[] evidence)
    {
        DownlinkMessage told = Bench.Told(Bench.Core.Process([Evidence(device, evidence)]).Departures, Bench.SideOf(device.Node));
        Assert.Equal(DownlinkKind.Appraisal, told.Kind);
        return (AppraisalResult)Assert.Single(told.Body);
    }

    /// <summary>The last security event, as the store lists it.</summary>
    internal Refusal LastEvent()
    {
        Bench.Core.Refusals.Flush(Bench.Store);
        return Bench.Store.SecurityLog(1)[0];
    }

    /// <summary>The context of the last entry.</summary>
    internal EntryContext LastContext() => EntryContext.Parse(Bench.Store.ReadEntry(Bench.Store.EntryCount - 1)!.Context!);

    /// <summary>Enters a status change as the operator does.</summary>
    internal OperatorOutcome Change(TestNode node, NodeStatus status)
    {
        Bench.Clock.Advance(1);
        byte[] message = new NodeStatusChange { Node = node.Thumbprint, Status = status, Reason = "test", AtMs = Bench.Clock.NowMs, ChainId = State.ChainId }.Sign(Bench.OperatorKey);
        return Bench.Core.Submit(EntryKind.NodeStatus, message, "operator", Bench.Clock.NowMs).Outcome;
    }

    /// <summary>Writes a policy as the operator's files say it.</summary>
    internal static void WritePolicy(string directory, AttestationPolicy policy)
    {
        string trust = Directory.CreateDirectory(Path.Combine(directory, PolicyFile.TrustFolder)).FullName;
        foreach (TrustedAuthority authority in policy.Authorities)
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(authority.Certificate);
            File.WriteAllText(Path.Combine(trust, authority.Name + ".pem"), certificate.ExportCertificatePem());
        }

        string firmware = string.Join(", ", policy.Firmware.Select(item => $$"""{ "name": "{{item.Name}}", "version": "{{item.Version}}", "digest": "{{Convert.ToHexString(item.Digest)}}" }"""));
        string configurations = string.Join(", ", policy.Configurations.Select(item => $$"""{ "name": "{{item.Name}}", "digest": "{{Convert.ToHexString(item.Digest)}}" }"""));
        string approval = policy.Approval.ToString().ToLower(CultureInfo.InvariantCulture);
        File.WriteAllText(
            Path.Combine(directory, PolicyFile.FileName), $$"""{ "approval": "{{approval}}", "firmware": [ {{firmware}} ], "configurations": [ {{configurations}} ] }""");
    }
}
