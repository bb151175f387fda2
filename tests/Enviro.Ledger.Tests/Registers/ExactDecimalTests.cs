using System.Globalization;
using System.Numerics;
using CsCheck;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Ledger.Tests;

public sealed class ExactDecimalTests
{
    [Theory]
    [InlineData("35.2", "1.034", "-0.40", "35.9968")]
    [InlineData("0.1", "3", "0.000", "0.300")]
    [InlineData("0", "1.1", "0", "0.0")]
    [InlineData("-5", "2", "10.0", "0.0")]
    [InlineData("9223372036854775807", "9223372036854775807", "-9223372036854775808", "85070591730234615838173535747377725441")]
    [InlineData("0.000000000000000001", "0.000000000000000001", "0", "0.000000000000000000000000000000000001")]
    public void A_correction_keeps_every_digit(string raw, string gain, string offset, string corrected)
    {
        Assert.Equal(corrected, Parsed(raw).Times(Parsed(gain)).Plus(Parsed(offset)).ToString());
    }

    [Fact]
    public void A_correction_is_what_exact_arithmetic_says() =>
        Gen.Select(Gen.Long, Gen.Int[-18, 18], Gen.Long[1, long.MaxValue], Gen.Int[-18, 18], Gen.Long, Gen.Int[-18, 18]).Sample(
            (raw, rawExponent, gain, gainExponent, offset, offsetExponent) =>
            {
                // The same in whole numbers of 10^-36, the finest there can be.
                BigInteger expected = (BigInteger)raw * gain * Power(rawExponent + gainExponent + 36) + offset * Power(offsetExponent + 36);
                ExactDecimal corrected = new ExactDecimal(raw, rawExponent).Times(new ExactDecimal(gain, gainExponent)).Plus(new ExactDecimal(offset, offsetExponent));
                Assert.Equal(expected, corrected.Mantissa * Power(corrected.Exponent + 36));
            },
            iter: 2000);

    [Fact]
    public void What_is_written_is_read_again() => Gen.Select(Gen.Long, Gen.Int[0, 18]).Sample(
        (mantissa, decimals) =>
        {
            ExactDecimal number = new(mantissa, -decimals);
            Assert.Equal(number, Parsed(number.ToString()));
        },
        iter: 2000);

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData(".5")]
    [InlineData("-.5")]
    [InlineData("5.")]
    [InlineData("1.2.3")]
    [InlineData("1,5")]
    [InlineData("1e3")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("0.-5")]
    [InlineData("--5")]
    [InlineData("9223372036854775808")]
    [InlineData("0.1234567890123456789")]
    public void What_is_no_number_or_too_long_is_refused(string text) => Assert.False(ExactDecimal.TryParse(text, out _));

    [Fact]
    public void Powers_of_ten_stand_as_digits()
    {
        Assert.Equal("1200", new ExactDecimal(12, 2).ToString());
        Assert.Equal("0", new ExactDecimal(0, 2).ToString());
        Assert.Equal("-0.05", new ExactDecimal(-5, -2).ToString());
        Assert.Equal("101.3250", ExactDecimal.Of(new Reading("p", "hPa", 1013250, -4)).ToString());
    }

    private static ExactDecimal Parsed(string text)
    {
        Assert.True(ExactDecimal.TryParse(text, out ExactDecimal value), text.ToString(CultureInfo.InvariantCulture));
        return value;
    }

    private static BigInteger Power(int exponent) => BigInteger.Pow(10, exponent);
}
