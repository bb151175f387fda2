namespace Enviro.Devices.Axp192;

/// <summary>
/// The few registers of the AXP192 that are used (X-Powers data sheet v1.1, register table). Only the last three are ever written; none of them switches
/// or sets a voltage.
/// </summary>
internal static class Axp192Registers
{
    /// <summary>Charging status.</summary>
    internal const int ChargeStatus = 0x01;

    /// <summary>Battery voltage: 8 bits, then 4, of 1.1 mV.</summary>
    internal const int BatteryVoltage = 0x78;

    /// <summary>Voltage of the system's supply (APS): 8 bits, then 4, of 1.4 mV.</summary>
    internal const int SupplyVoltage = 0x7E;

    /// <summary>Which voltages and currents are measured.</summary>
    internal const int AdcEnable = 0x82;

    /// <summary>What GPIO1 does.</summary>
    internal const int Gpio1Function = 0x92;

    /// <summary>Levels of GPIO0 to GPIO2.</summary>
    internal const int GpioLevels = 0x94;

    /// <summary>Charging status: there is a battery.</summary>
    internal const int BatteryPresent = 0x20;

    /// <summary>ADC: battery voltage and APS voltage.</summary>
    internal const int AdcVoltages = 0x82;

    /// <summary>GPIO1's function, 000 an open drain that is low or lets go.</summary>
    internal const int FunctionMask = 0x07;

    /// <summary>Level of GPIO1.</summary>
    internal const int Gpio1Level = 0x02;
}
