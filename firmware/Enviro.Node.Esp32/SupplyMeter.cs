using Enviro.Devices.Ads1115;
using Enviro.Devices.Axp192;

namespace Enviro.Node.Esp32;

/// <summary>The supply voltage: half the battery's at the last input of the first ADS1115, or what the power chip says.</summary>
internal sealed class SupplyMeter
{
    // hardware/node/devkitc: 100 kΩ over 100 kΩ, to input A3.
    private const int Input = 3;
    private const int Divider = 2;

    // The regulator's cut-off is 3.2 V, the charger's output 4.4 V at most. Anything else is an input with nothing connected, as on a board with mains supply.
    private const int LowestMillivolts = 2_500;
    private const int HighestMillivolts = 5_000;

    private readonly Ads1115Device? _converter;
    private readonly Axp192Device? _powerChip;

    /// <summary>The divider at the converter.</summary>
    internal SupplyMeter(II2cBus bus)
    {
        _converter = new Ads1115Device(bus, Ads1115Device.FirstAddress);
    }

    /// <summary>The power chip: the battery where there is one, else what supplies the system.</summary>
    internal SupplyMeter(Axp192Device powerChip)
    {
        _powerChip = powerChip;
    }

    /// <summary>The voltage in mV; false when nothing that can be a supply was measured.</summary>
    internal bool TryRead(out int millivolts)
    {
        if (_powerChip != null)
        {
            return _powerChip.TryReadBattery(out millivolts) || _powerChip.TryReadSupply(out millivolts);
        }

        millivolts = 0;
        if (_converter == null || !_converter.TryReadMillivolts(Input, out int half))
        {
            return false;
        }

        millivolts = half * Divider;
        return millivolts >= LowestMillivolts && millivolts <= HighestMillivolts;
    }
}
