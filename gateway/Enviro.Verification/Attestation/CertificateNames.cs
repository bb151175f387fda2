using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Enviro.Verification;

/// <summary>Whom a node's certificate names.</summary>
internal static class CertificateNames
{
    private const string CommonName = "2.5.4.3";
    private const string SubjectAlternativeName = "2.5.29.17";
    private const int UriTag = 6;
    private const int SerialDigits = 18;
    private const string SerialPrefix = "sn";
    private const string SerialUrnPrefix = "urn:dev:os:";

    /// <summary>
    /// Whether the certificate names this node: by its URN, as a URI in subjectAltName or else as the common name; or, as chips' makers do, by the
    /// chip's serial number, "sn" and 18 hexadecimal digits as the common name, where the URN is made of it.
    /// </summary>
    internal static bool Name(X509Certificate2 leaf, string urn)
    {
        List<string> uris = UrisOf(leaf);
        if (uris.Count > 0)
        {
            return uris.Contains(urn, StringComparer.Ordinal);
        }

        string? commonName = CommonNameOf(leaf);
        return commonName == urn
            || (commonName?.StartsWith(SerialPrefix, StringComparison.Ordinal) == true
                && commonName[SerialPrefix.Length..].Equals(SerialNumberIn(urn), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The serial number a URN is made of (RFC 9039 §4.4, <c>urn:dev:os:32473-0123a1b2c3d4e5f6ee</c>), 18 hexadecimal digits; null if it is none such.</summary>
    internal static string? SerialNumberIn(string urn)
    {
        int dash = urn.LastIndexOf('-');
        bool isOne = urn.StartsWith(SerialUrnPrefix, StringComparison.Ordinal) && dash > 0 && urn.Length - dash - 1 == SerialDigits;
        string serial = urn[(dash + 1)..];
        return isOne && serial.All(char.IsAsciiHexDigit) ? serial : null;
    }

    private static string? CommonNameOf(X509Certificate2 certificate)
    {
        foreach (X500RelativeDistinguishedName name in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            if (!name.HasMultipleElements && name.GetSingleElementType().Value == CommonName)
            {
                return name.GetSingleElementValue();
            }
        }

        return null;
    }

    private static List<string> UrisOf(X509Certificate2 certificate)
    {
        List<string> uris = [];
        foreach (X509Extension extension in certificate.Extensions.Where(extension => extension.Oid?.Value == SubjectAlternativeName))
        {
            AsnReader names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            Asn1Tag uri = new(TagClass.ContextSpecific, UriTag);
            while (names.HasData)
            {
                if (names.PeekTag().HasSameClassAndValue(uri))
                {
                    uris.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, uri));
                }
                else
                {
                    names.ReadEncodedValue();
                }
            }
        }

        return uris;
    }
}
