namespace Enviro.Devices.Bme280;

/// <summary>
/// The trimming values of one chip and the data sheet's integer formulas that use them (BME280 data sheet BST-BME280-DS002, §4.2.2 and §4.2.3): 32 bits for
/// temperature and humidity, 64 bits for pressure.
/// </summary>
internal sealed class Bme280Calibration
{
    /// <summary>Bytes from register 0x88 on.</summary>
    internal const int FirstLength = 26;

    /// <summary>Bytes from register 0xE1 on.</summary>
    internal const int SecondLength = 7;

    private readonly int _t1;
    private readonly int _t2;
    private readonly int _t3;
    private readonly int _p1;
    private readonly int[] _p = new int[10];
    private readonly int _h1;
    private readonly int _h2;
    private readonly int _h3;
    private readonly int _h4;
    private readonly int _h5;
    private readonly int _h6;

    /// <summary>Takes the values from both areas of registers, one behind the other (table 16).</summary>
    internal Bme280Calibration(byte[] registers)
    {
        _t1 = Unsigned(registers, 0);
        _t2 = Signed(registers, 2);
        _t3 = Signed(registers, 4);
        _p1 = Unsigned(registers, 6);
        for (int i = 2; i <= 9; i++)
        {
            _p[i] = Signed(registers, 4 + (2 * i));
        }

        _h1 = registers[25];
        _h2 = Signed(registers, FirstLength);
        _h3 = registers[FirstLength + 2];

        // Two numbers of 12 bits share the byte between them.
        byte shared = registers[FirstLength + 4];
        _h4 = ((sbyte)registers[FirstLength + 3] * 16) | (shared & 0x0F);
        _h5 = ((sbyte)registers[FirstLength + 5] * 16) | (shared >> 4);
        _h6 = (sbyte)registers[FirstLength + 6];
    }

    /// <summary>Whether a chip can have these values: they are neither blank memory nor a bus without a chip.</summary>
    internal bool IsPlausible => _t1 != 0 && _t1 != 0xFFFF && _p1 != 0 && _p1 != 0xFFFF && _t2 != 0;

    /// <summary>The fine temperature that all three formulas share, of a raw temperature of 20 bits.</summary>
    internal int FineTemperature(int raw)
    {
        int linear = (((raw >> 3) - (_t1 << 1)) * _t2) >> 11;
        int difference = (raw >> 4) - _t1;
        int square = (((difference * difference) >> 12) * _t3) >> 14;
        return linear + square;
    }

    /// <summary>Temperature in 0.01 °C.</summary>
    internal static int Temperature(int fine) => ((fine * 5) + 128) >> 8;

    /// <summary>Pressure in 1/256 Pa, of a raw pressure of 20 bits; false where the formula divides by zero.</summary>
    internal bool TryPressure(int raw, int fine, out long pressure)
    {
        pressure = 0;
        long a = fine - 128_000L;
        long b = (a * a * _p[6]) + ((a * _p[5]) << 17) + ((long)_p[4] << 35);
        long c = ((a * a * _p[3]) >> 8) + ((a * _p[2]) << 12);
        c = (((1L << 47) + c) * _p1) >> 33;
        if (c == 0)
        {
            return false;
        }

        long p = 1_048_576L - raw;
        p = ((p << 31) - b) * 3125 / c;
        long square = (_p[9] * (p >> 13) * (p >> 13)) >> 25;
        long linear = (_p[8] * p) >> 19;
        pressure = ((p + square + linear) >> 8) + ((long)_p[7] << 4);
        return true;
    }

    /// <summary>Relative humidity in 1/1024 %, held to 0 … 100 % as the data sheet does, of a raw humidity of 16 bits.</summary>
    internal int Humidity(int raw, int fine)
    {
        int a = fine - 76_800;
        int b = ((raw << 14) - (_h4 << 20) - (_h5 * a) + 16_384) >> 15;
        int c = ((((a * _h6) >> 10) * (((a * _h3) >> 11) + 32_768)) >> 10) + 2_097_152;
        int h = b * (((c * _h2) + 8_192) >> 14);
        h -= ((((h >> 15) * (h >> 15)) >> 7) * _h1) >> 4;
        h = h < 0 ? 0 : h > 419_430_400 ? 419_430_400 : h;
        return h >> 12;
    }

    private static int Unsigned(byte[] registers, int offset) => registers[offset] | (registers[offset + 1] << 8);

    private static int Signed(byte[] registers, int offset) => (short)(registers[offset] | (registers[offset + 1] << 8));
}
