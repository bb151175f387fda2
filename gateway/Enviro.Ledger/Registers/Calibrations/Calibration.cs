using Enviro.Wire;

namespace Enviro.Ledger.Registers;

/// <summary>
/// The transaction that says how a sensor's readings are to be corrected, signed by the operator: corrected = raw × gain + offset. Raw readings
/// stay what they are.
/// </summary>
/// <remarks><code>
/// #6.18([ bstr .cbor { 1 => -7, 3 => "application/vnd.enviro.calibration+cbor", 4 => thumbprint of the operator's key }, {}, bstr .cbor {
///   1 => tstr, 2 => tstr,          ; URN of the node; SenML name of the quantity
///   3 => tstr, 4 => tstr, 5 => tstr, ; who calibrated, with which instrument, against which reference
///   6 => decimal, 7 => decimal,    ; offset; gain, above 0
///   8 => uint, 9 => uint,          ; valid from, and to but not at, Unix ms; 0 open
///   10 => uint, 11 => bstr .size 32 ; signed at, Unix ms; chain id
/// }, bstr .size 64 ])
/// decimal = [ exponent: -18..18, mantissa: int ]   ; 64 signed bits
/// </code></remarks>
public sealed class Calibration
{
    /// <summary>Content type in the protected header.</summary>
    public const string ContentType = "application/vnd.enviro.calibration+cbor";

    /// <summary>Longest name of a person, instrument or reference in bytes of UTF-8.</summary>
    public const int MaxNameLength = 64;

    /// <summary>Largest message in bytes.</summary>
    public const int MaxLength = 640;

    /// <summary>URN of the node.</summary>
    public required string Urn { get; init; }

    /// <summary>SenML name of the quantity, such as "pm2.5".</summary>
    public required string Quantity { get; init; }

    /// <summary>Who calibrated.</summary>
    public required string Who { get; init; }

    /// <summary>The instrument compared with, such as its type and serial number.</summary>
    public required string Instrument { get; init; }

    /// <summary>What the instrument is traceable to, such as the number of its certificate.</summary>
    public required string Reference { get; init; }

    /// <summary>Added after the gain, in the unit of the readings.</summary>
    public required ExactDecimal Offset { get; init; }

    /// <summary>Readings are multiplied with it; above 0.</summary>
    public required ExactDecimal Gain { get; init; }

    /// <summary>The first time it applies to, Unix ms.</summary>
    public required long ValidFromMs { get; init; }

    /// <summary>The first time it no longer applies to, Unix ms; 0: it applies until another does.</summary>
    public required long ValidToMs { get; init; }

    /// <summary>When it was signed, Unix ms.</summary>
    public required long AtMs { get; init; }

    /// <summary>The chain it is for, 32 bytes.</summary>
    public required byte[] ChainId { get; init; }

    /// <summary>Whether it applies to a reading of this time, Unix ms.</summary>
    public bool Covers(long timeMs) => timeMs >= ValidFromMs && (ValidToMs == 0 || timeMs < ValidToMs);

    /// <summary>The corrected value, with every digit that raw, gain and offset give.</summary>
    public ExactDecimal Correct(ExactDecimal raw) => raw.Times(Gain).Plus(Offset);

    /// <summary>Makes the transaction's message. A member outside its limits is refused with <see cref="ArgumentException"/>.</summary>
    public byte[] Sign(ISigningKey operatorKey) => SignedMessage.Sign(operatorKey, ContentType, EncodePayload());

    /// <summary>Parses a transaction's message; anything else raises <see cref="WireFormatException"/>. Does not verify the signature.</summary>
    public static Calibration Parse(byte[] message) => ParsePayload(SignedMessage.Parse(message, ContentType, MaxLength).Payload);

    /// <summary>Parses a signed message's payload; anything else raises <see cref="WireFormatException"/>.</summary>
    internal static Calibration ParsePayload(byte[] payload)
    {
        CborReader reader = new(payload);
        MapMembers members = new(reader);
        string[] texts = new string[5];
        for (int i = 0; i < texts.Length; i++)
        {
            members.Require(i + 1);
            texts[i] = RegisterText.Read(reader, MaxLengthOf(i));
        }

        members.Require(6);
        ExactDecimal offset = ExactDecimal.Read(reader);
        members.Require(7);
        ExactDecimal gain = ExactDecimal.Read(reader);
        long[] times = new long[3];
        for (int i = 0; i < times.Length; i++)
        {
            members.Require(i + 8);
            times[i] = (long)reader.ReadUnsigned(long.MaxValue);
        }

        members.Require(11);
        Calibration calibration = new()
        {
            Urn = texts[0],
            Quantity = texts[1],
            Who = texts[2],
            Instrument = texts[3],
            Reference = texts[4],
            Offset = offset,
            Gain = gain,
            ValidFromMs = times[0],
            ValidToMs = times[1],
            AtMs = times[2],
            ChainId = reader.ReadByteString(Sha256.DigestLength),
        };
        members.RequireEnd();
        return calibration.Fault is { } fault ? throw new WireFormatException($"calibration: {fault}") : calibration;
    }

    internal byte[] EncodePayload()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(AtMs);
        ArgumentOutOfRangeException.ThrowIfNegative(ValidFromMs);
        ArgumentOutOfRangeException.ThrowIfNegative(ValidToMs);
        ArgumentOutOfRangeException.ThrowIfNotEqual(ChainId.Length, Sha256.DigestLength, nameof(ChainId));
        if (Fault is { } fault)
        {
            throw new ArgumentException($"In a calibration, {fault}.");
        }

        CborWriter writer = new(MaxLength);
        writer.WriteMapStart(11);
        string[] texts = [Urn, Quantity, Who, Instrument, Reference];
        for (int i = 0; i < texts.Length; i++)
        {
            writer.WriteInteger(i + 1);
            RegisterText.Write(writer, texts[i], MaxLengthOf(i));
        }

        writer.WriteInteger(6);
        Offset.Write(writer);
        writer.WriteInteger(7);
        Gain.Write(writer);
        long[] times = [ValidFromMs, ValidToMs, AtMs];
        for (int i = 0; i < times.Length; i++)
        {
            writer.WriteInteger(i + 8);
            writer.WriteInteger(times[i]);
        }

        writer.WriteInteger(11);
        writer.WriteByteString(ChainId);
        return writer.ToArray();
    }

    private string? Fault =>
        !NodeEnrolment.IsNodeUrn(Urn) ? "the URN is one of a device"
        : !SenmlPack.IsValidName(Quantity) ? "the quantity is a SenML name"
        : Gain.Mantissa.Sign <= 0 ? "the gain is above 0"
        : ValidToMs != 0 && ValidToMs <= ValidFromMs ? "the end of its validity is later than the beginning, or 0"
        : null;

    private static int MaxLengthOf(int text) => text switch
    {
        0 => NodeEnrolment.MaxUrnLength,
        1 => SenmlPack.MaxNameLength,
        _ => MaxNameLength,
    };
}
