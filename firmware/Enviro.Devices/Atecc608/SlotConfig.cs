namespace Enviro.Devices.Atecc608;

/// <summary>Bits of a slot's SlotConfig, a 16-bit little-endian word (ATECC508A DS20005927, SlotConfig).</summary>
public static class SlotConfig
{
    /// <summary>ReadKey of a private key slot, bit 0: signatures of external messages are allowed.</summary>
    public const int ExternalSignatures = 0x0001;

    /// <summary>ReadKey of a private key slot, bit 1: signatures of messages the chip builds are allowed.</summary>
    public const int InternalSignatures = 0x0002;

    /// <summary>ReadKey of a private key slot, bit 2: ECDH is allowed.</summary>
    public const int EcdhAllowed = 0x0004;

    /// <summary>LimitedUse: each use of the key advances Counter[0].</summary>
    public const int LimitedUse = 0x0020;

    /// <summary>EncryptRead: reads are encrypted with ReadKey.</summary>
    public const int EncryptRead = 0x0040;

    /// <summary>IsSecret: no reads in the clear.</summary>
    public const int IsSecret = 0x0080;

    /// <summary>WriteConfig of a private key slot: GenKey may replace the key after the data zone is locked.</summary>
    public const int GenKeyAllowed = 0x2000;

    /// <summary>The four bits of WriteConfig.</summary>
    public const int WriteConfigMask = 0xF000;

    /// <summary>WriteConfig: always writable in the clear.</summary>
    public const int WriteAlways = 0x0000;

    /// <summary>WriteConfig: writable in the clear while the public key in the slot is not validated.</summary>
    public const int WritePubInvalid = 0x1000;

    /// <summary>WriteConfig: never writable; for a private key slot, neither GenKey nor PrivWrite after the data zone is locked.</summary>
    public const int WriteNever = 0x8000;
}
