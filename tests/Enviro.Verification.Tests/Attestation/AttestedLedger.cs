using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Verification.Tests;

/// <summary>A ledger with everything there is: an authority, a policy, a node with a secure element, one with a shared key, attestations, calibrations.</summary>
internal sealed class AttestedLedger : IDisposable
{
    internal const long StartMs = TestNode.StartS * 1000;
    internal const string MacUrn = "urn:dev:os:32473-mac";

    private readonly byte[] _sharedKey = RandomNumberGenerator.GetBytes(32);
    private long _statusAtMs = StartMs;
    private uint _macSequence;
    private byte[] _macPrevious = new byte[32];

    internal AttestedLedger()
    {
        Device = new TestDevice(Authority);
        Service = SigningKey.Create(Path.Combine(Ledger.Directory, "service.pem"));
    }

    internal TestLedger Ledger { get; } = new();

    internal TestAuthority Authority { get; } = new("Workshop");

    internal TestDevice Device { get; }

    internal SigningKey Service { get; }

    internal AttestationPolicy Policy { get; set; } = null!;

    /// <summary>
    /// Entries 0 to 3: charter, gateway with its service key, policy, device enrolled on its evidence. With <paramref name="evidence"/>, on that.
    /// </summary>
    internal AttestedLedger Founded(
        ApprovalMode approval = ApprovalMode.Automatic, EnrolmentBasis basis = EnrolmentBasis.Automatic, uint level = 2, EvidenceRecord? evidence = null)
    {
        Ledger.AppendCharter();
        Ledger.AppendGateway(SealKeyKind.Software, Service.PublicKey);
        Policy = Device.Policy(Authority, Ledger.ChainId, approval);
        Ledger.Append(EntryKind.Policy, Policy.Sign(Ledger.Operator));
        Ledger.Append(EntryKind.NodeEnrolled, new NodeEnrolment
        {
            Urn = Device.Node.Urn,
            PublicKey = Device.Node.PublicKey,
            Site = "roof",
            AssuranceLevel = level,
            EnrolledAtMs = StartMs,
            ChainId = Ledger.ChainId,
            Evidence = evidence ?? Evidence(),
            Basis = basis,
        }.Sign(Ledger.Operator));
        return this;
    }

    /// <summary>Twelve entries of every kind, in two blocks.</summary>
    internal AttestedLedger Filled()
    {
        Founded();
        AppendNext(Freshness.Fresh);
        Ledger.SealBlock();
        Ledger.Append(EntryKind.NodeEnrolled, MacEnrolment().Sign(Ledger.Operator));
        Ledger.AppendReading(NextMac(), Continuity.First, level: 0, kind: EntryKind.MacReading);
        Attest();
        AppendNext(Freshness.Fresh);
        Ledger.Append(EntryKind.Calibration, Calibration().Sign(Ledger.Operator));
        SetStatus(NodeStatus.Suspended);
        SetStatus(NodeStatus.Active);
        Ledger.SealBlock();
        return this;
    }

    internal EvidenceRecord Evidence(uint boot = 1, Action<EvidenceClaims>? alter = null, byte[]? policyHash = null)
    {
        byte[] nonce = RandomNumberGenerator.GetBytes(32);
        EvidenceClaims claims = Device.Claims(nonce, boot);
        alter?.Invoke(claims);
        return new EvidenceRecord { Evidence = Device.Sign(claims), Nonce = nonce, PolicyHash = policyHash ?? Policy.Hash };
    }

    internal void Attest(EvidenceRecord? evidence = null, uint level = 2, long atMs = StartMs + 60_000, ISigningKey? signer = null) =>
        Ledger.Append(EntryKind.NodeAttested, new NodeAttestation
        {
            Node = Device.Node.Thumbprint,
            Evidence = evidence ?? Evidence(),
            AssuranceLevel = level,
            AtMs = atMs,
            ChainId = Ledger.ChainId,
        }.Sign(signer ?? Service));

    internal void SetStatus(NodeStatus status, ISigningKey? signer = null) => Ledger.Append(EntryKind.NodeStatus, new NodeStatusChange
    {
        Node = Device.Node.Thumbprint,
        Status = status,
        Reason = "the fence is down",
        AtMs = _statusAtMs++,
        ChainId = Ledger.ChainId,
    }.Sign(signer ?? Ledger.Operator));

    /// <summary>Appends the device's next reading under the context given.</summary>
    internal void AppendNext(Freshness freshness, uint level = 2, long receivedAtS = TestNode.StartS + 3600)
    {
        Continuity continuity = Device.Node.Sequence == 0 ? Continuity.First : Continuity.Continuous;
        Ledger.AppendReading(Device.Node.Next(), continuity, level: level, receivedAtS: receivedAtS, freshness: freshness);
    }

    internal NodeEnrolment MacEnrolment() => new()
    {
        Urn = MacUrn,
        SharedKeyThumbprint = CoseKey.SymmetricThumbprint(_sharedKey),
        Site = "cellar",
        AssuranceLevel = 0,
        EnrolledAtMs = StartMs,
        ChainId = Ledger.ChainId,
    };

    internal byte[] NextMac(byte[]? key = null)
    {
        CborWriter header = new(ReadingHeader.MaxLength);
        new ReadingHeader
        {
            IsMac = true,
            KeyId = CoseKey.SymmetricThumbprint(_sharedKey),
            Boot = 1,
            Sequence = _macSequence++,
            Previous = _macPrevious,
        }.Write(header);
        CborWriter pack = new(SenmlPack.MaxLength);
        SenmlPack.Write(pack, $"{MacUrn}_", true, TestNode.StartS, [new Reading("pm2.5", "ug/m3", 352, -1)], 1);
        byte[] message = CoseMac0.Seal(key ?? _sharedKey, header.ToArray(), pack.ToArray());
        _macPrevious = SHA256.HashData(message);
        return message;
    }

    internal Calibration Calibration(long from = 0, long to = 0, string urn = TestDevice.Urn) => new()
    {
        Urn = urn,
        Quantity = "pm2.5",
        Who = "Ada",
        Instrument = "Grimm 11-D",
        Reference = "certificate 17",
        Offset = new ExactDecimal(-4, -1),
        Gain = new ExactDecimal(1034, -3),
        ValidFromMs = from,
        ValidToMs = to,
        AtMs = StartMs,
        ChainId = Ledger.ChainId,
    };

    /// <summary>What the gateway would answer to who knows the shared key, and what it would not.</summary>
    internal byte[]? SharedKeyOf(byte[] thumbprint) =>
        thumbprint.AsSpan().SequenceEqual(CoseKey.SymmetricThumbprint(_sharedKey)) ? _sharedKey : null;

    public void Dispose()
    {
        Service.Dispose();
        Ledger.Dispose();
        Device.Dispose();
        Authority.Dispose();
    }
}
