using Enviro.Simulator;

namespace Enviro.Devices.Tests;

/// <summary>Faults of a bus that a driver sees, and so can repeat the transfer; a flipped bit it may not see.</summary>
internal static class SensorFaults
{
    public static TheoryData<BusFault> Visible() => [BusFault.Unacknowledged, BusFault.Failed, BusFault.FailedAfterDelivery, BusFault.Partial];
}
