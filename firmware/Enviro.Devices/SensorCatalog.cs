using Enviro.Devices.Analogue;
using Enviro.Devices.Bme280;
using Enviro.Devices.Scd4x;
using Enviro.Devices.Sps30;
using Enviro.Node;
using Enviro.Wire;

namespace Enviro.Devices;

/// <summary>
/// The sensors this firmware knows, by kind, on one I2C bus. A kind is the name of its driver's folder in small letters; the analogue kinds are
/// <c>noise</c>, <c>ph</c> and <c>conductivity</c>.
/// </summary>
public sealed class SensorCatalog : ISensorSource
{
    private readonly II2cBus _bus;
    private readonly Uptime _uptime;

    /// <summary>Creates the catalogue; nothing is sent yet.</summary>
    /// <param name="bus">The bus the sensors are on.</param>
    /// <param name="uptime">The board's uptime, or a simulated node's: warm-up is counted by it.</param>
    public SensorCatalog(II2cBus bus, Uptime uptime)
    {
        _bus = bus;
        _uptime = uptime;
    }

    /// <inheritdoc/>
    public bool TryCreate(SensorSettings settings, out ISensor? sensor)
    {
        sensor = null;
        bool hasCurve = settings.CurveValues.Length > 0;
        switch (settings.Kind)
        {
            case "bme280":
                sensor = settings.Channel <= 1 && !hasCurve ? new Bme280Sensor(_bus, settings.Channel) : null;
                break;
            case "sps30":
                sensor = settings.Channel == 0 && !hasCurve ? new Sps30Sensor(_bus, _uptime) : null;
                break;
            case "scd4x":
                sensor = settings.Channel == 0 && !hasCurve ? new Scd4xSensor(_bus) : null;
                break;
            default:
                AnalogueSensor.TryCreate(_bus, settings, out sensor);
                break;
        }

        return sensor != null;
    }
}
