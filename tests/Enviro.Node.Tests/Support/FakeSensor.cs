using Enviro.Wire;

namespace Enviro.Node.Tests;

/// <summary>A sensor that counts its readings in tenths of a degree.</summary>
internal sealed class FakeSensor : ISensor
{
    private int _next;

    internal SensorStatus Status { get; set; } = SensorStatus.Measured;

    /// <summary>Whether a reading comes along whatever the status.</summary>
    internal bool GivesReading { get; set; } = true;

    internal string ReadingName { get; set; } = "temp";

    public string Name { get; set; } = "fake";

    internal ReadingLimits? Limits { get; set; }

    internal int Reads { get; private set; }

    public int MaxReadings { get; set; } = 1;

    public ReadingLimits? LimitsOf(Reading reading) => Limits;

    public SensorStatus Read(Reading[] readings, ref int count)
    {
        Reads++;
        if (GivesReading)
        {
            for (int i = 0; i < MaxReadings; i++)
            {
                readings[count++] = new Reading(ReadingName, "Cel", _next++, -1);
            }
        }

        return Status;
    }
}
