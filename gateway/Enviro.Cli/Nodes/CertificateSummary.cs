using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Enviro.Cli;

/// <summary>What people look at of a certificate (RFC 5280 §4.1.2). Its names are whoever's wrote it, so control characters are taken out.</summary>
/// <param name="Subject">Whom it names.</param>
/// <param name="Issuer">Who says so.</param>
/// <param name="SerialNumber">The issuer's number for it, hexadecimal.</param>
/// <param name="FromMs">First moment it is valid, Unix ms.</param>
/// <param name="ToMs">Last one, Unix ms.</param>
internal sealed record CertificateSummary(string Subject, string Issuer, string SerialNumber, long FromMs, long ToMs)
{
    internal static CertificateSummary Of(X509Certificate2 certificate) => new(
        Text.Printable(certificate.Subject),
        Text.Printable(certificate.Issuer),
        certificate.SerialNumber.ToLowerInvariant(),
        new DateTimeOffset(certificate.NotBefore).ToUnixTimeMilliseconds(),
        new DateTimeOffset(certificate.NotAfter).ToUnixTimeMilliseconds());

    /// <summary>Reads a certificate; null where the bytes are none.</summary>
    internal static CertificateSummary? TryRead(byte[] der)
    {
        try
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(der);
            return Of(certificate);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    internal string Describe() => $"{Subject}, serial {SerialNumber}, issued by {Issuer}, valid {Text.Time(FromMs)} to {Text.Time(ToMs)}";

    /// <summary>Writes it as a member; null where there is none.</summary>
    internal static void WriteJson(Utf8JsonWriter writer, string name, CertificateSummary? summary)
    {
        if (summary is null)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartObject(name);
        writer.WriteString("subject", summary.Subject);
        writer.WriteString("issuer", summary.Issuer);
        writer.WriteString("serial", summary.SerialNumber);
        writer.WriteTime("from", summary.FromMs);
        writer.WriteTime("to", summary.ToMs);
        writer.WriteEndObject();
    }
}
