using Enviro.Node;

namespace Enviro.Devices.Ads1115;

/// <summary>
/// The analogue input ADS1115: four inputs against ground, 16 bits, its own reference. Each reading is one conversion, after which the chip sleeps.
/// </summary>
public sealed class Ads1115Device
{
    /// <summary>7-bit address with ADDR to ground; to supply, SDA or SCL it is 1, 2 or 3 more.</summary>
    public const int FirstAddress = 0x48;

    /// <summary>Addresses a bus can have.</summary>
    public const int AddressCount = 4;

    /// <summary>Inputs of a chip.</summary>
    public const int InputCount = 4;

    private const int Conversion = 0;
    private const int Configuration = 1;

    // Start, single conversion, comparator off (table 8). The bit that starts a conversion reads as 1 once it is done.
    private const int SingleConversion = 0x8103;
    private const int Done = 0x8000;
    private const int InputAgainstGround = 0x4000;
    private const int WakeMicroseconds = 50;
    private const int Polls = 3;
    private const int Attempts = 3;

    private readonly II2cBus _bus;
    private readonly I2cRegisters _registers;
    private readonly byte[] _word = new byte[2];

    /// <summary>Creates a driver; nothing is sent yet.</summary>
    public Ads1115Device(II2cBus bus, int address)
    {
        _bus = bus;
        _registers = new I2cRegisters(bus, address, 2);
    }

    /// <summary>Full scale; 4.096 V, more than a supply of 3.3 V lets an input have.</summary>
    public Ads1115Range Range { get; set; } = Ads1115Range.Millivolts4096;

    /// <summary>Samples a second; a conversion takes as long as one sample.</summary>
    public Ads1115Rate Rate { get; set; } = Ads1115Rate.Hz128;

    /// <summary>Voltage of an input, 0 … 3, against ground in mV, rounded. As <see cref="TryReadMicrovolts"/>.</summary>
    public bool TryReadMillivolts(int channel, out int millivolts)
    {
        bool isRead = TryReadMicrovolts(channel, out int microvolts);
        millivolts = (microvolts + (microvolts < 0 ? -500 : 500)) / 1000;
        return isRead;
    }

    /// <summary>
    /// Voltage of an input, 0 … 3, against ground in µV; false when the chip did not answer, the input does not exist, or the voltage is beyond full scale.
    /// </summary>
    public bool TryReadMicrovolts(int channel, out int microvolts)
    {
        microvolts = 0;
        if (channel < 0 || channel >= InputCount)
        {
            return false;
        }

        int configuration = SingleConversion | InputAgainstGround | (channel << 12) | ((int)Range << 9) | ((int)Rate << 5);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (!TryConvert(configuration))
            {
                continue;
            }

            int code = (short)((_word[0] << 8) | _word[1]);
            microvolts = ToMicrovolts(code, Range);
            return code > short.MinValue && code < short.MaxValue;
        }

        return false;
    }

    /// <summary>µV of a code: full scale is 2^15 steps. Rounded to the nearest.</summary>
    internal static int ToMicrovolts(int code, Ads1115Range range)
    {
        long fullScale = range == Ads1115Range.Millivolts6144 ? 6_144_000L : 4_096_000L >> ((int)range - 1);
        long scaled = code * fullScale;
        return (int)((scaled + (scaled < 0 ? -16_384 : 16_384)) / 32_768);
    }

    /// <summary>
    /// Converts once and reads the result. The configuration is read back until it says that it is done and is still the one asked for: the bus has no
    /// checksum, and a flipped bit would be another input or another full scale.
    /// </summary>
    private bool TryConvert(int configuration)
    {
        _word[0] = (byte)(configuration >> 8);
        _word[1] = (byte)configuration;
        if (!_registers.TryWrite(Configuration, _word, 0, 2))
        {
            return false;
        }

        int period = MicrosecondsOf(Rate);
        _bus.Wait(period + (period / 10) + WakeMicroseconds);
        for (int poll = 0; poll < Polls; poll++)
        {
            if (!_registers.TryRead(Configuration, _word, 0, 2))
            {
                return false;
            }

            int now = (_word[0] << 8) | _word[1];
            if (now == configuration)
            {
                return _registers.TryRead(Conversion, _word, 0, 2);
            }

            if ((now | Done) != configuration)
            {
                return false;
            }

            _bus.Wait(period / 10);
        }

        return false;
    }

    private static int MicrosecondsOf(Ads1115Rate rate) => rate switch
    {
        Ads1115Rate.Hz8 => 125_000,
        Ads1115Rate.Hz16 => 62_500,
        Ads1115Rate.Hz32 => 31_250,
        Ads1115Rate.Hz64 => 15_625,
        Ads1115Rate.Hz128 => 7_813,
        Ads1115Rate.Hz250 => 4_000,
        Ads1115Rate.Hz475 => 2_106,
        _ => 1_163,
    };
}
