using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Node.Tests;

public sealed class DailyCycleSensorTests
{
    [Fact]
    public void The_same_seed_and_time_give_the_same_readings_and_another_seed_others()
    {
        string first = Text(1, NodeWorld.Epoch);
        Assert.Equal(first, Text(1, NodeWorld.Epoch));
        Assert.NotEqual(first, Text(2, NodeWorld.Epoch));
        Assert.NotEqual(first, Text(1, NodeWorld.Epoch + 60_000));
    }

    [Fact]
    public void A_day_stays_plausible_and_is_warmer_in_the_afternoon_than_at_night()
    {
        long midnight = NodeWorld.Epoch - (NodeWorld.Epoch % 86_400_000);
        for (ulong seed = 0; seed < 20; seed++)
        {
            for (int hour = 0; hour < 24; hour++)
            {
                Reading[] readings = Read(seed, midnight + (hour * 3_600_000));
                Assert.Equal(["pm25", "pm10", "temp", "pressure", "humidity"], readings.Select(reading => reading.Name));
                Assert.InRange(Value(readings[0]), 0, 100);
                Assert.InRange(Value(readings[1]), 0, 150);
                Assert.InRange(Value(readings[2]), 0, 30);
                Assert.InRange(Value(readings[3]), 1_000, 1_030);
                Assert.InRange(Value(readings[4]), 20, 100);
            }

            double night = Value(Read(seed, midnight + (3 * 3_600_000))[2]);
            double afternoon = Value(Read(seed, midnight + (15 * 3_600_000))[2]);
            Assert.True(afternoon > night + 5);
        }
    }

    private static double Value(Reading reading) => reading.Mantissa * Math.Pow(10, reading.Exponent);

    private static string Text(ulong seed, long unixMs) => string.Join(" ", Read(seed, unixMs).Select(reading => reading.Mantissa));

    private static Reading[] Read(ulong seed, long unixMs)
    {
        using SensorWorld world = new(unixMs);
        Reading[] readings = new Reading[SenmlPack.MaxReadings];
        int count = 0;
        Assert.Equal(SensorStatus.Measured, new DailyCycleSensor(world.Clock, seed).Read(readings, ref count));
        return readings[..count];
    }
}
