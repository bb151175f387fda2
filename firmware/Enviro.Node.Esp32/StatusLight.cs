using System.Device.Gpio;
using Enviro.Devices.Axp192;

namespace Enviro.Node.Esp32;

/// <summary>The status LED: on a pin, or behind the power chip.</summary>
internal sealed class StatusLight
{
    private readonly GpioPin? _pin;
    private readonly Axp192Device? _powerChip;

    /// <summary>An LED on a pin, to ground.</summary>
    internal StatusLight(GpioController gpio, int pin)
    {
        _pin = gpio.OpenPin(pin, PinMode.Output);
        _pin.Write(PinValue.Low);
    }

    /// <summary>The power chip's LED.</summary>
    internal StatusLight(Axp192Device powerChip)
    {
        _powerChip = powerChip;
    }

    /// <summary>Lights it or puts it out.</summary>
    internal void Set(bool on)
    {
        if (_pin != null)
        {
            _pin.Write(on ? PinValue.High : PinValue.Low);
        }
        else if (_powerChip != null)
        {
            _powerChip.TrySetLed(on);
        }
    }
}
