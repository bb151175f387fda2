using Enviro.Node;

namespace Enviro.Devices.Pcf8563;

/// <summary>
/// The clock chip PCF8563, and the BM8563 of the M5Stack Core2, which has its registers. Its accuracy is that of the crystal beside it. Its time is believed
/// only while the chip runs and has never seen too low a supply.
/// </summary>
/// <remarks>
/// Setting stops the clock first and starts it last, as the data sheet advises; a stopped clock is not believed. Whatever interrupts it leaves a clock
/// whose time is unknown, not one with half a date.
/// </remarks>
public sealed class Pcf8563Clock : ClockChip
{
    /// <summary>7-bit address, fixed.</summary>
    public const int Address = 0x51;

    private readonly I2cRegisters _registers;
    private readonly byte[] _time = new byte[Pcf8563Registers.TimeLength];
    private readonly byte[] _control = new byte[1];

    /// <summary>Creates a driver.</summary>
    public Pcf8563Clock(II2cBus bus)
    {
        _registers = new I2cRegisters(bus, Address, Pcf8563Registers.TimeLength);
    }

    /// <inheritdoc/>
    protected override bool IsBelieved()
    {
        return _registers.TryRead(Pcf8563Registers.Control1, _control, 0, 1)
            && (_control[0] & (Pcf8563Registers.Stop | Pcf8563Registers.Test)) == 0;
    }

    /// <inheritdoc/>
    protected override bool TrySet(long seconds)
    {
        if (!_registers.TryWrite(Pcf8563Registers.Control1, Pcf8563Registers.Stop))
        {
            return false;
        }

        ClockTime time = ClockTime.Of(seconds);
        _time[0] = ClockTime.ToBcd(time.Second); // with VL = 0
        _time[1] = ClockTime.ToBcd(time.Minute);
        _time[2] = ClockTime.ToBcd(time.Hour);
        _time[3] = ClockTime.ToBcd(time.Day);
        _time[4] = (byte)time.Weekday;
        _time[5] = ClockTime.ToBcd(time.Month);
        _time[6] = ClockTime.ToBcd(time.Year);
        return _registers.TryWrite(Pcf8563Registers.Seconds, _time, 0, _time.Length)
            && TryReadTwice(out long unixMs)
            && unixMs == seconds * 1000
            && _registers.TryWrite(Pcf8563Registers.Control1, 0)
            && TryRead(out _);
    }

    /// <inheritdoc/>
    protected override bool TryReadOnce(out long seconds)
    {
        seconds = 0;
        if (!_registers.TryRead(Pcf8563Registers.Seconds, _time, 0, _time.Length))
        {
            return false;
        }

        // Bits that are not part of a number may read as anything (data sheet, table 4).
        ClockTime time = new ClockTime();
        time.Second = ClockTime.FromBcd(_time[0] & 0x7F);
        time.Minute = ClockTime.FromBcd(_time[1] & 0x7F);
        time.Hour = ClockTime.FromBcd(_time[2] & 0x3F);
        time.Day = ClockTime.FromBcd(_time[3] & 0x3F);
        time.Month = ClockTime.FromBcd(_time[5] & 0x1F);
        time.Year = ClockTime.FromBcd(_time[6]);
        return (_time[0] & Pcf8563Registers.VoltageLow) == 0 && (_time[5] & Pcf8563Registers.Century) == 0 && time.TryGetUnixSeconds(out seconds);
    }
}
