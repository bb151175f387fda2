using Enviro.Devices.Bme280;
using Enviro.Simulator;

namespace Enviro.Devices.Tests;

public sealed class Bme280CompensationTests
{
    [Fact]
    public void The_data_sheets_example_of_the_same_formulas_gives_its_results()
    {
        // BMP280, BST-BMP280-DS001 §3.12: raw 519888 and 415148 are 25.08 °C, t_fine 128422, and 100653.27 Pa. The figure's 25767236 is the floating-point
        // result times 256; the 64-bit formula as printed gives 25767233, which is 0.01 Pa less.
        Bme280Calibration calibration = CalibrationOf(new Bme280Trimming());

        int fine = calibration.FineTemperature(519_888);
        Assert.True(calibration.TryPressure(415_148, fine, out long pressure));

        Assert.Equal(128_422, fine);
        Assert.Equal(2_508, Bme280Calibration.Temperature(fine));
        Assert.Equal(25_767_233, pressure);
        Assert.Equal(100_653.27, new Bme280Trimming().Pressure(415_148, new Bme280Trimming().Fine(519_888)), 0.005);
    }

    [Fact]
    public void The_registers_that_two_humidity_values_share_are_taken_apart_with_their_signs()
    {
        Bme280Trimming trimming = new() { H = [75, 362, 0, -313, -50, -30] };

        // With dig_H4 and dig_H5 negative the raw value that means 0 % moves below 0: both sets of formulas must agree on where.
        Bme280Calibration calibration = CalibrationOf(trimming);
        int raw = trimming.RawTemperature(20);
        double expected = Math.Clamp(trimming.Humidity(1_000, trimming.Fine(raw)), 0, 100);

        Assert.Equal(expected, calibration.Humidity(1_000, calibration.FineTemperature(raw)) / 1024.0, 0.02);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_integer_formulas_agree_with_the_floating_point_ones_for_chips_of_every_trimming(int seed)
    {
        Random random = new(seed);
        for (int i = 0; i < 300; i++)
        {
            Bme280Trimming usual = new();
            Bme280Trimming trimming = new()
            {
                T = [.. usual.T.Select(value => Near(random, value))],
                P = [.. usual.P.Select(value => Near(random, value))],
                H = [random.Next(60, 90), random.Next(340, 390), random.Next(0, 2), random.Next(250, 400), random.Next(-20, 60), random.Next(20, 40)],
            };
            Bme280Calibration calibration = CalibrationOf(trimming);
            double celsius = -40 + (125 * random.NextDouble());
            int rawT = trimming.RawTemperature(celsius);
            int rawP = trimming.RawPressure(30_000 + (80_000 * random.NextDouble()), rawT);
            int rawH = trimming.RawHumidity(100 * random.NextDouble(), rawT);
            string where = $"seed {seed}, chip {i}";

            int fine = calibration.FineTemperature(rawT);
            Assert.True(calibration.TryPressure(rawP, fine, out long pressure), where);
            double exact = trimming.Fine(rawT);
            Assert.True(Math.Abs((Bme280Calibration.Temperature(fine) / 100.0) - (exact / 5120)) < 0.011, where);
            Assert.True(Math.Abs((pressure / 256.0) - trimming.Pressure(rawP, exact)) < 2, where);
            double humidity = Math.Clamp(trimming.Humidity(rawH, exact), 0, 100);
            Assert.True(Math.Abs((calibration.Humidity(rawH, fine) / 1024.0) - humidity) < 0.03, where);
        }
    }

    [Fact]
    public void Humidity_is_held_to_its_range()
    {
        Bme280Calibration calibration = CalibrationOf(new Bme280Trimming());
        int fine = calibration.FineTemperature(519_888);

        Assert.Equal(0, calibration.Humidity(0, fine));
        Assert.Equal(100 * 1024, calibration.Humidity(0xFFFF, fine));
    }

    [Fact]
    public void A_pressure_that_cannot_be_computed_is_none()
    {
        Bme280Calibration calibration = CalibrationOf(new Bme280Trimming { P = [0, 0, 0, 0, 0, 0, 0, 0, 0] });

        Assert.False(calibration.TryPressure(415_148, 128_422, out _));
        Assert.False(calibration.IsPlausible);
    }

    private static int Near(Random random, int value) => value + (int)(value * 0.03 * ((random.NextDouble() * 2) - 1));

    private static Bme280Calibration CalibrationOf(Bme280Trimming trimming)
    {
        byte[] registers = new byte[256];
        trimming.WriteTo(registers);
        return new Bme280Calibration([.. registers[0x88..0xA2], .. registers[0xE1..0xE8]]);
    }
}
