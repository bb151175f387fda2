using Enviro.Wire;

namespace Enviro.Ledger.Tests;

/// <summary>Readings under a shared key are kept once and found again, as signed ones are.</summary>
public sealed class MacReadingTests : IDisposable
{
    private static readonly byte[] SharedKey = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private readonly TempFolder _folder = new();

    [Fact]
    public void They_are_kept_once_found_and_restored()
    {
        byte[] thumbprint = CoseKey.SymmetricThumbprint(SharedKey);
        byte[] message = Message(3);
        using (LedgerStore store = LedgerStore.Create(_folder.Path))
        {
            store.Append([TestChain.EntryOf(EntryKind.MacReading, message)], [ReadingKey.Of(message)]);
            Assert.Throws<DuplicateReadingException>(() => store.Append([TestChain.EntryOf(EntryKind.MacReading, message)], [ReadingKey.Of(message)]));
            Assert.Throws<ArgumentException>(() => store.Append([TestChain.EntryOf(EntryKind.MacReading, message)]));
            Assert.True(store.TryFindReading(thumbprint, 1, 3, out ReadingLocation location));
            Assert.Equal((0L, 3u), (location.Index, store.LastReadingOf(thumbprint)!.Value.Sequence));
        }

        Assert.Empty(Fsck.Check(_folder.Path));
        Tampering.Execute(_folder, "DELETE FROM readings");
        Assert.NotEmpty(Fsck.Check(_folder.Path));
        Fsck.RebuildCaches(_folder.Path);
        Assert.Empty(Fsck.Check(_folder.Path));
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Message(uint seq)
    {
        CborWriter header = new(ReadingHeader.MaxLength);
        new ReadingHeader { IsMac = true, KeyId = CoseKey.SymmetricThumbprint(SharedKey), Boot = 1, Sequence = seq, Previous = new byte[32] }.Write(header);
        CborWriter pack = new(SenmlPack.MaxLength);
        SenmlPack.Write(pack, "urn:dev:ow:mac_", false, 0, [new Reading("pm2.5", "ug/m3", 352, -1)], 1);
        return CoseMac0.Seal(SharedKey, header.ToArray(), pack.ToArray());
    }
}
