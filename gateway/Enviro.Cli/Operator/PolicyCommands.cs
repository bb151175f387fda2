using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Spectre.Console;

namespace Enviro.Cli;

/// <summary>The commands under <c>enviro policy</c>.</summary>
internal static class PolicyCommands
{
    internal static Command Create()
    {
        Argument<DirectoryInfo> directory = LedgerCommands.Directory();
        Option<bool> json = LedgerCommands.JsonOption();
        Command show = new("show", "Show the policy by which evidence is appraised: what the gateway last adopted of attestation-policy.json and trust/") { directory, json };
        show.SetAction(parse => Show(parse.GetRequiredValue(directory), parse.GetValue(json)));
        return new Command("policy", "Look at the attestation policy in force") { show };
    }

    private static int Show(DirectoryInfo directory, bool json) => CommandRunner.WithLedger(directory, store =>
    {
        if (LedgerState.Fold(store).Policy is not AttestationPolicy policy)
        {
            return CommandRunner.Refuse("No policy is in force: no evidence is accepted. `enviro-gateway init` writes an attestation-policy.json; the gateway adopts it when it starts.");
        }

        long entry = store.ReadRegisterEntries(long.MaxValue)
            .Last(entry => entry.Kind == EntryKind.Policy && entry.Message is not null && AttestationPolicy.Parse(entry.Message).Hash.AsSpan().SequenceEqual(policy.Hash)).Index;
        if (json)
        {
            WriteJson(policy, entry);
            return ExitCode.Done;
        }

        IAnsiConsole console = AnsiConsole.Console;
        console.MarkupLineInterpolated($"Policy {Convert.ToHexStringLower(policy.Hash)} since {Text.Time(policy.AtMs)}, entry {entry}, approval {policy.Approval.ToString().ToLowerInvariant()}");
        foreach (TrustedAuthority authority in policy.Authorities)
        {
            console.MarkupLineInterpolated($"authority     {authority.Name}: {DescribeCertificate(authority.Certificate)}");
        }

        foreach (FirmwareReference firmware in policy.Firmware)
        {
            console.MarkupLineInterpolated($"firmware      {firmware.Name} {firmware.Version}: {Convert.ToHexStringLower(firmware.Digest)}{(firmware.MayBeDebugged ? ", may be debugged" : "")}");
        }

        foreach (ConfigurationReference configuration in policy.Configurations)
        {
            console.MarkupLineInterpolated($"configuration {configuration.Name}: {Convert.ToHexStringLower(configuration.Digest)}");
        }

        return ExitCode.Done;
    });

    private static string DescribeCertificate(byte[] der)
    {
        try
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(der);
            return $"{certificate.Subject}, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(der))}, to {Text.Time(new DateTimeOffset(certificate.NotAfter).ToUnixTimeMilliseconds())}";
        }
        catch (CryptographicException)
        {
            return "not a certificate";
        }
    }

    private static void WriteJson(AttestationPolicy policy, long entry) => Json.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteHex("hash", policy.Hash);
        writer.WriteNumber("entry", entry);
        writer.WriteTime("at", policy.AtMs);
        writer.WriteString("approval", policy.Approval.ToString().ToLowerInvariant());
        writer.WriteStartArray("authorities");
        foreach (TrustedAuthority authority in policy.Authorities)
        {
            writer.WriteStartObject();
            writer.WriteString("name", authority.Name);
            writer.WriteHex("certificate", authority.Certificate);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("firmware");
        foreach (FirmwareReference firmware in policy.Firmware)
        {
            writer.WriteStartObject();
            writer.WriteString("name", firmware.Name);
            writer.WriteString("version", firmware.Version);
            writer.WriteHex("digest", firmware.Digest);
            writer.WriteBoolean("debug", firmware.MayBeDebugged);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("configurations");
        foreach (ConfigurationReference configuration in policy.Configurations)
        {
            writer.WriteStartObject();
            writer.WriteString("name", configuration.Name);
            writer.WriteHex("digest", configuration.Digest);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}
