using System.Text.Json.Serialization;
using Enviro.Wire;

namespace Enviro.Gateway;

/// <summary>What an authority keeps of a certificate it issued: for which chip and keys, on what proof. Nothing in it is secret; bytes are hexadecimal.</summary>
public sealed class IssuedRecord
{
    /// <summary>The chip's serial number, 9 bytes.</summary>
    public string SerialNumber { get; set; } = "";

    /// <summary>The node's URN.</summary>
    public string Urn { get; set; } = "";

    /// <summary>When it was issued, ISO 8601 in UTC.</summary>
    public string IssuedAt { get; set; } = "";

    /// <summary>The identity key X‖Y.</summary>
    public string PublicKey { get; set; } = "";

    /// <summary>The attestation key X‖Y.</summary>
    public string AttestationKey { get; set; } = "";

    /// <summary>The proof that the key was born in the chip.</summary>
    public BirthProof Birth { get; set; } = new();

    /// <summary>What the chip keeps of the certificate, 72 bytes.</summary>
    public string Compressed { get; set; } = "";

    /// <summary>What the chip keeps of the issuer.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>The certificate, in DER.</summary>
    public string Certificate { get; set; } = "";

    /// <summary>A birth as it was shown, see <see cref="DeviceBirth"/>.</summary>
    public sealed class BirthProof
    {
        /// <summary>The authority's nonce, 32 bytes.</summary>
        public string Nonce { get; set; } = "";

        /// <summary>The chip's random number in the proof of the key, 32 bytes.</summary>
        public string Random { get; set; } = "";

        /// <summary>Signature r‖s of the proof of the key.</summary>
        public string Signature { get; set; } = "";

        /// <summary>The chip's configuration zone at that time, 128 bytes.</summary>
        public string Configuration { get; set; } = "";

        /// <summary>The chip's random number in the quote, 32 bytes.</summary>
        public string QuoteRandom { get; set; } = "";

        /// <summary>Signature r‖s of the quote.</summary>
        public string QuoteSignature { get; set; } = "";
    }

    /// <summary>Makes the record of a birth.</summary>
    internal static IssuedRecord Of(string urn, DeviceBirth birth, IssuedDevice issued, byte[] certificate, DateTimeOffset at) => new()
    {
        SerialNumber = Convert.ToHexStringLower(Atecc608Configuration.SerialNumber(birth.Quote.Configuration)),
        Urn = urn,
        IssuedAt = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
        PublicKey = Convert.ToHexStringLower(birth.PublicKey),
        AttestationKey = Convert.ToHexStringLower(birth.Quote.AttestationKey),
        Birth = new BirthProof
        {
            Nonce = Convert.ToHexStringLower(birth.Nonce),
            Random = Convert.ToHexStringLower(birth.Random),
            Signature = Convert.ToHexStringLower(birth.Signature),
            Configuration = Convert.ToHexStringLower(birth.Quote.Configuration),
            QuoteRandom = Convert.ToHexStringLower(birth.Quote.Random),
            QuoteSignature = Convert.ToHexStringLower(birth.Quote.Signature),
        },
        Compressed = Convert.ToHexStringLower(issued.Certificate.Encode()),
        Issuer = Convert.ToHexStringLower(issued.Issuer.Encode()),
        Certificate = Convert.ToHexStringLower(certificate),
    };

    /// <summary>The birth again; what is no such thing raises <see cref="FormatException"/> or <see cref="ArgumentException"/>.</summary>
    internal DeviceBirth ToBirth() => new(
        Convert.FromHexString(Birth.Nonce),
        Convert.FromHexString(PublicKey),
        Convert.FromHexString(Birth.Random),
        Convert.FromHexString(Birth.Signature),
        new ChipQuote(
            Convert.FromHexString(Birth.QuoteRandom),
            Convert.FromHexString(Birth.Configuration),
            Convert.FromHexString(AttestationKey),
            Convert.FromHexString(Birth.QuoteSignature)));

    /// <summary>What the chip keeps; raises besides <see cref="WireFormatException"/>.</summary>
    internal IssuedDevice ToIssued() => new(
        CompressedCertificate.Parse(Convert.FromHexString(Compressed)), IssuerRecord.Parse(Convert.FromHexString(Issuer)));
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(IssuedRecord))]
[JsonSerializable(typeof(AuthorityOptions))]
internal sealed partial class AuthorityJson : JsonSerializerContext;
