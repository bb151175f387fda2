using Enviro.Wire;

namespace Enviro.Ledger;

/// <summary>
/// What makes a header a block. A gateway with a TPM seals with a quote whose qualifying data is SHA-256(header); one with a software key with
/// a COSE_Sign1 over the same hash, which attests no platform.
/// </summary>
/// <remarks><code>
/// seal = { 1 => bstr, 2 => bstr .size 64 }   ; TPMS_ATTEST, signature r||s
///      / #6.18([ bstr .cbor { 1 => -7, 3 => "application/vnd.enviro.seal+cbor", 4 => kid }, {}, bstr .size 32, bstr .size 64 ])
/// </code></remarks>
public sealed class Seal
{
    /// <summary>Content type in the protected header of a software key's seal.</summary>
    public const string ContentType = "application/vnd.enviro.seal+cbor";

    /// <summary>Largest TPMS_ATTEST in bytes; TPM 2.0 Library Part 2 §10.12.12 gives what it holds.</summary>
    public const int MaxAttestLength = 1024;

    /// <summary>Largest encoded seal in bytes.</summary>
    public const int MaxLength = MaxAttestLength + 72;

    private readonly byte[] _encoded;

    private Seal(byte[] encoded, byte[]? attest, byte[] signature, SignedMessage? signed)
    {
        _encoded = encoded;
        Attest = attest;
        Signature = signature;
        Message = signed;
    }

    /// <summary>Whether the seal is a quote of a TPM; otherwise a software key made it.</summary>
    public bool IsQuote => Attest is not null;

    /// <summary>The TPMS_ATTEST of a quote; null with a software key.</summary>
    public byte[]? Attest { get; }

    /// <summary>The signature r‖s, 64 bytes.</summary>
    public byte[] Signature { get; }

    /// <summary>The COSE_Sign1 of a software key; null with a quote.</summary>
    public CoseSign1? Envelope => Message?.Envelope;

    /// <summary>The software key's message with its header taken apart (key identifier, payload = SHA-256(header)); null with a quote.</summary>
    public SignedMessage? Message { get; }

    /// <summary>Makes a seal of a TPM's quote. A part that does not have its size is refused with <see cref="ArgumentException"/>.</summary>
    public static Seal FromQuote(byte[] attest, byte[] signature)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(attest.Length, MaxAttestLength, nameof(attest));
        ArgumentOutOfRangeException.ThrowIfNotEqual(signature.Length, CoseSign1.SignatureLength, nameof(signature));
        CborWriter writer = new(MaxLength);
        writer.WriteMapStart(2);
        writer.WriteInteger(1);
        writer.WriteByteString(attest);
        writer.WriteInteger(2);
        writer.WriteByteString(signature);
        return new Seal(writer.ToArray(), attest, signature, null);
    }

    /// <summary>Seals an encoded header with a software key.</summary>
    public static Seal Sign(ISigningKey key, byte[] encodedHeader) =>
        FromEnvelope(SignedMessage.Sign(key, ContentType, BlockHeader.HashOf(encodedHeader)));

    /// <summary>Makes a seal of a software key's COSE_Sign1; anything else raises <see cref="WireFormatException"/>.</summary>
    public static Seal FromEnvelope(byte[] coseSign1)
    {
        SignedMessage signed = SignedMessage.Parse(coseSign1, ContentType, MaxLength);
        if (signed.Payload.Length != MerkleTree.HashLength)
        {
            throw new WireFormatException("seal: the payload is not a hash of 32 bytes");
        }

        byte[] signature = coseSign1.AsSpan(signed.Envelope.SignatureOffset, CoseSign1.SignatureLength).ToArray();
        return new Seal(coseSign1, null, signature, signed);
    }

    /// <summary>The bytes that are stored.</summary>
    public byte[] Encode() => (byte[])_encoded.Clone();

    /// <summary>Parses stored bytes of either form; anything else raises <see cref="WireFormatException"/>.</summary>
    public static Seal Parse(byte[] encoded)
    {
        if (encoded.Length > MaxLength)
        {
            throw new WireFormatException("seal: longer than its limit");
        }

        CborReader reader = new(encoded);
        if (reader.PeekType() == CborType.Tag)
        {
            return FromEnvelope(encoded);
        }

        reader.ReadMapStart(2);
        reader.ReadLabel(1);
        byte[] attest = reader.ReadByteString();
        if (attest.Length > MaxAttestLength)
        {
            throw new WireFormatException("seal: the TPMS_ATTEST is longer than its limit");
        }

        reader.ReadLabel(2);
        return new Seal(encoded, attest, reader.ReadByteString(CoseSign1.SignatureLength), null);
    }
}
