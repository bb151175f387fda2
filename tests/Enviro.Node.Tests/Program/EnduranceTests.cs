using System.Globalization;
using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Node.Tests;

/// <summary>How long a board keeps everything without its gateway, filled message by message; the tables of firmware/docs/program.md are these figures.</summary>
public sealed class EnduranceTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(RepositoryRoot(), "firmware", "docs", "program.md"));

    [Theory]
    [InlineData(4)]
    [InlineData(10)]
    [InlineData(20)]
    public void The_documented_endurance_is_the_outboxes(int readings)
    {
        int length = MessageLength(readings);
        int small = Kept(BoardGeometry.Flash4Megabytes, length);
        int large = Kept(BoardGeometry.Flash16Megabytes, length);
        string row = string.Create(
            CultureInfo.InvariantCulture, $"| {readings} | {length} | {small:N0} | {small * 5 / 60} h | {large:N0} | {large / 60} h | {large * 5 / 1_440} d |");
        Assert.Contains(row, Page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_documented_led_table_is_the_codes()
    {
        string[] rows = [.. Page.Split('\n').SkipWhile(line => line != "## Status LED").Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(2).Take(10)];
        Assert.Equal(Enum.GetValues<LedPattern>().Select(pattern => ((int)pattern).ToString(CultureInfo.InvariantCulture)), rows.Select(row => row.Split('|')[1].Trim()));
        Assert.All(Enum.GetNames<LedPattern>(), name => Assert.Contains(rows, row => row.Contains($"`{name}`", StringComparison.Ordinal)));
    }

    /// <summary>Messages that are kept for certain: as many as wait when the oldest sector has just been given up.</summary>
    private static int Kept(BoardGeometry geometry, int length)
    {
        using SimulatedFlash flash = new(BoardGeometry.SectorSize, geometry.OutboxSectors);
        Enviro.Node.Outbox outbox = new(flash);
        Assert.True(outbox.TryOpen() && outbox.TryBeginBoot(1));
        byte[] message = new byte[length];
        while (outbox.Dropped == 0)
        {
            Assert.True(outbox.TryReserve(1, out uint _) && outbox.TryAppend(message, 0, length, new byte[32]));
        }

        return outbox.Count - 1;
    }

    private static int MessageLength(int readings)
    {
        using NodeWorld world = new();
        world.Sensors = [new Station(readings)];
        world.Start();
        world.Run(10 * NodeWorld.IntervalMs);
        return world.Link.Published[^1].Length;
    }

    private static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder != null && !File.Exists(Path.Combine(folder.FullName, "Enviro.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests must run from inside the source tree.");
    }

    /// <summary>Readings as sensors give them: names of five letters, units of three, four digits.</summary>
    private sealed class Station(int readings) : ISensor
    {
        public string Name => "station";

        public int MaxReadings => readings;

        public ReadingLimits? LimitsOf(Reading reading) => null;

        public SensorStatus Read(Reading[] taken, ref int count)
        {
            for (int i = 0; i < readings; i++)
            {
                taken[count++] = new Reading("name" + (char)('a' + i), "Cel", 2_345, -2);
            }

            return SensorStatus.Measured;
        }
    }
}
