using System.Buffers.Binary;

namespace Enviro.Simulator;

/// <summary>
/// The trimming values of a simulated BME280 and what they mean: the data sheet's formulas in floating point (BST-BME280-DS002, §8.1), turned around by
/// searching the raw value that gives a true one. The driver computes with the other set of formulas, in integers.
/// </summary>
public sealed record Bme280Trimming
{
    private const int Full20 = 0xFFFF0;
    private const int Full16 = 0xFFFF;

    /// <summary>dig_T1 … dig_T3; the values of the data sheet's example of the pressure sensor of the same design (BMP280, §3.12).</summary>
    public IReadOnlyList<int> T { get; init; } = [27_504, 26_435, -1_000];

    /// <summary>dig_P1 … dig_P9; of the same example.</summary>
    public IReadOnlyList<int> P { get; init; } = [36_477, -10_685, 3_024, 2_855, 140, -7, 15_500, -14_600, 6_000];

    /// <summary>dig_H1 … dig_H6, of the order of real chips'.</summary>
    public IReadOnlyList<int> H { get; init; } = [75, 362, 0, 313, 50, 30];

    /// <summary>Writes the values to a chip's registers (table 16).</summary>
    internal void WriteTo(Span<byte> registers)
    {
        for (int i = 0; i < 3; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(registers[(0x88 + (2 * i))..], (ushort)T[i]);
        }

        for (int i = 0; i < 9; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(registers[(0x8E + (2 * i))..], (ushort)P[i]);
        }

        registers[0xA1] = (byte)H[0];
        BinaryPrimitives.WriteInt16LittleEndian(registers[0xE1..], (short)H[1]);
        registers[0xE3] = (byte)H[2];
        registers[0xE4] = (byte)(H[3] >> 4);
        registers[0xE5] = (byte)((H[3] & 0x0F) | ((H[4] & 0x0F) << 4));
        registers[0xE6] = (byte)(H[4] >> 4);
        registers[0xE7] = (byte)H[5];
    }

    /// <summary>Raw temperature that is nearest to a temperature in °C.</summary>
    internal int RawTemperature(double celsius) => Search(raw => Fine(raw) / 5120 >= celsius, Full20, 16);

    /// <summary>Raw pressure that is nearest to a pressure in Pa, at a raw temperature.</summary>
    internal int RawPressure(double pascals, int rawTemperature)
    {
        double fine = Fine(rawTemperature);
        return Search(raw => Pressure(raw, fine) <= pascals, Full20, 16);
    }

    /// <summary>Raw humidity that is nearest to a relative humidity in %, at a raw temperature.</summary>
    internal int RawHumidity(double percent, int rawTemperature)
    {
        double fine = Fine(rawTemperature);
        return Search(raw => Humidity(raw, fine) >= percent, Full16, 1);
    }

    /// <summary>t_fine of a raw temperature.</summary>
    internal double Fine(double raw)
    {
        double linear = ((raw / 16384.0) - (T[0] / 1024.0)) * T[1];
        double square = (raw / 131072.0) - (T[0] / 8192.0);
        return linear + (square * square * T[2]);
    }

    /// <summary>Pa of a raw pressure.</summary>
    internal double Pressure(double raw, double fine)
    {
        double a = (fine / 2.0) - 64000.0;
        double b = a * a * P[5] / 32768.0;
        b += a * P[4] * 2.0;
        b = (b / 4.0) + (P[3] * 65536.0);
        double c = ((P[2] * a * a / 524288.0) + (P[1] * a)) / 524288.0;
        c = (1.0 + (c / 32768.0)) * P[0];
        double p = 1048576.0 - raw;
        p = (p - (b / 4096.0)) * 6250.0 / c;
        return p + (((P[8] * p * p / 2147483648.0) + (p * P[7] / 32768.0) + P[6]) / 16.0);
    }

    /// <summary>% of a raw humidity, not held to 0 … 100.</summary>
    internal double Humidity(double raw, double fine)
    {
        double a = fine - 76800.0;
        double b = (raw - ((H[3] * 64.0) + (H[4] / 16384.0 * a)))
            * (H[1] / 65536.0 * (1.0 + (H[5] / 67108864.0 * a * (1.0 + (H[2] / 67108864.0 * a)))));
        return b * (1.0 - (H[0] * b / 524288.0));
    }

    // Each quantity goes one way along its raw value: the nearest of those the converter gives is the last whose lower neighbourhood has not reached it.
    private static int Search(Func<double, bool> hasReached, int full, int step)
    {
        int low = 0;
        int high = full / step;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (hasReached((middle - 0.5) * step))
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return Math.Max(0, low - 1) * step;
    }
}
