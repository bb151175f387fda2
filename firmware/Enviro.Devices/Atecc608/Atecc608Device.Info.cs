using System;

namespace Enviro.Devices.Atecc608;

// Info, Random and Counter (DS20005927, Security Commands): small answers that depend on nothing loaded before.
public sealed partial class Atecc608Device
{
    /// <summary>Copies the 4 revision bytes, 00 00 60 03 for an ATECC608B, to <paramref name="revision"/>.</summary>
    public bool TryReadRevision(byte[] revision)
    {
        RequireLength(revision, 0, 4);
        _link.Begin(Opcode.Info, CommandMode.InfoRevision, 0);
        if (!Done(_link.Execute(4)))
        {
            return false;
        }

        _link.CopyResponse(0, revision, 0, 4);
        return true;
    }

    /// <summary>Whether <paramref name="slot"/> holds a valid ECC key.</summary>
    public bool TryReadKeyValid(int slot, out bool valid)
    {
        RequireSlot(slot);
        _link.Begin(Opcode.Info, CommandMode.InfoKeyValid, slot);
        valid = Done(_link.Execute(4)) && _link.ResponseByte(0) == 1;
        return _lastStatus == Atecc608Status.Ok;
    }

    /// <summary>
    /// TempKey's state: bits 0 … 3 KeyID, 4 SourceFlag, 5 GenDigData, 6 GenKeyData, 7 NoMacFlag, 10 AuthComplete, 15 Valid.
    /// </summary>
    public bool TryReadState(out int state)
    {
        _link.Begin(Opcode.Info, CommandMode.InfoState, 0);
        bool ok = Done(_link.Execute(4));
        state = ok ? (_link.ResponseByte(2) << 8) | _link.ResponseByte(3) : 0;
        return ok;
    }

    /// <summary>
    /// Copies 32 random bytes to <paramref name="random"/>. Before the configuration zone is locked the chip gives FF FF 00 00 …
    /// </summary>
    public bool TryRandom(byte[] random)
    {
        RequireLength(random, 0, 32);
        _link.Begin(Opcode.Random, CommandMode.NonceRandom, 0);
        if (!Done(_link.Execute(32)))
        {
            return false;
        }

        _link.CopyResponse(0, random, 0, 32);
        return true;
    }

    /// <summary>Reads monotonic counter 0 or 1; at most 2,097,151.</summary>
    public bool TryReadCounter(int counter, out uint value)
    {
        return TryCounter(CommandMode.CounterRead, counter, out value);
    }

    /// <summary>
    /// Increments monotonic counter 0 or 1 and gives its new value. When the answer is lost the command is repeated, so the counter
    /// may advance by more than one; it never gives one value twice. At 2,097,151 the chip answers ExecutionError.
    /// </summary>
    public bool TryIncrementCounter(int counter, out uint value)
    {
        return TryCounter(CommandMode.CounterIncrement, counter, out value);
    }

    private bool TryCounter(byte mode, int counter, out uint value)
    {
        if (counter < 0 || counter > 1)
        {
            throw new ArgumentOutOfRangeException(nameof(counter));
        }

        value = 0;
        _link.Begin(Opcode.Counter, mode, counter);
        if (!Done(_link.Execute(4)))
        {
            return false;
        }

        for (int i = 3; i >= 0; i--)
        {
            value = (value << 8) | _link.ResponseByte(i);
        }

        return true;
    }
}
