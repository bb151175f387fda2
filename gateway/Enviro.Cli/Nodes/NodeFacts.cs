using System.Text.Json;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Verification;
using Enviro.Wire;

namespace Enviro.Cli;

/// <summary>What the ledger says of a node, for people and for scripts.</summary>
internal sealed class NodeFacts
{
    private readonly NodeRecord _node;
    private readonly NodeAssurance _assurance;
    private readonly EvidenceClaims? _claims;
    private readonly CertificateSummary? _certificate;
    private readonly ReadingLocation? _last;
    private readonly long _receivedAtMs;

    private NodeFacts(NodeRecord node, NodeAssurance assurance, CertificateSummary? certificate, ReadingLocation? last, long receivedAtMs)
    {
        _node = node;
        _assurance = assurance;
        _claims = node.Attestation is null ? null : Evidence.Parse(node.Attestation.Evidence.Evidence).Claims;
        _certificate = certificate;
        _last = last;
        _receivedAtMs = receivedAtMs;
    }

    internal static NodeFacts Of(NodeRecord node, LedgerStore store, NodeCertificates? certificates)
    {
        ReadingLocation? last = store.LastReadingOf(node.Thumbprint);
        NodeAssurance assurance = NodeAssurance.At(node, last?.Boot ?? node.Attestation?.Boot ?? 0, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        byte[]? context = last is null ? null : store.ReadEntry(last.Value.Index)?.Context;
        return new NodeFacts(
            node, assurance, certificates is null ? null : CertificateSummary.Of(certificates.Device), last, context is null ? 0 : EntryContext.Parse(context).ReceivedAtMs);
    }

    /// <summary>Label and value of each fact there is.</summary>
    internal IEnumerable<(string Label, string Value)> Lines()
    {
        yield return ("URN", _node.Urn);
        yield return ("site", _node.Site);
        yield return ("thumbprint", Convert.ToHexStringLower(_node.Thumbprint));
        if (_node.PublicKey is byte[] key)
        {
            yield return ("short address", ShortAddress.Of(key));
            yield return ("public key", Convert.ToHexStringLower(key));
        }

        yield return ("key", _node.Key is null ? Text.SharedKey : _certificate is null ? "its own; no certificate vouches for it" : "its own; a certificate vouches for it");
        yield return ("level", $"AL{_assurance.AssuranceLevel}");
        yield return ("freshness now", Text.Attested(_assurance.Freshness));
        yield return ("status", _node.LastStatusChange is { } change ? $"{NodeList.StatusOf(_node)} since {Text.Time(change.AtMs)}: {change.Reason}" : NodeList.StatusOf(_node));
        yield return ("enrolled", $"{Text.Time(_node.EnrolledAtMs)}, {BasisOf(_node)}{(_node.Enrolment.Reason is string reason ? $": {reason}" : "")}");
        if (_certificate is not null)
        {
            yield return ("certificate", _certificate.Describe());
        }

        if (_claims is not null)
        {
            yield return ("last attestation", $"{Text.Time(_node.Attestation!.AtMs)}, boot {_node.Attestation.Boot}");
            yield return ("hardware", Text.Printable($"{_claims.HardwareModel} {_claims.HardwareVersion}"));
            yield return ("firmware", $"{Text.Printable($"{_claims.SoftwareName} {_claims.SoftwareVersion}")}, {Convert.ToHexStringLower(_claims.FirmwareDigest)}");
            yield return ("configuration", _claims.ConfigurationDigest is { Length: > 0 } digest ? Convert.ToHexStringLower(digest) : "none");
            yield return ("chip quote", _claims.Quote is null ? "none" : "of its secure element");
            yield return ("settings", _claims.SettingsVersion == 0 ? "none told" : $"version {_claims.SettingsVersion}");
            yield return ("last restart", RestartSummary.Describe(_claims.LastRestart));
        }

        yield return ("last reading", _last is { } last ? $"entry {last.Index}, boot {last.Boot}, number {last.Sequence}, received {Text.Time(_receivedAtMs)}" : "none");
    }

    internal void WriteJson() => Json.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("urn", _node.Urn);
        writer.WriteString("site", _node.Site);
        writer.WriteHex("thumbprint", _node.Thumbprint);
        writer.WriteHex("publicKey", _node.PublicKey);
        writer.WriteString("shortAddress", _node.PublicKey is null ? null : ShortAddress.Of(_node.PublicKey));
        writer.WriteString("keyKind", _node.Key is null ? "shared" : "own");
        writer.WriteBoolean("publiclyVerifiable", _node.Key is not null);
        writer.WriteNumber("assuranceLevel", _assurance.AssuranceLevel);
        writer.WriteString("freshness", _assurance.Freshness.ToString().ToLowerInvariant());
        writer.WriteString("status", NodeList.StatusOf(_node));
        writer.WriteString("statusReason", _node.LastStatusChange?.Reason);
        writer.WriteTime("statusSince", _node.LastStatusChange?.AtMs ?? 0);
        writer.WriteTime("enrolledAt", _node.EnrolledAtMs);
        writer.WriteString("enrolmentBasis", BasisOf(_node));
        writer.WriteString("enrolmentReason", _node.Enrolment.Reason);
        CertificateSummary.WriteJson(writer, "certificate", _certificate);
        WriteAttestation(writer);
        WriteLastReading(writer);
        writer.WriteEndObject();
    });

    private static string BasisOf(NodeRecord node) => node.Basis.ToString().ToLowerInvariant();

    private void WriteAttestation(Utf8JsonWriter writer)
    {
        if (_claims is null)
        {
            writer.WriteNull("attestation");
            return;
        }

        writer.WriteStartObject("attestation");
        writer.WriteTime("at", _node.Attestation!.AtMs);
        writer.WriteNumber("boot", _node.Attestation.Boot);
        writer.WriteString("hardwareModel", _claims.HardwareModel);
        writer.WriteString("hardwareVersion", _claims.HardwareVersion);
        writer.WriteString("firmwareName", _claims.SoftwareName);
        writer.WriteString("firmwareVersion", _claims.SoftwareVersion);
        writer.WriteHex("firmwareDigest", _claims.FirmwareDigest);
        writer.WriteHex("configurationDigest", _claims.ConfigurationDigest is { Length: > 0 } digest ? digest : null);
        writer.WriteBoolean("chipQuote", _claims.Quote is not null);
        writer.WriteNumberOrNull("settingsVersion", _claims.SettingsVersion == 0 ? null : _claims.SettingsVersion);
        RestartSummary.WriteJson(writer, "lastRestart", _claims.LastRestart);
        writer.WriteEndObject();
    }

    private void WriteLastReading(Utf8JsonWriter writer)
    {
        if (_last is not { } last)
        {
            writer.WriteNull("lastReading");
            return;
        }

        writer.WriteStartObject("lastReading");
        writer.WriteNumber("entry", last.Index);
        writer.WriteNumber("boot", last.Boot);
        writer.WriteNumber("seq", last.Sequence);
        writer.WriteTime("receivedAt", _receivedAtMs);
        writer.WriteEndObject();
    }
}
