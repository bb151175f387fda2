using Enviro.Node;

namespace Enviro.Devices.Ds3231;

/// <summary>
/// The clock chip DS3231: ±2 ppm from 0 to 40 °C, ±3.5 ppm from −40 to 85 °C, kept by its battery. Its time is believed only while its oscillator never
/// stopped and would go on without supply.
/// </summary>
/// <remarks>
/// Setting goes by way of a mark: first EOSC = 1, which <see cref="ClockChip.TryRead"/> does not believe, then the time, then OSF = 0, and EOSC = 0 last. Whatever
/// interrupts it leaves a clock whose time is unknown, not one with half a date.
/// </remarks>
public sealed class Ds3231Clock : ClockChip
{
    /// <summary>7-bit address, fixed.</summary>
    public const int Address = 0x68;

    private readonly I2cRegisters _registers;
    private readonly byte[] _time = new byte[Ds3231Registers.TimeLength];
    private readonly byte[] _flags = new byte[2];

    /// <summary>Creates a driver.</summary>
    public Ds3231Clock(II2cBus bus)
    {
        _registers = new I2cRegisters(bus, Address, Ds3231Registers.TimeLength);
    }

    /// <inheritdoc/>
    protected override bool IsBelieved()
    {
        return _registers.TryRead(Ds3231Registers.Control, _flags, 0, 2)
            && (_flags[0] & Ds3231Registers.StopsOnBattery) == 0
            && (_flags[1] & Ds3231Registers.OscillatorStopped) == 0;
    }

    /// <inheritdoc/>
    protected override bool TrySet(long seconds)
    {
        if (!_registers.TryRead(Ds3231Registers.Control, _flags, 0, 2))
        {
            return false;
        }

        byte control = (byte)(_flags[0] & ~Ds3231Registers.StopsOnBattery);
        if (!_registers.TryWrite(Ds3231Registers.Control, (byte)(control | Ds3231Registers.StopsOnBattery)))
        {
            return false;
        }

        ClockTime time = ClockTime.Of(seconds);
        _time[0] = ClockTime.ToBcd(time.Second);
        _time[1] = ClockTime.ToBcd(time.Minute);
        _time[2] = ClockTime.ToBcd(time.Hour);
        _time[3] = (byte)(time.Weekday + 1);
        _time[4] = ClockTime.ToBcd(time.Day);
        _time[5] = ClockTime.ToBcd(time.Month);
        _time[6] = ClockTime.ToBcd(time.Year);
        if (!_registers.TryWrite(Ds3231Registers.Seconds, _time, 0, _time.Length))
        {
            return false;
        }

        // The alarms' flags stay: writing 1 to them changes nothing.
        byte status = (byte)((_flags[1] | 0x03) & ~Ds3231Registers.OscillatorStopped);
        return TryReadTwice(out long unixMs)
            && unixMs >= seconds * 1000
            && unixMs <= (seconds * 1000) + 2000
            && _registers.TryWrite(Ds3231Registers.Status, status)
            && _registers.TryWrite(Ds3231Registers.Control, control)
            && TryRead(out _);
    }

    /// <inheritdoc/>
    protected override bool TryReadOnce(out long seconds)
    {
        seconds = 0;
        if (!_registers.TryRead(Ds3231Registers.Seconds, _time, 0, _time.Length))
        {
            return false;
        }

        ClockTime time = new ClockTime();
        time.Second = ClockTime.FromBcd(_time[0]);
        time.Minute = ClockTime.FromBcd(_time[1]);
        time.Hour = HourOf(_time[2]);
        time.Day = ClockTime.FromBcd(_time[4]);
        time.Month = ClockTime.FromBcd(_time[5] & ~Ds3231Registers.Century);
        time.Year = ClockTime.FromBcd(_time[6]);
        return (_time[5] & Ds3231Registers.Century) == 0 && time.TryGetUnixSeconds(out seconds);
    }

    private static int HourOf(int register)
    {
        if ((register & Ds3231Registers.TwelveHours) == 0)
        {
            return ClockTime.FromBcd(register);
        }

        int hour = ClockTime.FromBcd(register & 0x1F);
        bool isAfternoon = (register & Ds3231Registers.Afternoon) != 0;
        return hour < 1 || hour > 12 ? -1 : (hour % 12) + (isAfternoon ? 12 : 0);
    }
}
