using Enviro.Node;

namespace Enviro.Devices.Axp192;

/// <summary>
/// The power chip AXP192 as the M5Stack Core2 wires it: voltages, charging, and the green LED on its GPIO1. The processor's own supply comes from this
/// chip, so the driver has no way to switch or set one.
/// </summary>
public sealed class Axp192Device
{
    /// <summary>7-bit address, fixed.</summary>
    public const int Address = 0x34;

    // The slowest rate is 25 samples a second (register 84H): after switching a channel on, its first value is there within twice that.
    private const int FirstSampleMicroseconds = 80_000;

    private readonly II2cBus _bus;
    private readonly I2cRegisters _registers;
    private readonly byte[] _value = new byte[2];

    /// <summary>Creates a driver; nothing is sent yet.</summary>
    public Axp192Device(II2cBus bus)
    {
        _bus = bus;
        _registers = new I2cRegisters(bus, Address, 1);
    }

    /// <summary>Battery voltage in mV, to 1.1 mV; false when the chip did not answer or there is no battery.</summary>
    public bool TryReadBattery(out int millivolts)
    {
        millivolts = 0;
        return _registers.TryRead(Axp192Registers.ChargeStatus, _value, 0, 1)
            && (_value[0] & Axp192Registers.BatteryPresent) != 0
            && TryReadVoltage(Axp192Registers.BatteryVoltage, 11, out millivolts);
    }

    /// <summary>Voltage of the system's supply (APS, from USB or battery) in mV, to 1.4 mV; false when the chip did not answer.</summary>
    public bool TryReadSupply(out int millivolts) => TryReadVoltage(Axp192Registers.SupplyVoltage, 14, out millivolts);

    /// <summary>Lights the green LED of the Core2 or puts it out; true once the chip took it.</summary>
    public bool TrySetLed(bool on)
    {
        if (!_registers.TryRead(Axp192Registers.Gpio1Function, _value, 0, 1))
        {
            return false;
        }

        bool isOpenDrain = (_value[0] & Axp192Registers.FunctionMask) == 0;
        if (!isOpenDrain && !_registers.TryWrite(Axp192Registers.Gpio1Function, (byte)(_value[0] & ~Axp192Registers.FunctionMask)))
        {
            return false;
        }

        // The LED is between supply and pin: low lights it. The other levels of the register, the speaker's among them, stay.
        if (!_registers.TryRead(Axp192Registers.GpioLevels, _value, 0, 1))
        {
            return false;
        }

        byte levels = (byte)(on ? _value[0] & ~Axp192Registers.Gpio1Level : _value[0] | Axp192Registers.Gpio1Level);
        return levels == _value[0] || _registers.TryWrite(Axp192Registers.GpioLevels, levels);
    }

    private bool TryReadVoltage(int register, int tenthsOfMillivolt, out int millivolts)
    {
        millivolts = 0;
        if (!TryEnableAdc() || !_registers.TryRead(register, _value, 0, 2))
        {
            return false;
        }

        int code = (_value[0] << 4) | (_value[1] & 0x0F);
        millivolts = ((code * tenthsOfMillivolt) + 5) / 10;
        return code > 0;
    }

    private bool TryEnableAdc()
    {
        if (!_registers.TryRead(Axp192Registers.AdcEnable, _value, 0, 1))
        {
            return false;
        }

        if ((_value[0] & Axp192Registers.AdcVoltages) == Axp192Registers.AdcVoltages)
        {
            return true;
        }

        if (!_registers.TryWrite(Axp192Registers.AdcEnable, (byte)(_value[0] | Axp192Registers.AdcVoltages)))
        {
            return false;
        }

        _bus.Wait(FirstSampleMicroseconds);
        return true;
    }
}
