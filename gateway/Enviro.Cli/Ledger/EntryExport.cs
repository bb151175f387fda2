using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Cli;

/// <summary><c>enviro ledger export-entry</c>: one signed message, byte for byte, and its signer's public key.</summary>
internal static class EntryExport
{
    internal static int Run(DirectoryInfo directory, long index, FileInfo output, FileInfo? key) => CommandRunner.WithLedger(directory, store =>
    {
        if (index < 0 || store.ReadEntry(index) is not StoredEntry entry)
        {
            return CommandRunner.Fail($"There is no entry {index}; the ledger has {store.EntryCount}.");
        }

        if (entry.Message is null)
        {
            return CommandRunner.Fail($"The message of entry {index} is gone; its commitment remains.");
        }

        File.WriteAllBytes(output.FullName, entry.Message);
        if (key is null)
        {
            return ExitCode.Sound;
        }

        if (SignerOf(entry, LedgerState.Fold(store)) is not byte[] publicKey)
        {
            return CommandRunner.Fail($"The signer of entry {index} is not enrolled; its message was written, its key is unknown.");
        }

        File.WriteAllText(key.FullName, PublicKeyPem.Of(publicKey));
        return ExitCode.Sound;
    });

    private static byte[]? SignerOf(StoredEntry entry, LedgerState state)
    {
        if (entry.Kind != EntryKind.Reading)
        {
            // Charter and enrolments are signed by the operator whose key the charter names.
            return state.Charter?.OperatorKey.PublicKey;
        }

        try
        {
            return state.Nodes.GetValueOrDefault(ReadingMessage.Parse(entry.Message!).Header.KeyId)?.PublicKey;
        }
        catch (WireFormatException)
        {
            return null;
        }
    }
}
