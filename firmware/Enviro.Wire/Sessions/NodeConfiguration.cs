using System;

namespace Enviro.Wire;

/// <summary>The body of a downlink message that changes how the node works, until its next start.</summary>
/// <remarks><code>{ 1 => uint }   ; sample interval in seconds, 1 … 86,400</code></remarks>
public sealed class NodeConfiguration
{
    /// <summary>Longest sample interval in seconds.</summary>
    public const int MaxSampleIntervalS = 86_400;

    /// <summary>Creates a configuration; an interval out of its range raises <see cref="ArgumentException"/>.</summary>
    public NodeConfiguration(int sampleIntervalS)
    {
        if (sampleIntervalS < 1 || sampleIntervalS > MaxSampleIntervalS)
        {
            throw new ArgumentException("A sample interval has 1 to 86,400 s.");
        }

        SampleIntervalS = sampleIntervalS;
    }

    /// <summary>Time from one sample to the next in seconds.</summary>
    public int SampleIntervalS { get; }

    /// <summary>Encodes the body.</summary>
    public byte[] Encode()
    {
        CborWriter writer = new CborWriter(16);
        writer.WriteMapStart(1);
        writer.WriteInteger(1);
        writer.WriteInteger(SampleIntervalS);
        return writer.ToArray();
    }

    /// <summary>Parses a body; raises <see cref="WireFormatException"/>.</summary>
    public static NodeConfiguration Parse(byte[] body)
    {
        CborReader reader = new CborReader(body);
        reader.ReadMapStart(1);
        reader.ReadLabel(1);
        int seconds = (int)reader.ReadUnsigned(MaxSampleIntervalS);
        return seconds > 0 ? new NodeConfiguration(seconds) : throw new WireFormatException("configuration: a sample interval of 0");
    }
}
