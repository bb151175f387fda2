namespace Enviro.Devices.Atecc608;

// GenKey, Sign, Verify, ECDH, PrivWrite: commands on elliptic-curve keys.
public static partial class CommandMode
{
    /// <summary>GenKey: compute the public key of the private key in the slot.</summary>
    public const byte GenKeyPublic = 0x00;

    /// <summary>GenKey: create a random private key in the slot.</summary>
    public const byte GenKeyPrivate = 0x04;

    /// <summary>GenKey: compute the public key and digest it into TempKey.</summary>
    public const byte GenKeyDigest = 0x08;

    /// <summary>GenKey: create a random private key and digest its public key into TempKey.</summary>
    public const byte GenKeyPrivateDigest = 0x0C;

    /// <summary>GenKey: digest the public key stored in the slot into TempKey.</summary>
    public const byte GenKeyDigestStored = 0x10;

    /// <summary>GenKey: prove the public key with a MAC by the IO protection key.</summary>
    public const byte GenKeyMac = 0x20;

    /// <summary>GenKey and ECDH, param2: the private key is created in, or taken from, TempKey.</summary>
    public const int GenKeyToTempKey = 0xFFFF;

    /// <summary>Sign: the message is one the chip builds over TempKey, of GenDig or GenKey.</summary>
    public const byte SignInternal = 0x00;

    /// <summary>Sign: the internal message is for Verify Invalidate.</summary>
    public const byte SignInvalidate = 0x01;

    /// <summary>Sign: the internal message holds the full serial number.</summary>
    public const byte SignIncludeSerialNumber = 0x40;

    /// <summary>Sign: the message is the host's digest.</summary>
    public const byte SignExternal = 0x80;

    /// <summary>Sign and Verify: the digest is in the message digest buffer, not in TempKey.</summary>
    public const byte SourceMessageDigestBuffer = 0x20;

    /// <summary>Verify: with the public key in the slot.</summary>
    public const byte VerifyStored = 0x00;

    /// <summary>Verify: validate a public key in the packet by the key in the slot.</summary>
    public const byte VerifyValidateExternal = 0x01;

    /// <summary>Verify: with the public key in the packet.</summary>
    public const byte VerifyExternal = 0x02;

    /// <summary>Verify: validate the public key in the slot by its parent.</summary>
    public const byte VerifyValidate = 0x03;

    /// <summary>Verify: invalidate the public key in the slot by its parent.</summary>
    public const byte VerifyInvalidate = 0x07;

    /// <summary>Verify: prove the answer with a MAC by the IO protection key.</summary>
    public const byte VerifyMac = 0x80;

    /// <summary>ECDH: the private key is in a slot.</summary>
    public const byte EcdhSourceSlot = 0x00;

    /// <summary>ECDH: the private key is in TempKey.</summary>
    public const byte EcdhSourceTempKey = 0x01;

    /// <summary>ECDH: encrypt the output by the IO protection key.</summary>
    public const byte EcdhOutputEncrypted = 0x02;

    /// <summary>ECDH: the secret goes where SlotConfig says, as in the ATECC508A.</summary>
    public const byte EcdhTargetCompatible = 0x00;

    /// <summary>ECDH: the secret goes to the slot after the key's.</summary>
    public const byte EcdhTargetSlot = 0x04;

    /// <summary>ECDH: the secret goes to TempKey.</summary>
    public const byte EcdhTargetTempKey = 0x08;

    /// <summary>ECDH: the secret goes to the output buffer.</summary>
    public const byte EcdhTargetOutput = 0x0C;

    /// <summary>PrivWrite: the key is in the clear.</summary>
    public const byte PrivWriteClear = 0x00;

    /// <summary>PrivWrite: the key is encrypted by TempKey and a MAC follows it.</summary>
    public const byte PrivWriteEncrypted = 0x40;
}
