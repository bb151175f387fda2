using Enviro.Node;

namespace Enviro.Devices.Atecc608;

/// <summary>
/// Carries command packets to the chip and its responses back: wake, idle, sleep, polling, and recovery from a faulty bus.
/// All buffers are allocated once; no method allocates.
/// </summary>
/// <remarks>
/// A command is sent again only where that is safe. When the chip itself says that it did not execute it (damaged packet, watchdog
/// about to expire), always; when the response is lost, only for a command that gives the same result a second time. After a lost
/// response the chip is put to sleep, so that nothing an unfinished exchange left behind can enter the next one.
/// </remarks>
internal sealed class Atecc608Link
{
    private const int Attempts = 3;
    private const int WakeMicroseconds = 1500; // tWHI, wake to first command
    private const int BusyRetryMicroseconds = 10000;
    private const int MicrosecondsPerByte = 90; // nine bits at 100 kHz
    private const int ContentIndex = 6;

    // The watchdog expires after 1.3 s typically, but its oscillator is coarse: 0.7 s at the soonest (DS20005927, AC Parameters).
    // Time between transfers that the host spends computing is not seen here, which the difference also covers.
    private const int WatchdogBudgetMicroseconds = 700000;

    private readonly II2cBus _bus;
    private readonly int _address;
    private readonly Atecc608ClockDivider _divider;
    private readonly byte[] _frame = new byte[1 + Packet.CommandOverhead + Packet.LongestCommandContent];
    private readonly byte[] _response = new byte[Packet.ResponseOverhead + Packet.LongestResponseContent];
    private readonly byte[] _word = new byte[1];
    private int _contentLength;
    private bool _awake;
    private bool _slept;
    private int _awakeMicroseconds;

    internal Atecc608Link(II2cBus bus, int address, Atecc608ClockDivider divider)
    {
        _bus = bus;
        _address = address;
        _divider = divider;
    }

    /// <summary>Starts a command packet; content follows with <see cref="Append"/>.</summary>
    internal void Begin(byte opcode, byte param1, int param2)
    {
        Packet.PutHeader(_frame, opcode, param1, param2);
        _contentLength = 0;
    }

    /// <summary>Adds bytes to the packet's data.</summary>
    internal void Append(byte[] content, int offset, int count)
    {
        System.Array.Copy(content, offset, _frame, ContentIndex + _contentLength, count);
        _contentLength += count;
    }

    /// <summary>Executes a command whose repetition gives the same result, waking the chip when needed.</summary>
    internal Atecc608Status Execute(int responseLength)
    {
        Atecc608Status status = Atecc608Status.NoAnswer;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            status = Wake();
            if (status != Atecc608Status.Ok)
            {
                return status;
            }

            status = ExecuteAwake(responseLength);
            if (!IsTransient(status))
            {
                return status;
            }
        }

        return status;
    }

    /// <summary>
    /// Executes a command that builds on what an earlier one loaded. It is never repeated once the chip may have executed it, and the
    /// chip must not have slept in between: after a transient status the caller starts again from the command that loads.
    /// </summary>
    internal Atecc608Status ExecuteLoaded(int responseLength)
    {
        return _awake ? ExecuteAwake(responseLength) : Atecc608Status.VolatileStateLost;
    }

    /// <summary>Copies response data to <paramref name="target"/>.</summary>
    internal void CopyResponse(int index, byte[] target, int offset, int count)
    {
        System.Array.Copy(_response, 1 + index, target, offset, count);
    }

    /// <summary>A byte of the response's data.</summary>
    internal byte ResponseByte(int index)
    {
        return _response[1 + index];
    }

    /// <summary>Whether repeating the exchange may help: the fault lay in the transfer or the computation, not in the request.</summary>
    internal static bool IsTransient(Atecc608Status status)
    {
        switch (status)
        {
            case Atecc608Status.EccFault:
            case Atecc608Status.AfterWake:
            case Atecc608Status.WatchdogAboutToExpire:
            case Atecc608Status.CommunicationError:
            case Atecc608Status.NoAnswer:
            case Atecc608Status.BusFault:
            case Atecc608Status.DamagedResponse:
            case Atecc608Status.UnexpectedResponse:
            case Atecc608Status.VolatileStateLost:
                return true;
            default:
                return false;
        }
    }

    /// <summary>
    /// Wakes the chip. One that is awake already, or busy with a command from before the host's reset, answers with something other
    /// than the wake response: it is put to sleep first (DS20005927, I2C Synchronization).
    /// </summary>
    internal Atecc608Status Wake()
    {
        if (_awake)
        {
            return Atecc608Status.Ok;
        }

        int attempts = 2 + (LongestLeftBehindMs() * 1000 / BusyRetryMicroseconds);
        for (int attempt = 0; attempt < attempts; attempt++)
        {
            // At 100 kHz the address byte 0 holds SDA low for 80 µs, more than the 60 µs a wake pulse takes. Nobody acknowledges it.
            _word[0] = 0;
            _bus.Write(0, _word, 0, 1);
            _bus.Wait(WakeMicroseconds);
            if (_bus.Read(_address, _response, 0, Packet.StatusResponseLength) != I2cStatus.Ok)
            {
                // It may have woken and fallen asleep again by its watchdog before it was heard.
                _slept = true;
                _bus.Wait(BusyRetryMicroseconds);
            }
            else if (Packet.IsIntact(_response, Packet.StatusResponseLength) && _response[1] == (byte)Atecc608Status.AfterWake)
            {
                _awake = true;
                _awakeMicroseconds = 0;
                return Atecc608Status.Ok;
            }
            else if (IsSelfTestFailure())
            {
                return Atecc608Status.SelfTestError;
            }
            else
            {
                Sleep();
            }
        }

        return Atecc608Status.WakeFailed;
    }

    /// <summary>Puts the chip to idle: TempKey is kept. True when it acknowledged.</summary>
    internal bool Idle()
    {
        _awake = false;
        return Send(Packet.WordAddressIdle) == I2cStatus.Ok;
    }

    /// <summary>Puts the chip to sleep: everything volatile is gone. True when it acknowledged.</summary>
    internal bool Sleep()
    {
        _awake = false;
        _slept = true;
        return Send(Packet.WordAddressSleep) == I2cStatus.Ok;
    }

    // The longest command a node may have left running when its host was reset. SelfTest takes longer but is a bench's command: only one
    // that this host has sent is waited for.
    private int LongestLeftBehindMs()
    {
        int selfTest = _frame[2] == Opcode.SelfTest ? ExecutionTime.LongestMs(Opcode.SelfTest, _divider) : 0;
        int kdf = ExecutionTime.LongestMs(Opcode.Kdf, _divider);
        int verify = ExecutionTime.LongestMs(Opcode.Verify, _divider);
        int longest = kdf > verify ? kdf : verify;
        return selfTest > longest ? selfTest : longest;
    }

    // The vendor's host library knows this response as 04 07 C4 40, which is not what the CRC of 04 07 gives: take either.
    private bool IsSelfTestFailure()
    {
        return _response[0] == Packet.StatusResponseLength && _response[1] == (byte)Atecc608Status.SelfTestError
            && ((_response[2] == 0xC4 && _response[3] == 0x40) || Packet.IsIntact(_response, Packet.StatusResponseLength));
    }

    private Atecc608Status ExecuteAwake(int responseLength)
    {
        int longestMicroseconds = ExecutionTime.LongestMs(_frame[2], _divider) * 1000;
        Atecc608Status status = Atecc608Status.WatchdogAboutToExpire;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            bool watchdogNear = attempt > 0 && status == Atecc608Status.WatchdogAboutToExpire;
            if (watchdogNear || (_awakeMicroseconds > 0 && _awakeMicroseconds + longestMicroseconds > WatchdogBudgetMicroseconds))
            {
                // Idle and not sleep: the next command may need what this session has loaded.
                _slept = !Idle();
                Atecc608Status woken = Wake();
                if (woken != Atecc608Status.Ok || _slept)
                {
                    return woken != Atecc608Status.Ok ? woken : Atecc608Status.VolatileStateLost;
                }
            }

            status = Transfer(responseLength, longestMicroseconds);
            if (status != Atecc608Status.CommunicationError && status != Atecc608Status.WatchdogAboutToExpire)
            {
                break;
            }
        }

        if (IsTransient(status))
        {
            Sleep();
        }

        return status;
    }

    private Atecc608Status Transfer(int responseLength, int longestMicroseconds)
    {
        int count = Packet.Finish(_frame, _contentLength);
        I2cStatus sent = _bus.Write(_address, _frame, 0, count);
        _awakeMicroseconds += count * MicrosecondsPerByte;
        if (sent == I2cStatus.NotAcknowledged)
        {
            return Atecc608Status.NoAnswer;
        }

        if (sent != I2cStatus.Ok)
        {
            return Atecc608Status.BusFault;
        }

        Atecc608Status status = Receive(Packet.ResponseOverhead + responseLength, longestMicroseconds);
        for (int again = 1; again < Attempts && status == Atecc608Status.DamagedResponse; again++)
        {
            // The chip keeps its response until the next command: reading it anew costs nothing and executes nothing twice.
            Send(Packet.WordAddressReset);
            status = Receive(Packet.ResponseOverhead + responseLength, 0);
        }

        return status;
    }

    private Atecc608Status Receive(int count, int longestMicroseconds)
    {
        // Some twenty polls at most for any command; the last one comes after the longest time has passed.
        int pollMicroseconds = longestMicroseconds < 20000 ? 1000 : longestMicroseconds / 20;
        int waited = 0;
        while (true)
        {
            I2cStatus read = _bus.Read(_address, _response, 0, count);
            _awakeMicroseconds += count * MicrosecondsPerByte;
            if (read == I2cStatus.Ok)
            {
                return Judge(count);
            }

            if (read != I2cStatus.NotAcknowledged)
            {
                return Atecc608Status.DamagedResponse;
            }

            if (waited > longestMicroseconds)
            {
                return Atecc608Status.NoAnswer;
            }

            _bus.Wait(pollMicroseconds);
            waited += pollMicroseconds;
            _awakeMicroseconds += pollMicroseconds;
        }
    }

    private Atecc608Status Judge(int count)
    {
        // A command that fails answers with a status in place of its data: four bytes, whatever was asked for.
        int length = _response[0];
        if (length != count && length != Packet.StatusResponseLength)
        {
            return length < Packet.StatusResponseLength || length > count ? Atecc608Status.DamagedResponse : Unexpected(length);
        }

        if (!Packet.IsIntact(_response, length))
        {
            return Atecc608Status.DamagedResponse;
        }

        if (length == count && count != Packet.StatusResponseLength)
        {
            return Atecc608Status.Ok;
        }

        Atecc608Status status = (Atecc608Status)_response[1];
        return status == Atecc608Status.Ok && count != Packet.StatusResponseLength ? Atecc608Status.UnexpectedResponse : status;
    }

    private Atecc608Status Unexpected(int length)
    {
        return Packet.IsIntact(_response, length) ? Atecc608Status.UnexpectedResponse : Atecc608Status.DamagedResponse;
    }

    private I2cStatus Send(byte wordAddress)
    {
        _word[0] = wordAddress;
        return _bus.Write(_address, _word, 0, 1);
    }
}
