using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Verification.Tests;

/// <summary>A real ledger in a folder of its own, written step by step, with whatever a dishonest gateway might write.</summary>
internal sealed class TestLedger : IDisposable
{
    private readonly SigningKey? _softwareKey;
    private readonly byte[] _sealPublicKey;
    private readonly List<long> _blockTimesMs = [];

    /// <summary>An empty ledger; sealed by <paramref name="tpm"/>, or by a software key without one.</summary>
    internal TestLedger(FakeTpm? tpm = null)
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("enviro-ledger-").FullName;
        Store = LedgerStore.Create(Directory);
        Operator = SigningKey.Create(Path.Combine(Directory, "operator.pem"));
        Tpm = tpm;
        _softwareKey = tpm is null ? SigningKey.Create(Path.Combine(Directory, "gateway.pem")) : null;
        _sealPublicKey = tpm?.PublicKey ?? _softwareKey!.PublicKey;
    }

    internal string Directory { get; }

    internal LedgerStore Store { get; private set; }

    internal SigningKey Operator { get; }

    internal FakeTpm? Tpm { get; }

    internal TestNode A { get; } = new("urn:dev:ops:32473-a");

    internal TestNode B { get; } = new("urn:dev:ops:32473-b");

    internal byte[] ChainId { get; private set; } = new byte[Sha256.DigestLength];

    internal List<BlockHeader> Headers { get; } = [];

    /// <summary>Charter, gateway and both nodes; three blocks of readings. Twelve entries.</summary>
    internal static TestLedger Filled(FakeTpm? tpm = null)
    {
        TestLedger ledger = new(tpm);
        ledger.Enrol();
        for (int block = 0; block < 3; block++)
        {
            ledger.AppendNext(ledger.A);
            ledger.AppendNext(ledger.B);
            if (block > 0)
            {
                ledger.AppendNext(ledger.A);
            }

            ledger.SealBlock();
        }

        return ledger;
    }

    public void Dispose()
    {
        Store.Dispose();
        Operator.Dispose();
        _softwareKey?.Dispose();
        A.Dispose();
        B.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    /// <summary>The four entries a chain starts with.</summary>
    internal void Enrol(SealKeyKind? kind = null)
    {
        AppendCharter();
        AppendGateway(kind ?? (Tpm is null ? SealKeyKind.Software : SealKeyKind.TpmAttestationKey));
        Append(EntryKind.NodeEnrolled, A.Enrolment(ChainId).Sign(Operator));
        Append(EntryKind.NodeEnrolled, B.Enrolment(ChainId).Sign(Operator));
    }

    internal void AppendCharter()
    {
        byte[] charter = Charter.Sign(Operator, "test", TestNode.StartS * 1000);
        ChainId = SHA256.HashData(charter);
        Append(EntryKind.Charter, charter);
    }

    internal void AppendGateway(SealKeyKind kind, byte[]? serviceKey = null) => Append(EntryKind.GatewayEnrolled, new GatewayEnrolment
    {
        ServiceKey = serviceKey,
        Name = "gateway",
        PublicKey = _sealPublicKey,
        KeyKind = kind,
        EnrolledAtMs = TestNode.StartS * 1000,
        ChainId = ChainId,
    }.Sign(Operator));

    internal void Append(EntryKind kind, byte[] message) =>
        Store.Append([Entry.Create(kind, message, new EntryContext { ReceivedAtMs = TestNode.StartS * 1000, Source = "configuration" }.Encode())]);

    /// <summary>Appends the node's next message with the context that is right for it.</summary>
    internal void AppendNext(TestNode node)
    {
        Continuity continuity = node.Sequence == 0 ? Continuity.First : Continuity.Continuous;
        AppendReading(node.Next(), continuity);
    }

    /// <summary>Appends any reading message under any context.</summary>
    internal void AppendReading(
        byte[] message, Continuity continuity = Continuity.Continuous, uint missing = 0, uint level = 1, long receivedAtS = TestNode.StartS + 3600,
        Freshness freshness = Freshness.Never, EntryKind kind = EntryKind.Reading)
    {
        EntryContext context = new()
        {
            ReceivedAtMs = receivedAtS * 1000,
            Source = "127.0.0.1:50000",
            Result = (uint)AppraisalResult.Accepted,
            Continuity = (uint)continuity,
            Missing = missing,
            AssuranceLevel = level,
            Freshness = freshness,
        };
        Store.Append([Entry.Create(kind, message, context.Encode())], [ReadingKey.Of(message)]);
        SenmlPack pack = CoseMac0.IsTagged(message) ? MacReadingMessage.Parse(message).Pack : ReadingMessage.Parse(message).Pack;
        if (pack.HasTime)
        {
            _blockTimesMs.Add(pack.Time * 1000);
        }
    }

    /// <summary>The header of the next block, as an honest gateway makes it.</summary>
    internal BlockHeader NextHeader(ulong? rollbackCounter = null) => new()
    {
        ChainId = ChainId,
        Gateway = CoseKey.Thumbprint(_sealPublicKey),
        Height = Headers.Count,
        Previous = Headers.Count == 0 ? new byte[Sha256.DigestLength] : BlockHeader.HashOf(Headers[^1].Encode()),
        FirstIndex = Store.SealedTreeSize,
        TreeSize = Store.EntryCount,
        RootHash = Store.Tree.RootHash(),
        SealedAtMs = (TestNode.StartS + 7200 + Headers.Count) * 1000,
        EarliestReadingMs = _blockTimesMs.Count == 0 ? 0 : _blockTimesMs.Min(),
        LatestReadingMs = _blockTimesMs.Count == 0 ? 0 : _blockTimesMs.Max(),
        RollbackCounter = rollbackCounter ?? (ulong)Headers.Count + 1,
    };

    /// <summary>A true seal over a header.</summary>
    internal Seal SealOver(byte[] header) => Tpm is null ? Seal.Sign(_softwareKey!, header) : Tpm.Quote(BlockHeader.HashOf(header));

    /// <summary>Seals all entries into the next block; with another header or seal if one is given.</summary>
    internal void SealBlock(BlockHeader? header = null, Seal? seal = null)
    {
        header ??= NextHeader();
        Store.AppendBlock(header, seal ?? SealOver(header.Encode()));
        Headers.Add(header);
        _blockTimesMs.Clear();
    }

    internal VerificationReport Verify(byte[]? pinnedHeader = null) => LedgerVerifier.Verify(Store, pinnedHeader);

    /// <summary>Closes the ledger, so that its file can be copied.</summary>
    internal string Close()
    {
        Store.Dispose();
        return Path.Combine(Directory, "ledger.db");
    }
}
