using System;

namespace Enviro.Wire;

/// <summary>
/// A SenML Pack in CBOR (RFC 8428 §6): what one node measured at one time. The first Record carries base name and base time; values are
/// decimal fractions (RFC 8949 §3.4.4, tag 4).
/// </summary>
/// <remarks><code>
/// senml-pack = [ { 0 => n, 1 => u, 2 => v, -2 => bn, ? -3 => bt }, * { 0 => n, 1 => u, 2 => v } ]
/// v = #6.4([ exponent: -18..18, mantissa: int ])   ; both in 64 signed bits
/// </code></remarks>
public sealed class SenmlPack
{
    /// <summary>Largest encoded pack in bytes.</summary>
    public const int MaxLength = 1024;

    /// <summary>Most readings in a pack.</summary>
    public const int MaxReadings = 32;

    /// <summary>Longest name or unit in bytes.</summary>
    public const int MaxNameLength = 32;

    /// <summary>Longest base name in bytes.</summary>
    public const int MaxBaseNameLength = 96;

    /// <summary>Largest power of ten, either way; beyond it a value would not be a measurement.</summary>
    public const int MaxExponent = 18;

    /// <summary>Earliest base time: smaller ones are relative to the receiver's now (RFC 8428 §4.5.3), which nobody can check afterwards.</summary>
    public const long MinTime = 1L << 28;

    /// <summary>Latest base time, as in the header's iat.</summary>
    public const long MaxTime = uint.MaxValue;

    private const int Name = 0;
    private const int Unit = 1;
    private const int Value = 2;
    private const int BaseName = -2;
    private const int BaseTime = -3;
    private const ulong DecimalFraction = 4;

    private SenmlPack(string nodeName, bool hasTime, long time, Reading[] readings)
    {
        NodeName = nodeName;
        HasTime = hasTime;
        Time = time;
        Readings = readings;
    }

    /// <summary>Base name: the node's URN and "_", the component separator of RFC 9039 §3.2, so that names stay unique.</summary>
    public string NodeName { get; }

    /// <summary>Whether the node knew the time when it measured.</summary>
    public bool HasTime { get; }

    /// <summary>
    /// When it was measured, seconds since 1970, <see cref="MinTime"/> to <see cref="MaxTime"/>; meaningless without <see cref="HasTime"/>.
    /// </summary>
    public long Time { get; }

    /// <summary>What was measured, 1 to 32 readings.</summary>
    public Reading[] Readings { get; }

    /// <summary>
    /// Writes a pack of the first <paramref name="count"/> of <paramref name="readings"/>. What <see cref="Parse"/> would refuse raises
    /// <see cref="ArgumentException"/>, before anything is written.
    /// </summary>
    public static void Write(CborWriter writer, string baseName, bool hasTime, long time, Reading[] readings, int count)
    {
        string? fault = count < 1 || count > MaxReadings ? "SenML: a pack has 1 to 32 readings" : FaultOf(baseName, hasTime, time);
        if (fault != null)
        {
            throw new ArgumentException(fault);
        }

        writer.WriteArrayStart(count);
        for (int i = 0; i < count; i++)
        {
            Reading reading = readings[i];
            writer.WriteMapStart(i > 0 ? 3 : hasTime ? 5 : 4);
            writer.WriteInteger(Name);
            writer.WriteText(reading.Name);
            writer.WriteInteger(Unit);
            writer.WriteText(reading.Unit);
            writer.WriteInteger(Value);
            writer.WriteTag(DecimalFraction);
            writer.WriteArrayStart(2);
            writer.WriteInteger(reading.Exponent);
            writer.WriteInteger(reading.Mantissa);
            if (i > 0)
            {
                continue;
            }

            writer.WriteInteger(BaseName);
            writer.WriteText(baseName);
            if (hasTime)
            {
                writer.WriteInteger(BaseTime);
                writer.WriteInteger(time);
            }
        }
    }

    /// <summary>Parses a pack that fills the given part of <paramref name="buffer"/>; raises <see cref="WireFormatException"/>.</summary>
    public static SenmlPack Parse(byte[] buffer, int offset, int count)
    {
        if (count > MaxLength)
        {
            throw new WireFormatException("SenML: the pack is longer than 1024 bytes");
        }

        CborReader reader = new CborReader(buffer, offset, count);
        int records = reader.ReadArrayStart();
        if (records < 1 || records > MaxReadings)
        {
            throw new WireFormatException("SenML: the pack does not have 1 to 32 records");
        }

        Reading[] readings = new Reading[records];
        int pairs = reader.ReadMapStart();
        if (pairs != 4 && pairs != 5)
        {
            throw new WireFormatException("SenML: the first record must have n, u, v, bn and perhaps bt");
        }

        readings[0] = ReadReading(reader);
        reader.ReadLabel(BaseName);
        string baseName = reader.ReadText(MaxBaseNameLength);
        long time = 0;
        if (pairs == 5)
        {
            reader.ReadLabel(BaseTime);
            time = reader.ReadInteger();
        }

        string? fault = FaultOf(baseName, pairs == 5, time);
        if (fault != null)
        {
            throw new WireFormatException(fault);
        }

        for (int i = 1; i < records; i++)
        {
            reader.ReadMapStart(3);
            readings[i] = ReadReading(reader);
        }

        return new SenmlPack(baseName, pairs == 5, time, readings);
    }

    /// <summary>Says whether a name follows RFC 8428 §4.5.1: a letter or digit first, then also - : . / _ .</summary>
    public static bool IsValidName(string name)
    {
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            bool alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!alphanumeric && (i == 0 || (c != '-' && c != ':' && c != '.' && c != '/' && c != '_')))
            {
                return false;
            }
        }

        return name.Length > 0;
    }

    private static string? FaultOf(string baseName, bool hasTime, long time)
    {
        // Base name and name are one name in the end (RFC 8428 §4.5.1), so the base name obeys the same rule.
        if (baseName.Length > MaxBaseNameLength || !IsValidName(baseName))
        {
            return "SenML: the base name is not 1 to 96 of the characters it may have";
        }

        return hasTime && (time < MinTime || time > MaxTime) ? "SenML: the base time is not an absolute time of 32 bits" : null;
    }

    private static Reading ReadReading(CborReader reader)
    {
        reader.ReadLabel(Name);
        string name = reader.ReadText(MaxNameLength);
        reader.ReadLabel(Unit);
        string unit = reader.ReadText(MaxNameLength);
        reader.ReadLabel(Value);
        reader.ReadTag(DecimalFraction);
        reader.ReadArrayStart(2);
        long exponent = reader.ReadInteger();
        string? fault = Reading.FaultOf(name, unit, exponent);
        if (fault != null)
        {
            throw new WireFormatException(fault);
        }

        return new Reading(name, unit, reader.ReadInteger(), (int)exponent);
    }
}
