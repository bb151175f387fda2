using Enviro.Wire;

namespace Enviro.Benchmarks;

/// <summary>
/// Encodes reading messages as a node does: pack, header, Sig_structure and message each in a writer that is kept. The signature comes from
/// outside, as it does from a secure element.
/// </summary>
public sealed class ReadingEncoder(string urn)
{
    private static readonly byte[] s_noAad = [];

    // What a usual air monitor sends: six of the 32 readings a pack can hold.
    private static readonly Reading[] s_readings =
    [
        new("pm2.5", "ug/m3", 352, -1),
        new("pm10", "ug/m3", 581, -1),
        new("no2", "ug/m3", 274, -1),
        new("temperature", "Cel", 2143, -2),
        new("humidity", "%RH", 4870, -2),
        new("pressure", "hPa", 10132, -1),
    ];

    private readonly string _baseName = urn + "_";
    private readonly CborWriter _pack = new(SenmlPack.MaxLength);
    private readonly CborWriter _header = new(ReadingHeader.MaxLength);
    private readonly CborWriter _signed = new(SenmlPack.MaxLength + ReadingHeader.MaxLength + 32);
    private readonly CborWriter _message = new(ReadingMessage.MaxLength);

    /// <summary>Encodes pack and header and returns the Sig_structure, whose SHA-256 is to be signed; valid until the next call.</summary>
    public ReadOnlySpan<byte> Prepare(ReadingHeader header, long timeS)
    {
        _pack.Reset();
        SenmlPack.Write(_pack, _baseName, true, timeS, s_readings, s_readings.Length);
        _header.Reset();
        header.Write(_header);
        _signed.Reset();
        CoseSign1.WriteSigStructure(_signed, _header.Buffer, 0, _header.Length, s_noAad, _pack.Buffer, 0, _pack.Length);
        return _signed.Buffer.AsSpan(0, _signed.Length);
    }

    /// <summary>Completes what was prepared with its signature r‖s and returns the message: the only allocation.</summary>
    public byte[] Complete(byte[] signature)
    {
        _message.Reset();
        CoseSign1.Write(_message, _header.Buffer, 0, _header.Length, _pack.Buffer, 0, _pack.Length, signature);
        return _message.ToArray();
    }
}
