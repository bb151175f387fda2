using Enviro.Devices.Analogue;

namespace Enviro.Devices.Tests;

public sealed class CalibrationCurveTests
{
    [Theory]
    [InlineData(600_000, 300)]
    [InlineData(1_600_000, 800)]
    [InlineData(2_600_000, 1_300)]
    [InlineData(1_000_000, 500)]
    [InlineData(1_000_999, 500)]
    [InlineData(1_001_000, 501)]
    [InlineData(400_000, 200)]
    [InlineData(2_800_000, 1_400)]
    public void Two_points_make_a_line_that_goes_on_a_tenth_beyond_its_ends(int microvolts, long expected)
    {
        Assert.True(Curve([600, 2_600], [300, 1_300]).TryGetValue(microvolts, out long value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData(399_999)]
    [InlineData(2_800_001)]
    [InlineData(0)]
    [InlineData(-4_096_000)]
    public void Farther_out_there_is_no_value(int microvolts) => Assert.False(Curve([600, 2_600], [300, 1_300]).TryGetValue(microvolts, out _));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Any_curve_agrees_with_exact_fractions_at_any_voltage(int seed)
    {
        Random random = new(seed);
        for (int i = 0; i < 2_000; i++)
        {
            int points = random.Next(2, 9);
            int[] millivolts = [.. Enumerable.Range(0, 4_097).OrderBy(_ => random.Next()).Take(points).Order()];
            int sign = random.Next(2) == 0 ? -1 : 1;
            int start = random.Next(-50_000_000, 50_000_000);
            int[] values = new int[points];
            for (int p = 0; p < points; p++)
            {
                values[p] = p == 0 ? start : values[p - 1] + (sign * random.Next(1, 18_000_000));
            }

            int microvolts = random.Next(-500_000, 4_600_000);
            bool isFound = Curve(millivolts, values).TryGetValue(microvolts, out long value);
            int margin = (millivolts[^1] - millivolts[0]) * 100;
            bool isInside = microvolts >= (millivolts[0] * 1000) - margin && microvolts <= (millivolts[^1] * 1000) + margin;
            Assert.True(isFound == isInside, $"seed {seed}, curve {i}");
            int at = Math.Clamp(Array.FindLastIndex(millivolts, mv => mv * 1000 < microvolts), 0, points - 2);
            decimal slope = (values[at + 1] - values[at]) / (decimal)((millivolts[at + 1] - millivolts[at]) * 1000);
            decimal exact = values[at] + (slope * (microvolts - (millivolts[at] * 1000)));
            Assert.True(!isFound || Math.Abs(value - exact) <= 0.5001m, $"seed {seed}, curve {i}: {value} for {exact}");
        }
    }

    public static TheoryData<int[], int[]> NotCurves() => new()
    {
        { [], [] },
        { [1_000], [500] },
        { [1_000, 2_000], [500] },
        { [2_000, 1_000], [500, 600] },
        { [1_000, 1_000], [500, 600] },
        { [1_000, 2_000], [500, 500] },
        { [1_000, 2_000, 3_000], [500, 600, 550] },
        { [1_000, 2_000, 3_000], [500, 400, 450] },
        { [-1, 2_000], [500, 600] },
        { [1_000, 4_097], [500, 600] },
    };

    [Theory]
    [MemberData(nameof(NotCurves))]
    public void What_is_no_curve_is_refused(int[] millivolts, int[] values) => Assert.False(CalibrationCurve.TryCreate(millivolts, values, out _));

    private static CalibrationCurve Curve(int[] millivolts, int[] values)
    {
        Assert.True(CalibrationCurve.TryCreate(millivolts, values, out CalibrationCurve? curve));
        return curve!;
    }
}
