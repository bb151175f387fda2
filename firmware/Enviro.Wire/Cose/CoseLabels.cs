namespace Enviro.Wire;

/// <summary>Numbers of COSE (RFC 9052, RFC 9053) and of CWT claims in COSE headers (RFC 9597) that this project uses.</summary>
public static class CoseLabels
{
    /// <summary>CBOR tag of COSE_Sign1 (RFC 9052 §2).</summary>
    public const ulong Sign1Tag = 18;

    /// <summary>CBOR tag of COSE_Mac0 (RFC 9052 §2).</summary>
    public const ulong Mac0Tag = 17;

    /// <summary>Header parameter alg (RFC 9052 §3.1).</summary>
    public const int Algorithm = 1;

    /// <summary>Header parameter content type (RFC 9052 §3.1).</summary>
    public const int ContentType = 3;

    /// <summary>Header parameter kid (RFC 9052 §3.1).</summary>
    public const int KeyId = 4;

    /// <summary>Header parameter CWT Claims (RFC 9597).</summary>
    public const int CwtClaims = 15;

    /// <summary>Algorithm ES256: ECDSA with SHA-256, signature r‖s (RFC 9053 §2.1).</summary>
    public const int Es256 = -7;

    /// <summary>Algorithm HMAC 256/256 (RFC 9053 §3.1).</summary>
    public const int Hmac256 = 5;

    /// <summary>Content type application/senml+cbor (RFC 8428 §12.5, CoAP Content-Format).</summary>
    public const int SenmlCbor = 112;

    /// <summary>Claim iat, seconds since 1970 (RFC 8392 §3.1.6).</summary>
    public const int IssuedAt = 6;

    /// <summary>Private-use claim: value of the secure element's boot counter.</summary>
    public const int Boot = -65537;

    /// <summary>Private-use claim: number of the message within its boot.</summary>
    public const int Sequence = -65538;

    /// <summary>Private-use claim: SHA-256 of the node's previous signed message.</summary>
    public const int Previous = -65539;

    /// <summary>Private-use claim: flags, see <see cref="ReadingFlags"/>.</summary>
    public const int Flags = -65540;

    /// <summary>Private-use claim: a <see cref="ReadingQuality"/>. -65541 is the chip quote of evidence, see <see cref="EatLabels"/>.</summary>
    public const int Quality = -65542;
}
