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
            answer.Fact("reading", readings[i].Name + " " + ConsoleWord.OfValue(readings[i]) + " " + readings[i].Unit + WordsOf(quality.FlagsOf(i)));
        }

        for (int i = 0; i < quality.MissingCount; i++)
        {
            answer.Fact("missing", quality.MissingAt(i));
        }

        answer.Ok();
    }

    private static string WordsOf(uint flags)
    {
        return ((flags & ReadingQuality.OutOfRange) != 0 ? " out-of-range" : "")
            + ((flags & ReadingQuality.RateOfChange) != 0 ? " rate-of-change" : "")
            + ((flags & ReadingQuality.Stuck) != 0 ? " stuck" : "");
    }
}
