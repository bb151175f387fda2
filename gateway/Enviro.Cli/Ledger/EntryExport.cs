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

        if (entry.Kind == EntryKind.MacReading)
        {
            return CommandRunner.Fail($"Entry {index} is {Text.SharedKey}. Its message was written, without a key.");
        }

        // As of this entry: a gateway's service key may have been replaced since.
        if (SignerOf(entry, LedgerState.Fold(store, index + 1)) is not byte[] publicKey)
        {
            return CommandRunner.Fail($"The signer of entry {index} is not enrolled; its message was written, its key is unknown.");
        }

        File.WriteAllText(key.FullName, PublicKeyPem.Of(publicKey));
        return ExitCode.Sound;
    });

    private static byte[]? SignerOf(StoredEntry entry, LedgerState state)
    {
        try
        {
            return entry.Kind switch
            {
                EntryKind.Reading => state.Nodes.GetValueOrDefault(ReadingMessage.Parse(entry.Message!).Header.KeyId)?.PublicKey,
                EntryKind.NodeAttested => ServiceKeyOf(entry.Message!, state),

                // Everything else is signed by the operator whose key the charter names.
                _ => state.Charter?.OperatorKey.PublicKey,
            };
        }
        catch (WireFormatException)
        {
            return null;
        }
    }

    private static byte[]? ServiceKeyOf(byte[] message, LedgerState state)
    {
        SignedMessage signed = SignedMessage.Parse(message, NodeAttestation.ContentType, NodeAttestation.MaxLength);
        return state.ServiceKeys.GetValueOrDefault(signed.KeyId)?.ServiceKey?.PublicKey;
    }
}
