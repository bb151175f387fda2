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

    /// <summary>The SHA computation in progress; null when there is none.</summary>
    public ShaRegister? Sha { get; set; }

    /// <summary>AuthValid and its key: the slot a CheckMac succeeded with; −1 when none did.</summary>
    public int AuthorizedBy { get; set; } = -1;
}

/// <summary>A SHA-256 or HMAC in progress, and the public key it took from a slot, if any.</summary>
internal sealed class ShaRegister
{
    public Sha256State Hash { get; init; } = new();

    /// <summary>The key of an HMAC, padded to a block; null for a digest.</summary>
    public byte[]? HmacKey { get; init; }

    /// <summary>The slot whose public key was added; −1 when none was.</summary>
    public int PublicKeySlot { get; set; } = -1;

    /// <summary>The 64-byte block of the message that was that public key.</summary>
    public int PublicKeyBlock { get; set; }

    /// <summary>Bytes of the whole message, without padding.</summary>
    public long MessageLength { get; set; }
}

/// <summary>TempKey and its flags.</summary>
internal sealed class TempKeyRegister
{
    public byte[] Value { get; private set; } = [];

    /// <summary>Whether commands may use the value. A private key in TempKey is for ECDH and GenKey only, so it does not count.</summary>
    public bool IsValid => Value.Length > 0 && !IsPrivateKey;

    /// <summary>SourceFlag: the value came from the host (pass-through), not from the random number generator.</summary>
    public bool IsFixed { get; private set; }

    /// <summary>GenDigData: the value was made by GenDig from the key in <see cref="KeySlot"/>.</summary>
    public bool IsGenDig { get; private set; }

    /// <summary>GenKeyData: the value was made by GenKey from the key in <see cref="KeySlot"/>.</summary>
    public bool IsGenKey { get; private set; }

    /// <summary>
    /// GenDig or GenKey made the value, of whatever: what Sign asks of an internal message. The flags tell keys only.
    /// </summary>
    public bool IsInternal { get; private set; }

    /// <summary>NoMacFlag: the key of GenDig may not be used by MAC, so the value may not either.</summary>
    public bool NoMac { get; private set; }

    /// <summary>The value is an ephemeral private key of GenKey.</summary>
    public bool IsPrivateKey { get; private set; }

    public int KeySlot { get; private set; }

    /// <summary>What SHA put together here: a digest over the public key of a slot; null for any other value.</summary>
    public ShaRegister? Certificate { get; private set; }

    public void Load(byte[] value, bool isFixed)
    {
        Value = value;
        IsFixed = isFixed;
        Clear();
    }

    /// <summary>Loads the digest of a SHA computation, and what it was over.</summary>
    public void LoadDigest(byte[] value, ShaRegister sha)
    {
        Load(value, isFixed: true);
        Certificate = sha.PublicKeySlot >= 0 ? sha : null;
    }

    public void LoadPrivateKey(byte[] scalar)
    {
        Load(scalar, isFixed: false);
        IsPrivateKey = true;
    }

    /// <summary>Replaces the value by a digest over a public key; the source stays what it was.</summary>
    public void LoadGenKey(byte[] value, int slot)
    {
        Load(value, IsFixed);
        IsInternal = true;
        IsGenKey = true;
        KeySlot = slot;
    }

    /// <summary>
    /// Replaces the value by a digest over a stored value; the source stays what it was. <paramref name="slot"/> is −1 for anything
    /// but a key.
    /// </summary>
    public void LoadGenDig(byte[] value, int slot, bool noMac)
    {
        Load(value, IsFixed);
        IsInternal = true;
        IsGenDig = slot >= 0;
        KeySlot = Math.Max(slot, 0);
        NoMac = noMac;
    }

    public void Invalidate()
    {
        Load([], false);
    }

    private void Clear()
    {
        IsInternal = false;
        IsGenDig = false;
        IsGenKey = false;
        NoMac = false;
        IsPrivateKey = false;
        KeySlot = 0;
        Certificate = null;
    }
}
