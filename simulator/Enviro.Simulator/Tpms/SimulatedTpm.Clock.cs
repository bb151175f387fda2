using Enviro.Tpm;

namespace Enviro.Simulator;

// Starting, stopping, and the clock (TPM 2.0 Part 1, 12.2 and 36; Part 3, 9 and 29).
public sealed partial class SimulatedTpm
{
    // The clock is written to NV memory so often, as in the reference implementation: 2^12 ms.
    private const int ClockWriteIntervalMs = 4096;

    private readonly Func<long> _nowMs;
    private long _poweredAtMs;
    private long _timeMs;
    private ulong _clockAtPowerOn;
    private bool _wasSafe = true;
    private uint _resetCount;
    private uint _restartCount;
    private bool _started;
    private TpmStartupType? _shutdown;

    // Never back, whatever happens to the world's clock.
    private ulong TimeMs => (ulong)(_timeMs = Math.Max(_timeMs, _nowMs() - _poweredAtMs));

    private ulong ClockMs => _clockAtPowerOn + TimeMs;

    private bool IsClockSafe => _wasSafe || ClockMs / ClockWriteIntervalMs > _clockAtPowerOn / ClockWriteIntervalMs;

    private void Startup(Call call)
    {
        TpmStartupType type = ReadStartupType(call.Parameters);
        if (type == TpmStartupType.State && _shutdown != TpmStartupType.State)
        {
            throw call.Parameters.Refuse(TpmRc.Value);
        }

        // After a TPM2_Shutdown(STATE) it is a restart or a resume, otherwise a reset.
        if (_shutdown == TpmStartupType.State)
        {
            _restartCount++;
        }
        else
        {
            _resetCount++;
            _restartCount = 0;
        }

        if (type == TpmStartupType.Clear)
        {
            ResetPcrs();
        }

        _started = true;
    }

    private void Shutdown(Call call) => _shutdown = ReadStartupType(call.Parameters);

    private static TpmStartupType ReadStartupType(TpmCommandReader parameters)
    {
        parameters.BeginParameter(1);
        ushort type = parameters.UInt16();
        if (type is not (ushort)TpmStartupType.Clear and not (ushort)TpmStartupType.State)
        {
            throw parameters.Refuse(TpmRc.Value);
        }

        parameters.End();
        return (TpmStartupType)type;
    }

    private void ReadClock(Call call)
    {
        call.Parameters.End();
        call.Response.UInt64(TimeMs);
        WriteClock(call.Response, 0, 0);
    }

    // TPMS_CLOCK_INFO; the offsets hide the counts from who sees only what a key signed.
    private void WriteClock(TpmResponseWriter writer, uint resetOffset, uint restartOffset)
    {
        writer.UInt64(ClockMs);
        writer.UInt32(_resetCount + resetOffset);
        writer.UInt32(_restartCount + restartOffset);
        writer.UInt8(IsClockSafe ? 1 : 0);
    }

    // Without a TPM2_Shutdown the clock goes on from what was written last, and is not safe until it has passed the next writing.
    private void StopClock()
    {
        bool isOrderly = _shutdown is not null;
        _wasSafe = isOrderly && IsClockSafe;
        _clockAtPowerOn = isOrderly ? ClockMs : ClockMs / ClockWriteIntervalMs * ClockWriteIntervalMs;
        _poweredAtMs = _nowMs();
        _timeMs = 0;
    }

    private void ClearClock()
    {
        _clockAtPowerOn = 0 - TimeMs;
        _wasSafe = true;
        _resetCount = 0;
        _restartCount = 0;
    }
}
