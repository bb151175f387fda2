using Enviro.Devices.Ads1115;
using Enviro.Node;
using Enviro.Wire;

namespace Enviro.Devices.Analogue;

/// <summary>A sensor whose output is a voltage, on an input of an ADS1115, with the curve that makes a value of it.</summary>
public sealed class AnalogueSensor : ISensor
{
    /// <summary>Inputs of all the chips a bus can have: the largest channel is one less.</summary>
    public const int ChannelCount = Ads1115Device.AddressCount * Ads1115Device.InputCount;

    private readonly Ads1115Device _input;
    private readonly int _channel;
    private readonly AnalogueQuantity _quantity;
    private readonly CalibrationCurve _curve;

    private AnalogueSensor(Ads1115Device input, int channel, AnalogueQuantity quantity, CalibrationCurve curve)
    {
        _input = input;
        _channel = channel % Ads1115Device.InputCount;
        _quantity = quantity;
        _curve = curve;
        Name = SensorNames.At(quantity.Kind, channel);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int MaxReadings => 1;

    /// <summary>
    /// Makes the sensor that the settings name; false for a kind that is not analogue, a channel no chip can have, or a curve that is missing or none.
    /// </summary>
    public static bool TryCreate(II2cBus bus, SensorSettings settings, out ISensor? sensor)
    {
        sensor = null;
        AnalogueQuantity? quantity = AnalogueQuantity.Of(settings.Kind);
        if (quantity == null || settings.Channel >= ChannelCount || !quantity.TryGetCurve(settings.CurveMillivolts, settings.CurveValues, out CalibrationCurve? curve))
        {
            return false;
        }

        Ads1115Device input = new Ads1115Device(bus, Ads1115Device.FirstAddress + (settings.Channel / Ads1115Device.InputCount));
        sensor = new AnalogueSensor(input, settings.Channel, quantity, curve!);
        return true;
    }

    /// <inheritdoc/>
    public ReadingLimits? LimitsOf(Reading reading) => reading.Name == Name ? _quantity.Limits : null;

    /// <inheritdoc/>
    public SensorStatus Read(Reading[] readings, ref int count)
    {
        if (!_input.TryReadMicrovolts(_channel, out int microvolts) || !_curve.TryGetValue(microvolts, out long value))
        {
            return SensorStatus.Fault;
        }

        readings[count++] = new Reading(Name, _quantity.Unit, value, _quantity.Exponent);
        return SensorStatus.Measured;
    }
}
