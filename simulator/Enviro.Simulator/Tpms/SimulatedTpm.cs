using Enviro.Tpm;

namespace Enviro.Simulator;

/// <summary>
/// A TPM 2.0 in this process that takes command bytes and gives response bytes (TPM 2.0 Library, Parts 1 to 3), in virtual time and from
/// one source of randomness: the same commands at the same times get the same answers. It has what the gateway asks of a TPM: P-256 keys,
/// quotes, certifications, signatures, counters, PCRs of SHA-256, the clock. Where the specification leaves a choice it does as the
/// reference implementation does.
/// </summary>
/// <remarks>
/// This file is the chip as its machine sees it: power, clearing, faults. A command is taken apart in SimulatedTpm.Frame.cs, the commands
/// are in the other parts, found through one table.
/// </remarks>
public sealed partial class SimulatedTpm
{
    private readonly Lock _gate = new();
    private readonly SimulationRandom _random;
    private readonly SimulationRandom _faults;
    private int _putOff = -1;
    private long _delayMs;

    /// <summary>A TPM as it leaves the factory, powered and not started.</summary>
    /// <param name="random">Its seeds, random numbers and faults.</param>
    /// <param name="nowMs">The time, ms; the chip's own clock goes by it.</param>
    public SimulatedTpm(SimulationRandom random, Func<long> nowMs)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(nowMs);
        _random = random.Fork("tpm");
        _faults = random.Fork("tpm faults");
        _nowMs = nowMs;
        _endorsementSeed = DrawSeed();
        _ownerSeed = DrawSeed();
        _nullSeed = DrawSeed();
        _poweredAtMs = nowMs();
        ResetPcrs();
    }

    /// <summary>What is wrong with it now.</summary>
    public TpmFault Fault { get; set; }

    /// <summary>Is told the qualifying data of every quote, when it is made.</summary>
    public Action<byte[]>? Quoted { get; set; }

    /// <summary>Opens a connection, as a process does. There is no resource manager: what one connection loads, all see.</summary>
    public ITpmChannel Connect() => new Channel(this);

    /// <summary>Takes the power away and gives it back: what is loaded is lost, and TPM2_Startup has to come first.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            _started = false;
            _putOff = -1;
            Array.Clear(_transient);
            _nullSeed = DrawSeed();
            StopClock();
            if (_shutdown is null)
            {
                foreach (TpmNvIndex index in _indices.Values)
                {
                    index.ResumeDisorderly();
                }
            }
        }
    }

    /// <summary>
    /// Clears the owner's hierarchy, as TPM2_Clear does (Part 3, 24.6): its seed is a new one, the objects of owner and endorsement and all
    /// indices are gone, clock and counts begin anew. A counter defined later still starts above all that were.
    /// </summary>
    public void Clear()
    {
        lock (_gate)
        {
            _ownerSeed = DrawSeed();
            Array.Clear(_transient);
            _persistent.Clear();
            _indices.Values.ToList().ForEach(Forget);
            ClearClock();
        }
    }

    /// <summary>The time for which callers were made to wait since the last call, ms: who has virtual time lets it pass.</summary>
    public long TakeDelayMs()
    {
        lock (_gate)
        {
            long delayMs = _delayMs;
            _delayMs = 0;
            return delayMs;
        }
    }

    private byte[] Answer(ReadOnlySpan<byte> command)
    {
        switch (Fault)
        {
            case TpmFault.Unavailable:
                throw new TpmUnavailableException("the simulated TPM does not answer: open it again");
            case TpmFault.Failure:
                return Refusal(TpmRc.Failure);
            case TpmFault.Busy when IsPutOff():
                return Refusal(_faults.Below(3) switch { 0 => TpmRc.Retry, 1 => TpmRc.Yielded, _ => TpmRc.Testing });
            case TpmFault.Garbled:
                return Garble(Execute(command.ToArray()));
            default:
                return Execute(command.ToArray());
        }
    }

    private bool IsPutOff()
    {
        _putOff = _putOff < 0 ? (int)_faults.Between(1, 3) : _putOff;
        return --_putOff >= 0;
    }

    private byte[] Garble(byte[] response)
    {
        int at = _faults.Below(response.Length);
        if (_faults.Below(2) == 0)
        {
            return response[..at];
        }

        response[at] ^= (byte)(1 << _faults.Below(8));
        return response;
    }

    private byte[] DrawSeed()
    {
        byte[] seed = new byte[32];
        _random.Fill(seed);
        return seed;
    }

    private sealed class Channel(SimulatedTpm tpm) : ITpmChannel
    {
        private bool _broken;
        private bool _disposed;

        public byte[] Transmit(ReadOnlySpan<byte> command)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            lock (tpm._gate)
            {
                if (_broken)
                {
                    throw new TpmUnavailableException("the connection to the simulated TPM failed earlier: open it again");
                }

                _broken = true;
                byte[] response = tpm.Answer(command);
                _broken = false;
                return response;
            }
        }

        public void Wait(int milliseconds)
        {
            lock (tpm._gate)
            {
                tpm._delayMs += milliseconds;
            }
        }

        public void Dispose() => _disposed = true;
    }
}
