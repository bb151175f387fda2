using System;

namespace Enviro.Wire;

/// <summary>
/// A node's evidence: an Entity Attestation Token (RFC 9711) as a COSE_Sign1 by the node's key, with its certificate chain, leaf first, in the
/// protected header (x5chain, RFC 9360 §2). Parsing checks the form only; what is true of it is for the appraisal.
/// </summary>
/// <remarks><code>
/// #6.18([ bstr .cbor { 1 => -7, 3 => 263, 4 => bstr .size 32, ? 33 => bstr / [2* bstr] }, {}, bstr .cbor claims, bstr .size 64 ])
/// </code></remarks>
public sealed class Evidence
{
    /// <summary>Largest message in bytes: a chain of three certificates and the claims.</summary>
    public const int MaxLength = 4096;

    /// <summary>Most certificates of a chain.</summary>
    public const int MaxCertificates = 3;

    /// <summary>Largest certificate in bytes.</summary>
    public const int MaxCertificateLength = 1024;

    /// <summary>Largest encoded claims in bytes.</summary>
    public const int MaxClaimsLength = 768;

    private Evidence(CoseSign1 envelope, byte[] keyId, byte[][] certificates, EvidenceClaims claims)
    {
        Envelope = envelope;
        KeyId = keyId;
        Certificates = certificates;
        Claims = claims;
    }

    /// <summary>The COSE_Sign1 around it.</summary>
    public CoseSign1 Envelope { get; }

    /// <summary>Thumbprint of the node's key, 32 bytes.</summary>
    public byte[] KeyId { get; }

    /// <summary>The certificate chain, DER, leaf first; empty where the node has none.</summary>
    public byte[][] Certificates { get; }

    /// <summary>The claims.</summary>
    public EvidenceClaims Claims { get; }

    /// <summary>The protected header for a chain of 0 … 3 certificates.</summary>
    public static byte[] EncodeHeader(byte[] keyId, byte[][] certificates)
    {
        int length = 64;
        for (int i = 0; i < certificates.Length; i++)
        {
            length += certificates[i].Length + 8;
        }

        if (certificates.Length > MaxCertificates || length > MaxLength - MaxClaimsLength)
        {
            throw new ArgumentException("A chain has at most three certificates and 3 KiB.");
        }

        CborWriter writer = new CborWriter(length);
        writer.WriteMapStart(certificates.Length > 0 ? 4 : 3);
        writer.WriteInteger(CoseLabels.Algorithm);
        writer.WriteInteger(CoseLabels.Es256);
        writer.WriteInteger(CoseLabels.ContentType);
        writer.WriteInteger(EatLabels.ContentFormat);
        writer.WriteInteger(CoseLabels.KeyId);
        writer.WriteByteString(keyId);
        if (certificates.Length > 0)
        {
            writer.WriteInteger(EatLabels.X5Chain);
            if (certificates.Length > 1)
            {
                writer.WriteArrayStart(certificates.Length);
            }

            for (int i = 0; i < certificates.Length; i++)
            {
                writer.WriteByteString(certificates[i]);
            }
        }

        return writer.ToArray();
    }

    /// <summary>Parses a message; raises <see cref="WireFormatException"/>. Does not verify the signature.</summary>
    public static Evidence Parse(byte[] message)
    {
        if (message.Length > MaxLength)
        {
            throw new WireFormatException("evidence: longer than its limit");
        }

        CoseSign1 envelope = CoseSign1.Parse(message);
        CborReader header = new CborReader(message, envelope.ProtectedOffset, envelope.ProtectedLength);
        int members = header.ReadMapStart();
        if (members != 3 && members != 4)
        {
            throw new WireFormatException("evidence: the header has alg, content type, kid, and x5chain or not");
        }

        header.ReadLabel(CoseLabels.Algorithm);
        header.ReadLabel(CoseLabels.Es256);
        header.ReadLabel(CoseLabels.ContentType);
        header.ReadLabel(EatLabels.ContentFormat);
        header.ReadLabel(CoseLabels.KeyId);
        byte[] keyId = header.ReadByteString(Sha256.DigestLength);
        byte[][] certificates = members == 4 ? ReadChain(header) : [];
        byte[] payload = new byte[envelope.PayloadLength];
        Array.Copy(message, envelope.PayloadOffset, payload, 0, payload.Length);
        return new Evidence(envelope, keyId, certificates, EvidenceClaims.Parse(payload));
    }

    private static byte[][] ReadChain(CborReader header)
    {
        header.ReadLabel(EatLabels.X5Chain);
        int count = 1;
        if (header.PeekType() == CborType.Array)
        {
            count = header.ReadArrayStart();
            if (count < 2 || count > MaxCertificates)
            {
                throw new WireFormatException("evidence: a chain in an array has two or three certificates");
            }
        }

        byte[][] certificates = new byte[count][];
        for (int i = 0; i < count; i++)
        {
            certificates[i] = header.ReadByteString();
            if (certificates[i].Length == 0 || certificates[i].Length > MaxCertificateLength)
            {
                throw new WireFormatException("evidence: a certificate is empty or longer than its limit");
            }
        }

        return certificates;
    }
}
