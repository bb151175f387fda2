namespace Enviro.Devices.Atecc608;

/// <summary>Command opcodes, the second byte of a command packet (ATECC508A DS20005927, Security Commands; ATECC608B DS40002239).</summary>
public static class Opcode
{
    /// <summary>Reads 4 or 32 bytes of a zone.</summary>
    public const byte Read = 0x02;

    /// <summary>Writes 4 or 32 bytes of a zone.</summary>
    public const byte Write = 0x12;

    /// <summary>Loads TempKey, the message digest buffer or the alternate key buffer.</summary>
    public const byte Nonce = 0x16;

    /// <summary>Locks a zone or a slot for good.</summary>
    public const byte Lock = 0x17;

    /// <summary>Returns 32 random bytes.</summary>
    public const byte Random = 0x1B;

    /// <summary>Reads or increments a monotonic counter.</summary>
    public const byte Counter = 0x24;

    /// <summary>Returns revision, key validity or volatile state.</summary>
    public const byte Info = 0x30;

    /// <summary>Creates a private key, or computes or digests a public key.</summary>
    public const byte GenKey = 0x40;

    /// <summary>Signs with a private key in a slot.</summary>
    public const byte Sign = 0x41;

    /// <summary>Verifies a signature.</summary>
    public const byte Verify = 0x45;

    /// <summary>Computes SHA-256 in pieces.</summary>
    public const byte Sha = 0x47;
}
