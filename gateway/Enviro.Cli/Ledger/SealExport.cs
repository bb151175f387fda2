using System.Security.Cryptography;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Tpm;
using Enviro.Wire;

namespace Enviro.Cli;

/// <summary><c>enviro ledger export-seal</c>: a block's seal as files for tools that know nothing of Enviro.</summary>
internal static class SealExport
{
    internal static int Run(DirectoryInfo directory, long height, DirectoryInfo output) => CommandRunner.WithLedger(directory, store =>
    {
        if (store.ReadBlock(height) is not StoredBlock block)
        {
            return CommandRunner.Fail($"There is no block {height}.");
        }

        Seal seal;
        BlockHeader header;
        try
        {
            header = BlockHeader.Parse(block.Header);
            seal = Seal.Parse(block.Seal);
        }
        catch (WireFormatException malformed)
        {
            return CommandRunner.Fail($"Block {height} cannot be exported: {malformed.Message}");
        }

        if (LedgerState.Fold(store).Gateways.GetValueOrDefault(header.Gateway) is not GatewayRecord gateway)
        {
            return CommandRunner.Fail($"Block {height} names a gateway that is not enrolled; its key is unknown.");
        }

        output.Create();
        string folder = output.FullName;
        File.WriteAllText(Path.Combine(folder, "ak.pem"), PublicKeyPem.Of(gateway.PublicKey));
        File.WriteAllBytes(Path.Combine(folder, "header.cbor"), block.Header);
        File.WriteAllText(Path.Combine(folder, "qualifying.hex"), Convert.ToHexStringLower(SHA256.HashData(block.Header)));
        if (!seal.IsQuote)
        {
            File.WriteAllBytes(Path.Combine(folder, "seal.cose"), block.Seal);
            Console.Error.WriteLine($"Block {height} is sealed by a software key, no platform attestation: seal.cose is a COSE_Sign1 over qualifying.hex.");
            return ExitCode.Sound;
        }

        File.WriteAllBytes(Path.Combine(folder, "quote.msg"), seal.Attest!);
        File.WriteAllBytes(Path.Combine(folder, "quote.sig"), TpmSignature.Format(seal.Signature));
        Console.WriteLine($"tpm2_checkquote -u {folder}/ak.pem -m {folder}/quote.msg -s {folder}/quote.sig -g sha256 -q $(cat {folder}/qualifying.hex)");
        return ExitCode.Sound;
    });
}
