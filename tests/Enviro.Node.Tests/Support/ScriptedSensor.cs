using Enviro.Wire;

namespace Enviro.Node.Tests;

/// <summary>A sensor that gives what it is told to give.</summary>
internal sealed class ScriptedSensor(string name, int maxReadings) : ISensor
{
    internal SensorStatus Status { get; set; } = SensorStatus.Measured;

    internal List<Reading> Next { get; set; } = [];

    internal Dictionary<string, ReadingLimits> Limits { get; } = [];

    public string Name => name;

    public int MaxReadings => maxReadings;

    public ReadingLimits? LimitsOf(Reading reading) => Limits.GetValueOrDefault(reading.Name);

    public SensorStatus Read(Reading[] readings, ref int count)
    {
        foreach (Reading reading in Next)
        {
            readings[count++] = reading;
        }

        return Status;
    }
}
