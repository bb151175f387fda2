#pragma warning disable
namespace Enviro.Simulator;
public sealed partial class SimulatedAtecc608 { internal bool FastSigning; }
