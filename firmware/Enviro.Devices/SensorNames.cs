namespace Enviro.Devices;

/// <summary>Names of sensors and readings: as they are for a kind's first channel, with the channel behind a hyphen for the others.</summary>
internal static class SensorNames
{
    /// <summary>The name at a channel.</summary>
    internal static string At(string name, int channel) => channel == 0 ? name : name + "-" + channel.ToString();
}
