using Enviro.Gateway;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Spectre.Console;

namespace Enviro.Cli;

/// <summary><c>enviro node settings issue</c>.</summary>
internal static class SettingsOrder
{
    internal const string NotAUrn = "--node must be a device URN (RFC 9039) of letters, digits, hyphens, colons and dots, such as urn:dev:os:32473-0123a1b2c3d4e5f6ee.";

    private const int ThumbprintLength = 32;

    internal static int Run(DirectoryInfo directory, string urn, FileInfo file, string? key, bool json) => CommandRunner.Guard(() =>
    {
        byte[] named = new byte[ThumbprintLength];
        if (!IsUrn(urn))
        {
            return CommandRunner.Fail(NotAUrn);
        }

        if (key is not null && (key.Length != 2 * ThumbprintLength || Convert.FromHexString(key, named, out _, out _) != System.Buffers.OperationStatus.Done))
        {
            return CommandRunner.Fail("--key must be the thumbprint of the node's key, 64 hexadecimal digits: it is on the node's label.");
        }

        SiteFile site = SiteFile.Load(file.FullName);
        using CertificateAuthority authority = CertificateAuthority.Open(directory.FullName, ChipConfiguration.BuiltIn, TimeProvider.System);
        NodeRecord? node = FindEnrolled(directory, urn);
        byte[]? thumbprint = key is not null ? named : node?.Thumbprint ?? authority.ThumbprintOf(urn);
        if (thumbprint is null)
        {
            return CommandRunner.Refuse(
                $"{urn} is neither enrolled nor on the authority's records: whose key its settings are for is not known. Check the URN, or name the key on the node's label with --key.");
        }

        if (node is not null && !node.Thumbprint.AsSpan().SequenceEqual(thumbprint))
        {
            return CommandRunner.Refuse($"{urn} is enrolled with the key {Convert.ToHexStringLower(node.Thumbprint)}, which --key is not. Revoke that node first, if this one is to replace it.");
        }

        if (node is not null && (node.Key is null) != (site.Identity == SiteIdentity.SharedKey))
        {
            return CommandRunner.Refuse($"{urn} is enrolled with {(node.Key is null ? "a shared key" : "a key of its own")}: {file} must say \"identity\": \"{(node.Key is null ? "shared-key" : "secure-element")}\".");
        }

        IssuedSettings issued = SettingsIssue.Sign(directory.FullName, site, urn, thumbprint, authority);
        string path = new SettingsFolder(directory.FullName).PathOf(urn);
        Warn(directory, issued);
        if (json)
        {
            new SettingsFacts(issued, path).WriteJson();
        }
        else
        {
            AnsiConsole.MarkupLineInterpolated($"Settings {issued.Version} of {urn}: {issued.Document.Length} bytes, SHA-256 {issued.Fingerprint}");
            AnsiConsole.MarkupLineInterpolated($"Kept in {path}; the gateway delivers them at the node's next session.");
        }

        return ExitCode.Done;
    });

    /// <summary>Whether a text can be the URN of a node.</summary>
    internal static bool IsUrn(string urn) =>
        NodeEnrolment.IsNodeUrn(urn) && urn.Length <= 90 && urn.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or ':' or '.');

    private static NodeRecord? FindEnrolled(DirectoryInfo directory, string urn)
    {
        // A node is flashed before its gateway ever ran: then there is no ledger to ask.
        if (!File.Exists(Path.Combine(directory.FullName, "ledger.db")))
        {
            return null;
        }

        using LedgerStore store = LedgerStore.OpenReadOnly(directory.FullName);
        return LedgerState.Fold(store).NodesByUrn.GetValueOrDefault(urn) is { Status: not NodeStatus.Revoked } node ? node : null;
    }

    private static void Warn(DirectoryInfo directory, IssuedSettings issued)
    {
        if (issued.IsSecret && !issued.Settings.Network!.IsTls)
        {
            Console.Error.WriteLine(
                $"These settings hold a {(issued.Settings.IsShared ? "shared key" : "passphrase")} and tell the node to connect without TLS. The gateway sends them to a node that is connected over TLS now, to no other: use `enviro node flash`.");
        }
    }
}
