using Enviro.Wire;

namespace Enviro.Node;

/// <summary>A sensor that the settings name and this firmware cannot make: every attempt to measure is its fault, so that nobody takes it for measured.</summary>
internal sealed class MissingSensor : ISensor
{
    internal MissingSensor(SensorSettings settings)
    {
        string channel = settings.Channel == 0 ? "" : "-" + settings.Channel.ToString();
        int room = SensorSettings.MaxKindLength - channel.Length;
        Name = (settings.Kind.Length > room ? settings.Kind.Substring(0, room) : settings.Kind) + channel;
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public int MaxReadings => 1;

    /// <inheritdoc />
    public ReadingLimits? LimitsOf(Reading reading) => null;

    /// <inheritdoc />
    public SensorStatus Read(Reading[] readings, ref int count) => SensorStatus.Fault;
}
