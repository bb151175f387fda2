namespace Enviro.Tpm;

/// <summary>TPMS_CLOCK_INFO: the TPM's own clock and how often it started (TPM 2.0 Part 2, 10.11.1; Part 1, 36).</summary>
/// <param name="ClockMs">
/// Milliseconds the TPM has been powered over its whole life. After a power cut it can step back by the TPM's write
/// interval; <paramref name="Safe"/> is then false until it has caught up.
/// </param>
/// <param name="ResetCount">TPM resets since the TPM was last cleared.</param>
/// <param name="RestartCount">Resumes from hibernation since the last reset.</param>
/// <param name="Safe">Whether no higher value of <paramref name="ClockMs"/> was ever reported.</param>
/// <remarks>
/// In a quote by a key of the owner hierarchy the TPM adds a constant of that key to both counts (Part 1, 36.7), so only
/// their differences mean anything there; <see cref="TpmDevice.ReadClock"/> gives the plain values.
/// </remarks>
public readonly record struct TpmClock(ulong ClockMs, uint ResetCount, uint RestartCount, bool Safe)
{
    internal void Write(TpmWriter writer)
    {
        writer.UInt64(ClockMs);
        writer.UInt32(ResetCount);
        writer.UInt32(RestartCount);
        writer.UInt8(Safe ? (byte)1 : (byte)0);
    }

    internal static TpmClock Read(ref TpmReader reader) => new(reader.UInt64(), reader.UInt32(), reader.UInt32(), reader.YesNo());
}

/// <summary>TPMS_TIME_INFO: the clock, and the time since this start (TPM 2.0 Part 2, 10.11.2).</summary>
/// <param name="TimeMs">Milliseconds since the TPM was last powered on.</param>
/// <param name="Clock">The clock and its counts.</param>
public readonly record struct TpmTime(ulong TimeMs, TpmClock Clock);
