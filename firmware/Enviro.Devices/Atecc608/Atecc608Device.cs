using System;
using Enviro.Node;

namespace Enviro.Devices.Atecc608;

/// <summary>
/// Driver of the ATECC608B secure element (DS40002239; commands as in the ATECC508A data sheet DS20005927) on an <see cref="II2cBus"/>
/// of 100 kHz. Methods return whether the chip did what was asked and leave the reason in <see cref="LastStatus"/>; only arguments
/// that can never be right throw. Not thread-safe: a node is one thread.
/// </summary>
/// <remarks>
/// Commands wake the chip when it is not awake and leave it awake, so that several can share one session; end a session with
/// <see cref="TrySleep"/> or <see cref="TryIdle"/>. A chip left alone falls asleep by its watchdog, which the next command notices.
/// </remarks>
public sealed partial class Atecc608Device
{
    /// <summary>The factory's 7-bit address.</summary>
    public const int DefaultAddress = 0x60;

    /// <summary>Bytes in a public key X‖Y and in a signature r‖s.</summary>
    public const int KeyLength = 64;

    /// <summary>Bytes in a SHA-256 digest.</summary>
    public const int DigestLength = 32;

    // A sequence that loads and then uses is started again this often before the fault is reported.
    private const int SequenceAttempts = 3;

    private readonly Atecc608Link _link;
    private Atecc608Status _lastStatus;

    /// <summary>A driver for the chip at the factory's address, with the factory's clock divider.</summary>
    public Atecc608Device(II2cBus bus)
        : this(bus, DefaultAddress, Atecc608ClockDivider.M0)
    {
    }

    /// <summary>A driver for the chip at a 7-bit address; <paramref name="divider"/> as in the chip's ChipMode byte.</summary>
    public Atecc608Device(II2cBus bus, int address, Atecc608ClockDivider divider)
    {
        _link = new Atecc608Link(bus, address, divider);
    }

    /// <summary>How the last method ended.</summary>
    public Atecc608Status LastStatus => _lastStatus;

    /// <summary>Wakes the chip; false when none answers or its self-test failed.</summary>
    public bool TryWake()
    {
        return Done(_link.Wake());
    }

    /// <summary>Puts the chip to idle, which keeps TempKey; false when it did not acknowledge, as when it sleeps already.</summary>
    public bool TryIdle()
    {
        return Done(_link.Idle() ? Atecc608Status.Ok : Atecc608Status.NoAnswer);
    }

    /// <summary>Puts the chip to sleep, which forgets everything volatile; false when it did not acknowledge.</summary>
    public bool TrySleep()
    {
        return Done(_link.Sleep() ? Atecc608Status.Ok : Atecc608Status.NoAnswer);
    }

    private static void RequireLength(byte[] buffer, int offset, int count)
    {
        if (offset < 0 || count < 0 || offset > buffer.Length - count)
        {
            throw new ArgumentException("Buffer too short.");
        }
    }

    private static void RequireSlot(int slot)
    {
        if (slot < 0 || slot >= Zone.SlotCount)
        {
            throw new ArgumentOutOfRangeException(nameof(slot));
        }
    }

    private bool Done(Atecc608Status status)
    {
        _lastStatus = status;
        return status == Atecc608Status.Ok;
    }
}
