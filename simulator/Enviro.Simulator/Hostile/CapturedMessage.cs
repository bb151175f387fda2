namespace Enviro.Simulator;

/// <summary>An uplink message that somebody on the way kept a copy of.</summary>
/// <param name="Topic">Topic it was published to.</param>
/// <param name="Payload">Its bytes.</param>
/// <param name="Source">The client's address and identifier, as the broker has it.</param>
public sealed record CapturedMessage(string Topic, byte[] Payload, string Source);
