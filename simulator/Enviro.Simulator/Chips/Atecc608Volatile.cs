namespace Enviro.Simulator;

/// <summary>
/// The chip's volatile registers (ATECC508A DS20005927, Static RAM; the further buffers are the ATECC608's). Idle keeps them;
/// sleep, watchdog and power loss do not.
/// </summary>
internal sealed class Atecc608Volatile
{
    /// <summary>TempKey, 64 bytes of which 32 are used by most commands.</summary>
    public TempKeyRegister TempKey { get; } = new();

    /// <summary>The message digest buffer; null when nothing is loaded.</summary>
    public byte[]? MessageDigest { get; set; }

    /// <summary>The alternate key buffer; null when nothing is loaded.</summary>
    public byte[]? AlternateKey { get; set; }

    /// <summary>The message of the SHA computation in progress; null when there is none.</summary>
    public List<byte>? ShaMessage { get; set; }
}

/// <summary>TempKey and its flags.</summary>
internal sealed class TempKeyRegister
{
    public byte[] Value { get; private set; } = [];

    public bool IsValid => Value.Length > 0;

    /// <summary>SourceFlag: the value came from the host (pass-through), not from the random number generator.</summary>
    public bool IsFixed { get; private set; }

    /// <summary>GenKeyData: the value was made by GenKey from the key in <see cref="KeySlot"/>.</summary>
    public bool IsGenKey { get; private set; }

    public int KeySlot { get; private set; }

    public void Load(byte[] value, bool isFixed)
    {
        Value = value;
        IsFixed = isFixed;
        IsGenKey = false;
        KeySlot = 0;
    }

    /// <summary>Replaces the value by a digest over a public key; the source stays what it was.</summary>
    public void LoadGenKey(byte[] value, int slot)
    {
        Value = value;
        IsGenKey = true;
        KeySlot = slot;
    }

    public void Invalidate()
    {
        Load([], false);
    }
}
