using System;

namespace Enviro.Wire;

/// <summary>One sensor of a node: what kind, where it is connected, and how its voltage becomes a value where it has one.</summary>
/// <remarks><code>
/// sensor = { 1 => tstr, ? 2 => uint, ? 3 => [ 2*8 [ int, int ] ] }
/// ; kind; channel; calibration curve: (millivolts, value in the last digit the sensor gives), millivolts rising
/// </code></remarks>
public sealed class SensorSettings
{
    /// <summary>Longest kind in bytes.</summary>
    public const int MaxKindLength = 16;

    /// <summary>Largest channel.</summary>
    public const int MaxChannel = 127;

    /// <summary>Most points of a curve.</summary>
    public const int MaxPoints = 8;

    private const int MaxMagnitude = 100_000_000;

    /// <summary>Creates a sensor's settings; one out of its range raises <see cref="ArgumentException"/>.</summary>
    /// <param name="kind">Kind, such as <c>bme280</c>: the name of its folder in Enviro.Devices in small letters, 1 to 16 of a–z 0–9 -.</param>
    /// <param name="channel">Channel of the analogue input, or I2C address where a kind has two; 0 is the kind's first.</param>
    /// <param name="millivolts">The curve's voltages in mV, rising; empty where the kind has no curve or its own.</param>
    /// <param name="values">The curve's values in units of the last digit the sensor gives, as many as voltages.</param>
    public SensorSettings(string kind, int channel, int[] millivolts, int[] values)
    {
        string? fault = FaultOf(kind, channel, millivolts, values);
        if (fault != null)
        {
            throw new ArgumentException(fault);
        }

        Kind = kind;
        Channel = channel;
        CurveMillivolts = millivolts;
        CurveValues = values;
    }

    /// <summary>Kind of the sensor.</summary>
    public string Kind { get; }

    /// <summary>Channel or address; 0 is the kind's first.</summary>
    public int Channel { get; }

    /// <summary>The calibration curve's voltages in mV, rising; empty for none.</summary>
    public int[] CurveMillivolts { get; }

    /// <summary>The calibration curve's values, in units of the sensor's last digit.</summary>
    public int[] CurveValues { get; }

    /// <summary>Says whether a text can be a kind, or the name of a sensor: 1 to 16 of a–z 0–9 -.</summary>
    public static bool IsKind(string kind)
    {
        for (int i = 0; i < kind.Length; i++)
        {
            char c = kind[i];
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-')
            {
                return false;
            }
        }

        return kind.Length > 0 && kind.Length <= MaxKindLength;
    }

    internal void Write(CborWriter writer)
    {
        writer.WriteMapStart(1 + (Channel != 0 ? 1 : 0) + (CurveValues.Length > 0 ? 1 : 0));
        writer.WriteInteger(1);
        writer.WriteText(Kind);
        if (Channel != 0)
        {
            writer.WriteInteger(2);
            writer.WriteInteger(Channel);
        }

        if (CurveValues.Length == 0)
        {
            return;
        }

        writer.WriteInteger(3);
        writer.WriteArrayStart(CurveValues.Length);
        for (int i = 0; i < CurveValues.Length; i++)
        {
            writer.WriteArrayStart(2);
            writer.WriteInteger(CurveMillivolts[i]);
            writer.WriteInteger(CurveValues[i]);
        }
    }

    internal static SensorSettings Read(CborReader reader)
    {
        int members = reader.ReadMapStart();
        reader.ReadLabel(1);
        string kind = reader.ReadText(MaxKindLength);
        int channel = 0;
        int[] millivolts = [];
        int[] values = [];
        int label = 1;
        for (int i = 1; i < members; i++)
        {
            int next = (int)reader.ReadUnsigned(3);
            if (next <= label)
            {
                throw new WireFormatException("settings: a sensor's members are not in order");
            }

            label = next;
            if (label == 2)
            {
                channel = (int)reader.ReadUnsigned(MaxChannel);
                if (channel == 0)
                {
                    throw new WireFormatException("settings: channel 0 is left out");
                }

                continue;
            }

            int points = reader.ReadArrayStart();
            if (points > MaxPoints)
            {
                throw new WireFormatException("settings: a curve has more than 8 points");
            }

            millivolts = new int[points];
            values = new int[points];
            for (int p = 0; p < points; p++)
            {
                reader.ReadArrayStart(2);
                millivolts[p] = ReadNumber(reader);
                values[p] = ReadNumber(reader);
            }
        }

        string? fault = FaultOf(kind, channel, millivolts, values);
        if (fault != null || members < 1 || (label == 3 && values.Length == 0))
        {
            throw new WireFormatException(fault ?? "settings: a sensor's curve is empty");
        }

        return new SensorSettings(kind, channel, millivolts, values);
    }

    private static int ReadNumber(CborReader reader)
    {
        long number = reader.ReadInteger();
        return number >= -MaxMagnitude && number <= MaxMagnitude
            ? (int)number
            : throw new WireFormatException("settings: a curve's number is beyond 100,000,000");
    }

    private static string? FaultOf(string kind, int channel, int[] millivolts, int[] values)
    {
        if (!IsKind(kind))
        {
            return "settings: a sensor's kind is 1 to 16 of a-z, 0-9 and -";
        }

        if (channel < 0 || channel > MaxChannel)
        {
            return "settings: a channel is 0 to 127";
        }

        if (millivolts.Length != values.Length || values.Length == 1 || values.Length > MaxPoints)
        {
            return "settings: a curve has 2 to 8 points, or none";
        }

        for (int i = 0; i < values.Length; i++)
        {
            bool isWithin = millivolts[i] >= -MaxMagnitude && millivolts[i] <= MaxMagnitude && values[i] >= -MaxMagnitude && values[i] <= MaxMagnitude;
            if (!isWithin || (i > 0 && millivolts[i] <= millivolts[i - 1]))
            {
                return "settings: a curve's voltages rise, and its numbers are within 100,000,000";
            }
        }

        return null;
    }
}
