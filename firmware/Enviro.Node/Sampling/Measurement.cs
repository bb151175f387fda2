using System;
using Enviro.Wire;

namespace Enviro.Node;

/// <summary>
/// Reads a node's sensors in their order and says what the checks at the source find: flags of readings, and sensors that gave less than they have.
/// </summary>
internal sealed class Measurement
{
    private readonly ISensor[] _sensors;
    private readonly QualityChecks _checks = new QualityChecks();

    internal Measurement(ISensor[] sensors)
    {
        int readings = 0;
        for (int i = 0; i < sensors.Length; i++)
        {
            readings += sensors[i].MaxReadings;
            CheckName(sensors, i);
        }

        if (readings < 1 || readings > SenmlPack.MaxReadings)
        {
            throw new ArgumentException("A node's sensors give 1 to 32 readings together.");
        }

        if (sensors.Length > ReadingQuality.MaxMissing)
        {
            throw new ArgumentException("A node has at most 9 sensors, its supply included.");
        }

        _sensors = sensors;
    }

    /// <summary>
    /// Measures now and returns the number of readings. With <paramref name="keeps"/> the readings are those of a sample, which later ones are
    /// compared with; without, the checks remember what they remembered before.
    /// </summary>
    internal int Take(long nowMs, Reading[] readings, ReadingQuality quality, bool keeps)
    {
        int count = 0;
        quality.Clear();
        _checks.Begin(nowMs, keeps);
        for (int i = 0; i < _sensors.Length; i++)
        {
            ISensor sensor = _sensors[i];
            int first = count;
            SensorStatus status = sensor.Read(readings, ref count);
            if (status == SensorStatus.Fault || (status != SensorStatus.Absent && count - first < sensor.MaxReadings))
            {
                quality.AddMissing(sensor.Name);
            }

            for (int place = first; place < count; place++)
            {
                quality.Flag(place, _checks.Check(sensor.Name, readings[place], sensor.LimitsOf(readings[place])));
            }
        }

        return count;
    }

    // A message names a sensor that was missing: by a name that it can carry, and that is one sensor's.
    private static void CheckName(ISensor[] sensors, int place)
    {
        string name = sensors[place].Name;
        if (!SensorSettings.IsKind(name))
        {
            throw new ArgumentException("A sensor's name has 1 to 16 of a-z, 0-9 and -.");
        }

        for (int i = 0; i < place; i++)
        {
            if (sensors[i].Name == name)
            {
                throw new ArgumentException("Two sensors have the name " + name + ".");
            }
        }
    }
}
