namespace Enviro.Devices;

/// <summary>Milliseconds by a clock that nobody sets, such as the board's uptime: what a sensor's warm-up is counted by.</summary>
public delegate long Uptime();
