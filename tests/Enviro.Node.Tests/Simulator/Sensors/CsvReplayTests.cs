using System.Globalization;
using CsCheck;
using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Node.Tests;

public sealed class CsvReplayTests
{
    private const string Header = "station,time,pm25_ugm3,temp_c,pressure_hpa,rain_mm,wind_ms";
    private const long First = 1_485_878_400_000;

    [Fact]
    public void Names_units_digits_and_times_are_kept_exactly()
    {
        CsvReplay replay = Parse("A,2017-02-01T00:00:00+08:00,5,-0.40,1029.4,0,2.30");
        Assert.Equal(First, replay.FirstUnixMs);
        Reading[] row = Read(replay.Series[0], First);
        Assert.Equal(
            [("pm25", "ug/m3", 5L, 0), ("temp", "Cel", -40L, -2), ("pressure", "hPa", 10294L, -1), ("rain", "mm", 0L, 0), ("wind", "m/s", 230L, -2)],
            row.Select(reading => (reading.Name, reading.Unit, reading.Mantissa, reading.Exponent)));
    }

    [Fact]
    public void An_empty_field_is_left_out_and_an_empty_row_is_absent()
    {
        CsvReplay replay = Parse("A,2017-02-01T00:00:00+08:00,5,,,,2.3", "A,2017-02-01T01:00:00+08:00,,,,,");
        CsvSeries series = replay.Series[0];
        Assert.Equal(["pm25", "wind"], Read(series, First).Select(reading => reading.Name));
        Assert.Empty(Read(series, First + 3_600_000));
        Assert.Equal((2, 1), (series.RowCount, series.MeasuredRowCount));
    }

    [Fact]
    public void A_row_holds_for_one_step_and_nothing_holds_in_a_gap()
    {
        CsvReplay replay = Parse(
            "A,2017-02-01T00:00:00+08:00,1,,,,", "A,2017-02-01T01:00:00+08:00,2,,,,", "A,2017-02-01T05:00:00+08:00,3,,,,");
        CsvSeries series = replay.Series[0];
        Assert.Equal(3_600_000, series.StepMs);
        Assert.Empty(Read(series, First - 1));
        Assert.Equal(1, Read(series, First + 3_599_999)[0].Mantissa);
        Assert.Equal(2, Read(series, First + 3_600_000)[0].Mantissa);
        Assert.Empty(Read(series, First + (2 * 3_600_000)));
        Assert.Equal(3, Read(series, First + (5 * 3_600_000))[0].Mantissa);
        Assert.Empty(Read(series, First + (6 * 3_600_000)));
    }

    [Fact]
    public void Each_station_is_a_series_of_its_own_and_hours_count_from_the_earliest_row()
    {
        string[] rows =
        [
            "B,2017-02-01T01:00:00+08:00,1,,,,", "A,2017-02-01T00:00:00+08:00,2,,,,", "B,2017-02-01T02:00:00+08:00,3,,,,",
            "C,2017-02-01T09:00:00+08:00,4,,,,",
        ];
        CsvReplay all = Parse(rows);
        Assert.Equal([("B", 2), ("A", 1), ("C", 1)], all.Series.Select(series => (series.Station, series.RowCount)));
        Assert.Equal(First + (9 * 3_600_000), all.LastUnixMs);

        CsvReplay window = CsvReplay.Parse("f.csv", [Header, .. rows], 2);
        Assert.Equal([("B", 1), ("A", 1)], window.Series.Select(series => (series.Station, series.RowCount)));
        Assert.Equal(3_600_000, window.Series[0].StepMs);
    }

    [Theory]
    [InlineData("", 1, "header")]
    [InlineData("station,when,a_c", 1, "header")]
    [InlineData("station,time,temp_f", 1, "temp_f")]
    [InlineData("station,time,temp", 1, "temp")]
    [InlineData("station,time,te mp_c", 1, "te mp")]
    [InlineData("station,time,a_c,a_mm", 1, "same name")]
    [InlineData(Header + "\nA,2017-02-01T00:00:00+08:00,5", 2, "3 fields instead of 7")]
    [InlineData(Header + "\n,2017-02-01T00:00:00+08:00,5,,,,", 2, "station")]
    [InlineData(Header + "\nA,2017-02-01T00:00:00,5,,,,", 2, "offset")]
    [InlineData(Header + "\nA,2017-02-01 00:00:00+08:00,5,,,,", 2, "offset")]
    [InlineData(Header + "\nA,2017-02-01T00:00:00+08:00,5,,,,\nA,2017-02-01T01:00:00+08:00,5e3,,,,", 3, "5e3")]
    [InlineData(Header + "\nA,2017-02-01T00:00:00+08:00,NA,,,,", 2, "NA")]
    [InlineData(Header + "\nA,2017-02-01T00:00:00+08:00,.5,,,,", 2, "'.5'")]
    [InlineData(Header + "\nA,2017-02-01T00:00:00+08:00,5.,,,,", 2, "'5.'")]
    [InlineData(Header + "\nA,2017-02-01T00:00:00+08:00,-,,,,", 2, "'-'")]
    [InlineData(Header + "\nA,2017-02-01T00:00:00+08:00,1.2.3,,,,", 2, "1.2.3")]
    [InlineData(Header + "\nA,2017-02-01T00:00:00+08:00,1234567890123456789,,,,", 2, "18 digits")]
    [InlineData(Header + "\nA,2017-02-01T00:00:00+08:00,5,,,,\nA,2017-02-01T00:00:00+08:00,5,,,,", 3, "already")]
    public void What_is_malformed_is_named_with_its_file_and_line(string text, int line, string what)
    {
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => CsvReplay.Parse("f.csv", text.Split('\n')));
        Assert.StartsWith($"f.csv, line {line}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_rows_is_refused() => Assert.Throws<InvalidDataException>(() => Parse());

    [Fact]
    public void Any_decimal_number_keeps_its_digits() =>
        Gen.Select(Gen.Long[-999_999_999_999, 999_999_999_999], Gen.Int[0, 6]).Sample((digits, decimals) =>
        {
            decimal value = new((int)(Math.Abs(digits) % 1_000_000_000), 0, 0, digits < 0, (byte)decimals);
            (long mantissa, int exponent) = CsvReplay.Parse("f", [Header, $"A,2017-02-01T00:00:00+08:00,{value.ToString(CultureInfo.InvariantCulture)},,,,"])
                .Series[0] is CsvSeries series ? (Read(series, First)[0].Mantissa, Read(series, First)[0].Exponent) : default;
            Assert.Equal(-decimals, exponent);
            Assert.Equal(value, mantissa / (decimal)Math.Pow(10, decimals));
        });

    private static CsvReplay Parse(params string[] rows) => CsvReplay.Parse("f.csv", [Header, .. rows]);

    private static Reading[] Read(CsvSeries series, long unixMs)
    {
        using SensorWorld world = new(unixMs);
        Reading[] readings = new Reading[SenmlPack.MaxReadings];
        int count = 1;
        SensorStatus status = new CsvReplaySensor(series, world.Clock).Read(readings, ref count);
        Assert.Equal(count > 1 ? SensorStatus.Measured : SensorStatus.Absent, status);
        return readings[1..count];
    }
}
