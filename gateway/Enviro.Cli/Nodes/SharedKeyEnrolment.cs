using System.Security.Cryptography;
using Enviro.Gateway;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Cli;

/// <summary><c>enviro node add-shared</c>.</summary>
internal static class SharedKeyEnrolment
{
    private const int MaxUrnLength = 90;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    internal static int Run(DirectoryInfo directory, string urn, string site, FileInfo? keyFile)
    {
        bool isUrn = NodeEnrolment.IsNodeUrn(urn) && urn.Length <= MaxUrnLength && urn.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or ':' or '.');
        if (!isUrn || !OperatorCommand.Fits(site, NodeEnrolment.MaxSiteLength))
        {
            return CommandRunner.Fail($"URN must be a device URN (RFC 9039) of at most {MaxUrnLength} letters, digits, hyphens, colons and dots; --site must have 1 to {NodeEnrolment.MaxSiteLength} bytes.");
        }

        byte[] key = RandomNumberGenerator.GetBytes(SharedKeyStore.KeyLength);
        return CommandRunner.Guard(() => keyFile is null
            ? Enrol(directory, urn, site, key, $"Key for the node's settings, shown only now: {Convert.ToHexStringLower(key)}")
            : EnrolWithFile(directory, urn, site, key, keyFile));
    }

    /// <summary>The file first: a key that is enrolled and could then not be handed over would be of use to nobody.</summary>
    private static int EnrolWithFile(DirectoryInfo directory, string urn, string site, byte[] key, FileInfo keyFile)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (StreamWriter writer = new(keyFile.FullName, options))
        {
            writer.Write(Convert.ToHexStringLower(key) + "\n");
        }

        int exit = Enrol(directory, urn, site, key, $"Key for the node's settings: {keyFile.FullName}. Delete the file once the node has it.");
        if (exit != ExitCode.Done)
        {
            keyFile.Delete();
        }

        return exit;
    }

    private static int Enrol(DirectoryInfo directory, string urn, string site, byte[] key, string where)
    {
        int exit = OperatorCommand.Run(directory, desk =>
        {
            if (desk.State.NodesByUrn.GetValueOrDefault(urn) is { Status: not NodeStatus.Revoked })
            {
                return OperatorCommand.Decision.Refuse($"{urn} is enrolled already. Revoke it first, if it is to get another key.");
            }

            // Kept before it is enrolled: a node whose key is nowhere would be refused for ever.
            Keep(GatewayOptions.Load(directory.FullName).Key, directory.FullName, urn, key);
            byte[] message = new NodeEnrolment
            {
                Urn = urn,
                SharedKeyThumbprint = CoseKey.SymmetricThumbprint(key),
                Site = site,
                AssuranceLevel = 0,
                EnrolledAtMs = desk.NowMs,
                ChainId = desk.State.ChainId,
                Basis = EnrolmentBasis.Approved,
            }.Sign(desk.Key);
            return new OperatorCommand.Decision(EntryKind.NodeEnrolled, message, $"Enrolled {urn} at {site}, AL0");
        });
        if (exit == ExitCode.Done)
        {
            Console.WriteLine($"Its readings are {Text.SharedKey}.");
            Console.WriteLine(where);
        }

        return exit;
    }

    private static void Keep(string keyUri, string directory, string urn, byte[] key)
    {
        using SharedKeyStore keys = new(keyUri, directory);
        try
        {
            keys.Store(urn, key);
        }
        catch (LedgerException failure) when (failure.Fault == LedgerFault.KeyUnusable && keyUri.StartsWith("tpm+", StringComparison.Ordinal))
        {
            throw new LedgerException(
                LedgerFault.KeyUnusable,
                $"{failure.Message} A TPM at {keyUri} serves one program at a time: if the gateway runs, stop it, repeat the command, and start it again. tpm:///dev/tpmrm0 serves several.",
                false,
                failure);
        }
    }
}
