using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Verification;

namespace Enviro.Simulator;

/// <summary>Whether a ledger whose bits rotted on its disk is taken for what it was.</summary>
internal static class DiskRot
{
    /// <summary>SHA-256 over all that a ledger tells: its entries and blocks; with the last block's header, as somebody else may have pinned it.</summary>
    internal static byte[] Fingerprint(SimulatedDisk disk, out byte[]? pinnedHeader)
    {
        using LedgerStore store = LedgerStore.OpenReadOnly(SimulatedGateway.Folder, disk);
        pinnedHeader = store.Head?.Header;
        return Fingerprint(store);
    }

    /// <summary>What is wrong with how a rotten ledger is read, or null: it says what it said, or that it is damaged.</summary>
    internal static string? FaultOf(SimulatedDisk disk, byte[] written, byte[]? pinnedHeader)
    {
        try
        {
            using LedgerStore store = LedgerStore.OpenReadOnly(SimulatedGateway.Folder, disk);
            return Fingerprint(store).AsSpan().SequenceEqual(written) || !LedgerVerifier.Verify(store, pinnedHeader).IsSound
                ? null
                : "it tells something else than what was written, and verifies";
        }
        catch (LedgerException found)
        {
            return found.Fault is LedgerFault.Damaged or LedgerFault.UnknownFormat or LedgerFault.InputOutput
                ? null
                : $"it is named {found.Fault}: {found.Message}";
        }
        catch (Exception unnamed) when (unnamed is not SimulationException)
        {
            return unnamed.ToString();
        }
    }

    private static byte[] Fingerprint(LedgerStore store)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (StoredEntry entry in store.ReadEntries(0, long.MaxValue))
        {
            Add(BitConverter.GetBytes(entry.Index), BitConverter.GetBytes((uint)entry.Kind), entry.LeafHash, entry.Message, entry.Context, entry.MessageSalt, entry.ContextSalt);
        }

        foreach (StoredBlock block in store.ReadBlocks())
        {
            Add(BitConverter.GetBytes(block.Height), block.Header, block.Seal);
        }

        return hash.GetHashAndReset();

        void Add(params ReadOnlySpan<byte[]?> parts)
        {
            foreach (byte[]? part in parts)
            {
                hash.AppendData(BitConverter.GetBytes(part?.Length ?? -1));
                hash.AppendData(part ?? []);
            }
        }
    }
}
