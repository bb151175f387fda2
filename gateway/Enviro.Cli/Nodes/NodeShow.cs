using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification;
using Enviro.Wire;
using Spectre.Console;

namespace Enviro.Cli;

/// <summary><c>enviro node show</c>.</summary>
internal static class NodeShow
{
    internal static int Run(DirectoryInfo directory, string name, bool json, DirectoryInfo? export) => CommandRunner.WithLedger(directory, store =>
    {
        if (NodeName.Find(name, LedgerState.Fold(store)) is not NodeRecord node)
        {
            return CommandRunner.Refuse(NodeName.Unknown(name));
        }

        using NodeCertificates? certificates = NodeCertificates.Of(node, store);
        ReadingLocation? last = store.LastReadingOf(node.Thumbprint);
        List<(string Name, string? Value)> facts = FactsOf(node, last, certificates);
        if (json)
        {
            WriteJson(facts);
        }
        else
        {
            foreach ((string label, string? value) in facts.Where(fact => fact.Value is not null))
            {
                AnsiConsole.MarkupLineInterpolated($"{label,-22} {value}");
            }
        }

        if (export is null)
        {
            return ExitCode.Done;
        }

        return certificates is null ? CommandRunner.Refuse($"{node.Urn} has shown no certificate: there is nothing to export.")
            : certificates.Export(export) ? ExitCode.Done
            : CommandRunner.Refuse("The authority of its certificate is in no policy of this ledger: nothing was exported.");
    });

    private static List<(string Name, string? Value)> FactsOf(NodeRecord node, ReadingLocation? last, NodeCertificates? certificates)
    {
        NodeAssurance assurance = NodeAssurance.At(node, last?.Boot ?? node.Attestation?.Boot ?? 0, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        List<(string, string?)> facts =
        [
            ("urn", node.Urn),
            ("site", node.Site),
            ("thumbprint", Convert.ToHexStringLower(node.Thumbprint)),
            ("shortAddress", node.PublicKey is null ? null : ShortAddress.Of(node.PublicKey)),
            ("publicKey", node.PublicKey is null ? null : Convert.ToHexStringLower(node.PublicKey)),
            ("keyKind", node.Key is null ? Text.SharedKey : certificates is null ? "own key, no authority vouches for it" : "own key, vouched for by an authority"),
            ("assuranceLevel", $"AL{assurance.AssuranceLevel}"),
            ("freshness", Text.Attested(assurance.Freshness)),
            ("status", NodeList.StatusOf(node)),
            ("statusReason", node.LastStatusChange?.Reason),
            ("statusSince", node.LastStatusChange is null ? null : Text.Time(node.LastStatusChange.AtMs)),
            ("enrolledAt", Text.Time(node.EnrolledAtMs)),
            ("enrolmentBasis", node.Basis.ToString().ToLowerInvariant()),
            ("enrolmentReason", node.Enrolment.Reason),
        ];
        AddCertificate(facts, certificates);
        AddAttestation(facts, node);
        facts.Add(("lastEntry", last?.Index.ToString(CultureInfo.InvariantCulture)));
        return facts;
    }

    private static void AddCertificate(List<(string Name, string? Value)> facts, NodeCertificates? certificates)
    {
        if (certificates?.Device is not X509Certificate2 device)
        {
            return;
        }

        facts.Add(("certificateSubject", device.Subject));
        facts.Add(("certificateIssuer", device.Issuer));
        facts.Add(("certificateSerial", device.SerialNumber.ToLowerInvariant()));
        facts.Add(("certificateFrom", Text.Time(new DateTimeOffset(device.NotBefore).ToUnixTimeMilliseconds())));
        facts.Add(("certificateTo", Text.Time(new DateTimeOffset(device.NotAfter).ToUnixTimeMilliseconds())));
    }

    private static void AddAttestation(List<(string Name, string? Value)> facts, NodeRecord node)
    {
        if (node.Attestation is not { } attestation)
        {
            return;
        }

        EvidenceClaims claims = Evidence.Parse(attestation.Evidence.Evidence).Claims;
        facts.Add(("attestedAt", Text.Time(attestation.AtMs)));
        facts.Add(("attestedBoot", attestation.Boot.ToString(CultureInfo.InvariantCulture)));
        facts.Add(("hardware", $"{claims.HardwareModel} {claims.HardwareVersion}"));
        facts.Add(("firmware", $"{claims.SoftwareName} {claims.SoftwareVersion}, {Convert.ToHexStringLower(claims.FirmwareDigest)}"));
        facts.Add(("chipQuote", claims.Quote is null ? "none" : "of its secure element"));
    }

    private static void WriteJson(List<(string Name, string? Value)> facts) => Json.Write(writer =>
    {
        writer.WriteStartObject();
        foreach ((string name, string? value) in facts)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
    });
}
