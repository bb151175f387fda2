namespace Enviro.Devices.Atecc608;

/// <summary>Bits of a slot's SlotConfig, a 16-bit little-endian word (ATECC508A DS20005927, SlotConfig).</summary>
public static class SlotConfig
{
    /// <summary>ReadKey, bits 0 … 3: the slot whose key encrypts reads; of a private key slot, the four bits below.</summary>
    public const int ReadKeyMask = 0x000F;

    /// <summary>ReadKey of a private key slot, bit 0: signatures of external messages are allowed.</summary>
    public const int ExternalSignatures = 0x0001;

    /// <summary>ReadKey of a private key slot, bit 1: signatures of messages the chip builds are allowed.</summary>
    public const int InternalSignatures = 0x0002;

    /// <summary>ReadKey of a private key slot, bit 2: ECDH is allowed.</summary>
    public const int EcdhAllowed = 0x0004;

    /// <summary>ReadKey of a private key slot, bit 3: ECDH's secret goes to the next slot and not to the output.</summary>
    public const int EcdhToNextSlot = 0x0008;

    /// <summary>NoMac: the key is not for MAC; GenDig takes the command from the packet.</summary>
    public const int NoMac = 0x0010;

    /// <summary>LimitedUse: each use of the key advances Counter[0].</summary>
    public const int LimitedUse = 0x0020;

    /// <summary>EncryptRead: reads are encrypted with ReadKey.</summary>
    public const int EncryptRead = 0x0040;

    /// <summary>IsSecret: no reads in the clear.</summary>
    public const int IsSecret = 0x0080;

    /// <summary>WriteKey, bits 8 … 11: the slot whose key encrypts writes, or validates a public key.</summary>
    public const int WriteKeyMask = 0x0F00;

    /// <summary>The lowest bit of WriteKey.</summary>
    public const int WriteKeyShift = 8;

    /// <summary>WriteConfig of a private key slot: GenKey may replace the key after the data zone is locked.</summary>
    public const int GenKeyAllowed = 0x2000;

    /// <summary>WriteConfig of a private key slot: PrivWrite may replace the key, encrypted with WriteKey.</summary>
    public const int PrivWriteAllowed = 0x4000;

    /// <summary>The four bits of WriteConfig.</summary>
    public const int WriteConfigMask = 0xF000;

    /// <summary>WriteConfig: always writable in the clear.</summary>
    public const int WriteAlways = 0x0000;

    /// <summary>WriteConfig: writable in the clear while the public key in the slot is not validated.</summary>
    public const int WritePubInvalid = 0x1000;

    /// <summary>WriteConfig of a symmetric key slot, bit 13: DeriveKey may replace the key.</summary>
    public const int DeriveKeyAllowed = 0x2000;

    /// <summary>WriteConfig of a symmetric key slot, bit 12: DeriveKey takes WriteKey for the parent and not the slot itself.</summary>
    public const int DeriveKeyFromParent = 0x1000;

    /// <summary>WriteConfig: writable only encrypted with WriteKey.</summary>
    public const int WriteEncrypted = 0x4000;

    /// <summary>WriteConfig: never writable; for a private key slot, neither GenKey nor PrivWrite after the data zone is locked.</summary>
    public const int WriteNever = 0x8000;

    /// <summary>WriteConfig of a symmetric key slot, bit 15: DeriveKey asks for a MAC by the parent key.</summary>
    public const int DeriveKeyMac = 0x8000;
}
