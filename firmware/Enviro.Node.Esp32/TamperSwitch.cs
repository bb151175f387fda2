using System;
using System.Device.Gpio;

namespace Enviro.Node.Esp32;

/// <summary>
/// The switch that is closed to ground while the enclosure is. It reads high when the lid is off, the wire is cut or the plug is out. An interrupt latches what lies
/// between two looks at it.
/// </summary>
internal sealed class TamperSwitch
{
    private const int DebounceMs = 10;

    private readonly object _lock = new object();
    private readonly GpioPin _pin;
    private bool _wasOpened;

    /// <summary>Begins to watch the switch.</summary>
    /// <param name="gpio">The board's pins.</param>
    /// <param name="pin">The switch's.</param>
    /// <param name="wasOpened">Whether it was opened already: it woke the board.</param>
    internal TamperSwitch(GpioController gpio, int pin, bool wasOpened)
    {
        _wasOpened = wasOpened;
        _pin = gpio.OpenPin(pin, PinMode.InputPullUp);
        _pin.DebounceTimeout = new TimeSpan(0, 0, 0, 0, DebounceMs);
        _pin.ValueChanged += OnChanged;
    }

    /// <summary>Whether the enclosure is open now.</summary>
    internal bool IsOpen => _pin.Read() == PinValue.High;

    /// <summary>Whether the enclosure is open, or was since the last call.</summary>
    internal bool Take()
    {
        lock (_lock)
        {
            bool opened = _wasOpened || IsOpen;
            _wasOpened = false;
            return opened;
        }
    }

    private void OnChanged(object sender, PinValueChangedEventArgs change)
    {
        if (change.ChangeType == PinEventTypes.Rising)
        {
            lock (_lock)
            {
                _wasOpened = true;
            }
        }
    }
}
