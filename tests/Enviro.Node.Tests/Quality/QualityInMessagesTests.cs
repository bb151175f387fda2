using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Node.Tests;

/// <summary>From the sensor to the gateway: what was found stands in the signed message, beside the values as they were.</summary>
public sealed class QualityInMessagesTests : IDisposable
{
    private readonly NodeWorld _world = new();
    private readonly ScriptedSensor _air = new("bme280", 3);
    private readonly ScriptedSensor _water = new("ph-1", 1);

    public QualityInMessagesTests()
    {
        _air.Limits["temp"] = new ReadingLimits(-4_000, 8_500, 300, 3);
        _water.Limits["ph"] = new ReadingLimits(0, 1_400, 50, 0);
        _world.Sensors = [_air, _water];
        _air.Next = [new("temp", "Cel", 2_150, -2), new("humidity", "%RH", 55, 0), new("pressure", "hPa", 1_013, 0)];
        _water.Next = [new("ph", "pH", 700, -2)];
    }

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Clean_readings_make_a_message_without_a_word_about_quality()
    {
        _world.Start();
        _world.Settle();
        Assert.Null(Last().Header.Quality);
        Assert.Equal(0u, Last().Header.Flags);
        Assert.Equal(0u, _world.Agent.Counters.FlaggedReadings);
    }

    [Fact]
    public void A_flagged_reading_is_sent_as_it_is_and_is_no_fault()
    {
        _world.Start();
        _world.Settle();
        _air.Next[0] = new Reading("temp", "Cel", 99_999, -2);
        _water.Next[0] = new Reading("ph", "pH", 760, -2);
        _world.Run(NodeWorld.IntervalMs + 1_000);

        ReadingMessage message = Last();
        Assert.Equal([99_999, 55, 1_013, 760], message.Pack.Readings.Select(reading => reading.Mantissa));
        Assert.Equal((2, 0), (message.Header.Quality!.FlaggedCount, message.Header.Quality.MissingCount));
        Assert.Equal(ReadingQuality.OutOfRange | ReadingQuality.RateOfChange, message.Header.Quality.FlagsOf(0));
        Assert.Equal(ReadingQuality.RateOfChange, message.Header.Quality.FlagsOf(3));
        Assert.Equal(0u, message.Header.Flags);
        Assert.Equal((2u, 0u), (_world.Agent.Counters.FlaggedReadings, _world.Agent.Counters.SensorFaults));
    }

    [Theory]
    [InlineData(SensorStatus.Fault, 3)]
    [InlineData(SensorStatus.Fault, 1)]
    [InlineData(SensorStatus.Fault, 0)]
    [InlineData(SensorStatus.Measured, 2)]
    [InlineData(SensorStatus.Measured, 0)]
    public void A_sensor_that_gives_less_than_it_has_is_named_and_its_flags_are_at_the_places_that_are_left(SensorStatus status, int given)
    {
        _air.Status = status;
        _air.Next = _air.Next[..given];
        _water.Next[0] = new Reading("ph", "pH", 1_401, -2);
        _world.Start();
        _world.Settle();

        ReadingMessage message = Last();
        Assert.Equal(given + 1, message.Pack.Readings.Length);
        Assert.Equal("bme280", message.Header.Quality!.MissingAt(0));
        Assert.Equal((1, 1), (message.Header.Quality.FlaggedCount, message.Header.Quality.MissingCount));
        Assert.Equal(ReadingQuality.OutOfRange, message.Header.Quality.FlagsOf(given));
        Assert.Equal(ReadingFlags.SensorFault, message.Header.Flags);
        Assert.Equal(1u, _world.Agent.Counters.SensorFaults);
    }

    [Fact]
    public void A_sensor_with_nothing_to_measure_is_not_missing()
    {
        _air.Status = SensorStatus.Absent;
        _air.Next = [];
        _world.Start();
        _world.Settle();
        Assert.Null(Last().Header.Quality);
        Assert.Equal(0u, Last().Header.Flags);
    }

    [Fact]
    public void What_was_found_about_one_message_is_not_said_of_the_next()
    {
        _air.Next[0] = new Reading("temp", "Cel", 8_501, -2);
        _water.Status = SensorStatus.Fault;
        _world.Start();
        _world.Settle();
        Assert.NotNull(Last().Header.Quality);
        _air.Next[0] = new Reading("temp", "Cel", 8_499, -2);
        _water.Status = SensorStatus.Measured;
        _world.Run(NodeWorld.IntervalMs + 1_000);
        Assert.Equal(2, _world.Gateway.Kept.Count);
        Assert.Null(Last().Header.Quality);
    }

    [Fact]
    public void Measuring_at_the_board_finds_the_same_and_disturbs_nothing()
    {
        using NodeWorld undisturbed = new() { Sensors = [_air, _water] };
        Play(undisturbed, false);
        Play(_world, true);
        Assert.Equal(undisturbed.Link.Published.Select(Convert.ToHexString), _world.Link.Published.Select(Convert.ToHexString));
        Assert.Equal(ReadingQuality.Stuck, Last().Header.Quality!.FlagsOf(0));
        Assert.Equal(undisturbed.Agent.Counters.FlaggedReadings, _world.Agent.Counters.FlaggedReadings);
    }

    [Fact]
    public void Measuring_at_the_board_needs_no_start_and_room_for_a_whole_pack()
    {
        _world.Element.Fails = () => true;
        _world.Start();
        ReadingQuality quality = new();
        quality.AddMissing("from-before");
        Assert.Equal(4, _world.Agent.Measure(5, new Reading[SenmlPack.MaxReadings], quality));
        Assert.True(quality.IsClean);
        Assert.Throws<ArgumentException>(() => _world.Agent.Measure(5, new Reading[31], quality));
    }

    [Fact]
    public void Sensors_that_a_message_could_not_name_make_no_node()
    {
        AssertRefused([new ScriptedSensor("Bme280", 1)]);
        AssertRefused([new ScriptedSensor("", 1)]);
        AssertRefused([_air, new ScriptedSensor("bme280", 1)]);
        AssertRefused([.. Enumerable.Range(0, ReadingQuality.MaxMissing + 1).Select(i => new ScriptedSensor("sensor-" + i, 1))]);
        AssertRefused([new ScriptedSensor("many", 33)]);
    }

    /// <summary>A node's heap is small: a message with everything flagged costs no more than a clean one.</summary>
    [Fact]
    public void Checks_allocate_nothing()
    {
        ReadingLimits limits = new(0, 10, 1, 2);
        Reading[] readings = [.. Enumerable.Range(0, SenmlPack.MaxReadings).Select(i => new Reading("r" + i, "1", 50, 0))];
        QualityChecks checks = new();
        ReadingQuality quality = new();
        Round(0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Round(60_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(SenmlPack.MaxReadings, quality.FlaggedCount);

        void Round(long nowMs)
        {
            quality.Clear();
            checks.Begin(nowMs, true);
            for (int i = 0; i < readings.Length; i++)
            {
                quality.Flag(i, checks.Check("s", readings[i], limits));
            }
        }
    }

    private static void Play(NodeWorld world, bool measures)
    {
        world.Start();
        world.Settle();
        for (int i = 0; i < 3; i++)
        {
            world.Run(NodeWorld.IntervalMs / 2);
            if (measures)
            {
                Assert.Equal(4, world.Agent.Measure(world.UptimeMs, new Reading[SenmlPack.MaxReadings], new ReadingQuality()));
            }

            world.Run(NodeWorld.IntervalMs / 2);
        }
    }

    private void AssertRefused(ISensor[] sensors)
    {
        using SimulatedFlash flash = new(4096, 4);
        Assert.Throws<ArgumentException>(
            () => new NodeAgent(NodeWorld.MakeSettings(), _world.Element, sensors, new Enviro.Node.Outbox(flash), _world.Link, StartKind.Cold));
    }

    private ReadingMessage Last() => _world.Gateway.Kept[^1];
}
