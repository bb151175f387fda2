using Enviro.Verification;

namespace Enviro.Gateway;

/// <summary>A message as it arrived from outside; nothing about it is believed yet.</summary>
/// <param name="Topic">Topic it was published to.</param>
/// <param name="Payload">Its bytes.</param>
/// <param name="Source">Where it came from, for the record: the client's address.</param>
/// <param name="ReceivedAtMs">When it arrived, Unix ms.</param>
/// <param name="IsSecure">Whether it came over TLS.</param>
public sealed record Arrival(string Topic, byte[] Payload, string Source, long ReceivedAtMs, bool IsSecure = false);

/// <summary>An answer to a node.</summary>
/// <param name="Topic">Topic to publish it to.</param>
/// <param name="Payload">The authenticated acknowledgement.</param>
/// <param name="IsSecret">Whether it may go to a client over TLS only.</param>
public sealed record Departure(string Topic, byte[] Payload, bool IsSecret = false);

/// <summary>What one batch came to.</summary>
/// <param name="Departures">The answers to send, now that what they promise is on disk.</param>
/// <param name="Kept">Messages journaled.</param>
/// <param name="Refused">Messages refused.</param>
public sealed record BatchOutcome(IReadOnlyList<Departure> Departures, int Kept, int Refused);

/// <summary>Something refused, with its origin.</summary>
/// <param name="Result">Why.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="Topic">Topic it was for; empty where there was none.</param>
/// <param name="Detail">What exactly was wrong. Never holds a payload or a key that is secret.</param>
/// <param name="AtMs">When, Unix ms.</param>
public sealed record RefusedArrival(AppraisalResult Result, string Source, string Topic, string Detail, long AtMs);
