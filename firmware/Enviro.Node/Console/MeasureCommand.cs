using System.Text;
using Enviro.Wire;

namespace Enviro.Node;

/// <summary><c>measure</c>: what the sensors say now. Not signed, not kept.</summary>
internal static class MeasureCommand
{
    internal static void Answer(NodeProgram program, ConsoleAnswer answer)
    {
        if (program.Sensors.Length == 0)
        {
            answer.Error(ConsoleError.Refused, "the node has no settings, and so no sensors");
            return;
        }

        Reading[] readings = new Reading[SenmlPack.MaxReadings];
        ReadingQuality quality = new ReadingQuality();
        int count = program.Measure(readings, quality);
        for (int i = 0; i < count; i++)
        {
            answer.Fact("reading", readings[i].Name + " " + ValueOf(readings[i]) + " " + readings[i].Unit + WordsOf(quality.FlagsOf(i)));
        }

        for (int i = 0; i < quality.MissingCount; i++)
        {
            answer.Fact("missing", quality.MissingAt(i));
        }

        answer.Ok();
    }

    /// <summary>A value as a decimal number with the digits the sensor gave.</summary>
    internal static string ValueOf(Reading reading)
    {
        StringBuilder text = new StringBuilder();
        long mantissa = reading.Mantissa;
        string digits = mantissa.ToString();
        if (mantissa < 0)
        {
            text.Append('-');
            digits = digits.Substring(1);
        }

        int decimals = -reading.Exponent;
        for (int i = digits.Length; i <= decimals; i++)
        {
            digits = "0" + digits;
        }

        if (decimals <= 0)
        {
            text.Append(digits);
            for (int i = decimals; i < 0 && mantissa != 0; i++)
            {
                text.Append('0');
            }

            return text.ToString();
        }

        text.Append(digits.Substring(0, digits.Length - decimals));
        text.Append('.');
        text.Append(digits.Substring(digits.Length - decimals));
        return text.ToString();
    }

    private static string WordsOf(uint flags)
    {
        return ((flags & ReadingQuality.OutOfRange) != 0 ? " out-of-range" : "")
            + ((flags & ReadingQuality.RateOfChange) != 0 ? " rate-of-change" : "")
            + ((flags & ReadingQuality.Stuck) != 0 ? " stuck" : "");
    }
}
